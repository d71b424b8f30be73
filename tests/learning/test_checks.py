"""A command line is a check if its exit code says whether a test, a build or a linter passed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyman.learning.checks import is_check, read_check

CHECKS = r"""
pytest
pytest -q tests/test_a.py::test_b
pytest -n auto -x
.venv/bin/pytest -q
python -m pytest tests
.venv/bin/python -m pytest
python3.12 -m unittest discover -s tests
python tests/test_routes.py
python manage.py test shop
coverage run -m pytest
uv run pytest -q
uv run --with httpx pytest
poetry run python -m pytest
pipenv run pytest
conda run -n env pytest
hatch run pytest
tox -e py311
nox -s tests
npm test
npm t
npm run test:unit
npm run build
npm run lint -- --fix
npm --prefix web test
yarn test
yarn jest --ci
yarn workspace web test
pnpm -r test
pnpm --filter web run typecheck
bun test
npx tsc --noEmit
npx --yes eslint .
./node_modules/.bin/vitest run
node --test
node test.js
deno test
cargo test
cargo test -p core
cargo +nightly clippy -- -D warnings
cargo build --release
cargo nextest run
cargo fmt --check
go test ./...
go vet ./...
go build ./cmd/server
make
make check
make -C sub -j 8 test
make clean test
just test
ruff check .
ruff check --fix src
ruff format --check .
black --check .
prettier --check src
mypy --strict src
eslint src
npx prettier --list-different .
mvn -q test
./mvnw clean verify
./gradlew test
gradle :app:testDebugUnitTest
gradlew.bat build
dotnet test
dotnet build -c Release
swift build
zig build test
mix test
bundle exec rspec
bin/rails test
rake spec
rubocop
vendor/bin/phpunit
php artisan test
composer test
php -l index.php
flutter analyze
cmake --build build
ninja -C build
ctest --test-dir build
gcc -Wall -c main.c
shellcheck run.sh
terraform validate
pre-commit run --all-files
bazel test //...
./run_tests.sh
bash scripts/test.sh
sh ./gradlew test
cd web && npm test
cd web; npm test
(cd web && npm test)
{ cd web; npm test; }
source .venv/bin/activate && pytest
DJANGO_SETTINGS_MODULE=a.b CI=1 pytest -q
env A=1 pytest
timeout 60 pytest -q
timeout -s KILL 60 make test
time cargo test
nice -n 10 make
xvfb-run npm test
docker compose run --rm web pytest
docker exec app pytest -q
bash -c "cd web && npm test"
bash -lc 'pytest -q'
pytest 2>&1
pytest > out.txt 2>&1
pytest &> out.txt
set -e; pytest; ruff check .
set -euo pipefail; pytest; echo good
set -o pipefail; pytest | tail -5
cat a.py | ruff check -
npm ci && npm test
pytest && git commit -m done
pytest && echo passed
pytest || exit 1
pytest || python -m pytest
pytest $(git diff --name-only)
pytest -k "a and (b or c)"
pytest -q # all of them
""".strip()

OTHERS = r"""
grep -r pytest .
cat pytest.ini
which pytest
command -v pytest
pip install pytest
uv pip install pytest
npm install
npm ci
npm run dev
npm start
yarn add jest
yarn
git commit -m "make test pass"
git status
git test
ls tests
test -f setup.py
[ -d build ]
rm -rf build
mkdir test
echo pytest
pytest --version
pytest --collect-only
tsc --init
tsc --watch
cargo run -- test
cargo add serde
go run .
go get example.com/x
make clean
make install
make -n test
black .
prettier --write .
ruff format .
gofmt -w .
python app.py
python -c "import pytest; print(pytest.main())"
python -m http.server
python -m pip install build
node server.js
docker build .
docker run --rm image
./run.sh
dotnet run
mvn clean
gradle clean
terraform plan
pytest | tail -5
pytest 2>&1 | head
npm test | tee log
pytest || true
pytest || echo failed
pytest && echo good || echo bad
pytest; echo "exit: $?"
set -u; pytest; echo good
pytest &
! pytest
if pytest; then echo good; fi
for t in a b; do pytest $t; done
echo 'unbalanced
x=$(pytest)
sed -i s/pytest/unittest/ tox.ini
curl https://example.com/test
""".strip()

MANY_LINES = [
    "pytest \\\n  -q",
    "echo start\npytest -q\n",
    "cat > a.sh <<'EOF'\ngit status\nEOF\npytest -q",
    "pytest |\ncat\npytest",
]
IN_TEXT = [
    "cat > run.sh <<'EOF'\npytest -q\nEOF",
    'echo "\npytest\n"',
    "pytest\ngit status",
    "",
    "   ",
    "pytest " + "x" * 2_000,
]


@pytest.mark.parametrize("command", [*CHECKS.split("\n"), *MANY_LINES])
def test_a_check(command):
    assert is_check(command)


@pytest.mark.parametrize("command", [*OTHERS.split("\n"), *IN_TEXT])
def test_no_check(command):
    assert not is_check(command)


@pytest.mark.parametrize(
    ("command", "exit_code", "passed"),
    [
        ("pytest", 0, True),
        ("pytest", 1, False),
        ("pytest", 2, False),
        ("pytest", 5, None),
        ("pytest", 4, None),
        ("pytest", None, None),
        ("make check", 2, False),
        ("cargo test", 101, False),
        ("pytest", 127, None),
        ("timeout 5 make test", 124, None),
        ("make test", 137, None),
        ("pytest | tail", 0, None),
        ("pytest | tail", 1, None),
        ("cd web && npm test", 1, False),
        ("npm ci && npm test", 0, True),
        ("npm ci && npm test", 1, None),
        ("pytest && git commit -m x", 1, None),
        ("pytest || exit 3", 3, False),
        ("ruff check . && pytest", 1, False),
        ("git status", 0, None),
        ("grep x y", 1, None),
    ],
)
def test_what_an_exit_code_says(command, exit_code, passed):
    assert read_check(command).passed(exit_code) is passed


@pytest.mark.parametrize(
    ("command", "program"),
    [
        ("pytest | tail", "pytest"),
        ("python -m pytest", "pytest"),
        ("./gradlew test", "gradle"),
        ("npx tsc", "tsc"),
        ("ls", ""),
    ],
)
def test_the_program_is_named_even_where_its_exit_code_is_hidden(command, program):
    assert read_check(command).program == program


@given(st.text(st.sampled_from("pytest make &|;()<>{}'\"$`\\\n-# "), max_size=60))
def test_any_text_is_read(command):
    read_check(command)
