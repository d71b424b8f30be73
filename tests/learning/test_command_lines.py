"""Two command lines are of one kind if only their arguments differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyman.learning.command_lines import read_commands


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("pytest -q tests/a.py", ["pytest"]),
        (".venv/bin/pytest -q", ["pytest"]),
        ("python -m pytest", ["pytest"]),
        ("uv run --frozen pytest", ["pytest"]),
        ("CI=1 npx -y vitest run", ["vitest"]),
        ("timeout 60 cargo test --all", ["cargo test"]),
        ("timeout -k 60 make", ["make"]),
        ("npm test", ["npm test"]),
        ("npm run test -- --watch=false", ["npm test"]),
        ("npm run build", ["npm run build"]),
        ("pnpm run lint", ["pnpm run lint"]),
        ("make", ["make"]),
        ("make -C docs html", ["make html"]),
        ("git -C sub push origin main", ["git push"]),
        ("./gradlew :app:test", ["gradlew :app:test"]),
        ("python scripts/generate.py --all", ["generate.py"]),
        ("python manage.py migrate", ["manage.py migrate"]),
        ("bash ./build.sh", ["build.sh"]),
        ("cd src && pytest | tail -5; echo done", ["cd", "pytest", "tail", "echo"]),
        ("pytest > out.txt 2>&1 || true", ["pytest", "true"]),
        ("(pytest)\nruff check .", ["pytest", "ruff"]),
        ("cat > a.sh <<EOF\nmake all\nEOF", ["cat"]),
        ("cat <<EOF > a.sh && sh a.sh\nmake all\nEOF", ["cat", "a.sh"]),
        ("echo 'no end", ["echo"]),
        ("python", ["python"]),
        ("npx", ["npx"]),
        ("A=1", []),
        ("", []),
    ],
)
def test_the_kind_of_a_command_is_its_program_and_verb(line, kinds):
    assert [command.kind for command in read_commands(line)] == kinds


@pytest.mark.parametrize(
    "line", ["ls -la", "git status", "git commit -m x", "python -c 'x'", "pip list", "make --help"]
)
def test_looking_around_does_not_matter(line):
    assert not any(command.matters for command in read_commands(line))


@pytest.mark.parametrize(
    "line", ["pytest", "git push", "alembic upgrade head", "python gen.py", "pip install x", "make"]
)
def test_what_a_skill_would_name_matters(line):
    assert all(command.matters for command in read_commands(line))


@given(st.text(alphabet="a'\"\\$`<>|&;() \n-=日", max_size=60))
def test_no_command_line_is_too_strange(line):
    assert all(command.kind for command in read_commands(line))
