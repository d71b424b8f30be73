"""Find the commands that test, build or lint, and what their exit codes say.

Read for learning alone, where a mistake costs little; what cannot be read is taken to say nothing.
"""

import re
import shlex
from collections.abc import Sequence, Set
from dataclasses import dataclass
from posixpath import basename, splitext

MAX_LENGTH = 2_000
"""In characters; longer command lines are programs in themselves."""

PROGRAMS = frozenset(
    "ansible-lint ava basedpyright bats busted c++ cc clang clang++ clang-tidy clippy-driver cmakelint compileall "
    "cppcheck cpplint credo ctest cypress detekt doctest elm-test eslint flake8 g++ gcc golangci-lint gotestsum "
    "hadolint hlint jasmine javac jest jshint karma kotlinc ktlint luacheck mocha mypy nose2 nosetests nox oxlint "
    "phpcs phpstan phpunit pest playwright protractor psalm py.test py_compile pycodestyle pydocstyle pyflakes pylint "
    "pyright pytest rspec rubocop rustc selene shellcheck solhint staticcheck standardrb stylelint swiftc swiftlint "
    "tap tox tsc ty unittest vitest vue-tsc xo yamllint".split()
)
"""Those that check whatever their arguments are."""
FORMATTERS = frozenset(
    "autopep8 biome black clang-format csharpier djlint dprint gofmt isort ktfmt ormolu prettier rustfmt scalafmt "
    "shfmt stylua taplo yapf".split()
)
"""Those that check only if they are told to change nothing."""
CHECK_OPTION = re.compile(
    r"--(?:check|check-formatted|diff|dry-run|list-different|Werror|verify-no-changes|fail-on-\w+)"
)
VERBS = {
    "ansible-playbook": "--syntax-check", "bazel": "build test", "bazelisk": "build test", "biome": "check ci lint",
    "cabal": "build check test", "cargo": "b bench build c check clippy nextest t test", "cmake": "--build",
    "coverage": "run", "deno": "check lint test", "artisan": "test", "dart": "analyze compile test",
    "django": "check test", "django-admin": "check test",
    "dotnet": "build msbuild test", "flutter": "analyze build test", "forge": "build test", "go": "build test vet",
    "hardhat": "compile test", "helm": "lint", "lein": "check test", "manage.py": "check test", "meson": "compile test",
    "mix": "compile credo dialyzer test", "mvn": "compile install integration-test package test test-compile verify",
    "next": "build lint", "node": "--check --test -c", "php": "-l", "pre-commit": "run", "rails": "test",
    "ruff": "check", "sbt": "compile test", "setup.py": "build check test", "stack": "build test", "svelte-check": "",
    "swift": "build test", "terraform": "validate", "tofu": "validate", "trunk": "check", "vite": "build",
    "webpack": "", "xcodebuild": "analyze build test", "zig": "build test",
}  # fmt: skip
"""Programs that do many things, and the words with which they check; none for those that do nothing else."""
BUILDERS = frozenset("ant gmake gradle invoke inv just make mage ninja rake task".split())
SCRIPTS = frozenset("bun composer grunt gulp lerna ng npm nx pnpm poe turbo yarn".split())
"""Both run what the project names; the first ones with nothing named build everything."""
NAMES_CHECK = re.compile(
    r"(?:^|[-_:./])(?:analyze|assemble|build|checks?|compile|cov|coverage|e2e|integration|lint|specs?|tests?|tsc|"
    r"type-?checks?|types|unit|validate|verify|vet)(?=$|[-_:./A-Z\d])"
)
"""A target or a script that checks by its name: `test:unit`, `type-check`, `:app:testDebug`, `run_tests.sh`."""
INTERPRETERS = re.compile(r"(?:python[\d.]*|py|pypy3?|node|ruby|perl|php|tsx|ts-node|bash|sh|zsh|dash)")
SHELLS = frozenset("bash dash sh zsh".split())
TEST_FILE = re.compile(r"(?:tests?[_-].*|.*[_.-](?:tests?|spec)|tests?|runtests)")
ASKS_ONLY = frozenset("--version --help -h --collect-only --co --list-tests --watch --init --showConfig".split())
"""With these nothing is checked, or it never ends."""

RUNNERS = tuple(
    tuple(runner.split())
    for runner in "bundle exec|bun x|conda run|hatch run|mise exec|mise x|npm exec|npm x|pdm run|pipenv run|pixi run|"
    "pnpm dlx|pnpm exec|poetry run|rye run|uv run|yarn dlx|yarn exec|bunx|command|env|exec|flock|ionice|nice|"
    "nohup|npx|setsid|stdbuf|sudo|time|uvx|xvfb-run".split("|")
)
TAKE_VALUE = frozenset(
    "-C -e -j -p -u --chdir --cwd --dir --directory --env --extra --filter --group --manifest-path --package "
    "--prefix --project --python --with -w --workspace".split()
)
"""Options behind which stands a value. Where one of them is a flag, a word more is skipped, and a check missed."""
HARMLESS = frozenset(
    ". : alias cd clear date echo export mkdir popd printf pushd pwd set shopt sleep source true ulimit".split()
)
"""What stands before a check and is not what failed."""
GRAMMAR = frozenset("! [[ case for function if select until while".split())
"""In these, exit codes are not those of the commands."""
NOT_RUN = frozenset({124, 126, 127, 130, 137, 143})
"""Timed out, not executable, not found, interrupted, killed: the check did not run to its end (Bash manual, 3.7.5)."""
NO_TESTS = frozenset({4, 5})
"""Of pytest: used wrongly, and no tests found (https://docs.pytest.org/en/stable/reference/exit-codes.html)."""

MARKS = frozenset(";&|()<>\n")
HEREDOC = re.compile(r"(?<!<)<<-?[ \t]*(['\"]?)(\w+)\1([^\n]*)\n.*?(?:^[ \t]*\2[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
SUBSTITUTION = re.compile(r"\$\([^()]*\)|`[^`]*`")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a command line says about checks."""

    program: str = ""
    """Of the check, such as `pytest`; "" if it runs none."""
    zero_tells: bool = False
    """Exit code 0 means that the check passed; it does not in `pytest | tail`."""
    other_tells: bool = False
    """Another exit code means that it failed; it may be another command's in `npm ci && npm test`."""

    def passed(self, exit_code: int | None) -> bool | None:
        """Whether the check passed; None if `exit_code` does not say."""
        if exit_code is None or exit_code in NOT_RUN or (self.program == "pytest" and exit_code in NO_TESTS):
            return None
        if exit_code == 0:
            return True if self.zero_tells else None
        return False if self.other_tells else None


def is_check(command: str) -> bool:
    """Whether the exit code of a command line says if a test, a build or a linter passed."""
    return read_check(command).zero_tells


def read_check(command: str) -> Reading:
    """Return what a command line says about checks. Never raises."""
    try:
        pipelines = _pipelines(command[: MAX_LENGTH + 1])
    except ValueError:
        return Reading()
    programs = [program for _, stages in pipelines for words in stages if (program := _program(words))]
    starts = {words[0] for _, stages in pipelines for words in stages if words}
    if len(command) > MAX_LENGTH or not programs or starts & GRAMMAR:
        return Reading(next(iter(programs), ""))
    kinds = _last_statement(pipelines)
    has_check = any(kind == "check" for _, kind in kinds)
    alternatives = {kind for joiner, kind in kinds if joiner == "||"}
    zero_tells = has_check and alternatives <= {"check", "exit"}
    return Reading(
        programs[-1], zero_tells, zero_tells and {kind for _, kind in kinds} <= {"check", "exit", "harmless"}
    )


Pipeline = tuple[str, list[list[str]]]
"""How it is joined to the one before, `;`, `&`, `&&` or `||`, and the words of its commands."""


def _pipelines(command: str) -> list[Pipeline]:
    text = HEREDOC.sub(r"\3\n", command.replace("\\\n", " "))
    while (shorter := SUBSTITUTION.sub("_", text)) != text:
        text = shorter
    lexer = shlex.shlex(text, posix=True, punctuation_chars="".join(sorted(MARKS)))
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\r", True, ""
    found: list[Pipeline] = [(";", [[]])]
    skipping = ""
    for token in lexer:
        words = found[-1][1][-1]
        if token and MARKS.issuperset(token):
            skipping = "" if "\n" in token or skipping == "word" else skipping
            _join(found, token)
            if "<" in token or ">" in token:
                skipping = skipping or "word"
        elif skipping:
            skipping = "" if skipping == "word" else skipping
        elif token.startswith("#"):
            skipping = "line"
        elif token not in {"{", "}"}:
            words.append(token)
    while len(found) > 1 and found[-1] == (";", [[]]):
        found.pop()
    return found


def _join(found: list[Pipeline], token: str) -> None:
    """Begin what comes behind an operator; parentheses are left out, and so is what a redirection names."""
    words = found[-1][1][-1]
    operator = re.sub(r"[()\s]", "", token)
    if "<" in token or ">" in token:
        if words and words[-1].isdigit():
            words.pop()
    elif operator in {"|", "|&"}:
        found[-1][1].append([])
    elif operator or "\n" in token:
        found.append((operator if operator in {"&", "&&", "||"} else ";", [[]]))


def _last_statement(pipelines: Sequence[Pipeline]) -> list[tuple[str, str]]:
    """Return joiner and kind of the pipelines that the exit code may come from."""
    stops, fails_inside = False, False
    statement: list[tuple[str, str]] = []
    for joiner, stages in pipelines:
        joiner = "&&" if stops and joiner == ";" else joiner
        if joiner in {";", "&"}:
            statement = []
        statement.append((joiner, _kind(stages, fails_inside)))
        if stages[0][:1] == ["set"]:
            options = " ".join(stages[0])
            stops = stops or bool(re.search(r" -[a-z]*e|errexit", options))
            fails_inside = fails_inside or "pipefail" in options
    return statement


def _kind(stages: Sequence[Sequence[str]], fails_inside: bool) -> str:
    checks = [bool(_program(words)) for words in stages]
    first = stages[0]
    if checks[-1] or (fails_inside and any(checks)):
        return "check"
    if first[:1] in (["false"], ["exit"], ["return"]) and first[1:] != ["0"]:
        return "exit"
    is_harmless = all(re.match(r"\w+=", word) for word in first) or first[0] in HARMLESS
    return "harmless" if first and is_harmless and len(stages) == 1 else "other"


def _program(words: Sequence[str]) -> str:
    """Return the program that checks; "" if none does."""
    words = _unwrapped(words)
    if not words or words[0].startswith("-"):
        return ""
    name = re.sub(r"\.(?:exe|cmd|bat)$", "", basename(words[0].replace("\\", "/")))
    name = {"gradlew": "gradle", "mvnw": "mvn", "mvnd": "mvn", "py.test": "pytest"}.get(name, name)
    rest = words[1 : words.index("--")] if "--" in words else words[1:]
    if ASKS_ONLY.intersection(rest) or (name in BUILDERS and "-n" in rest):
        return ""
    if INTERPRETERS.fullmatch(name) and (inner := _interpreted(rest, is_shell=name in SHELLS)):
        return inner
    operands = _operands(rest)
    if name in VERBS:
        wanted = VERBS[name].split()
        is_checking = not wanted or bool(set(wanted).intersection(rest))
    else:
        is_checking = name in PROGRAMS or _runs_named_check(name, words[0], operands)
    formats = name in FORMATTERS or "format" in operands[:1] or "fmt" in operands[:1]
    return name if is_checking or (formats and any(map(CHECK_OPTION.match, rest))) else ""


def _runs_named_check(name: str, path: str, operands: Sequence[str]) -> bool:
    if name in BUILDERS:
        return not operands or any(map(NAMES_CHECK.search, operands))
    if name in SCRIPTS:
        if operands[:1] == ["workspace"]:
            operands = operands[2:]
        target = next((word for word in operands if word not in {"run", "run-script", "run-many", "affected"}), "")
        return target == "t" or target in PROGRAMS or bool(NAMES_CHECK.search(target))
    return "/" in path and not path.startswith("/") and bool(NAMES_CHECK.search(splitext(name)[0]))


def _interpreted(rest: Sequence[str], *, is_shell: bool) -> str:
    """Return the check that an interpreter runs: a module, code for a shell, or a file of tests."""
    for position, word in enumerate(rest):
        behind = rest[position + 1 :]
        if word == "-m" and behind:
            return _program(behind)
        if is_shell and re.fullmatch(r"-[a-z]*c", word) and behind:
            inner = read_check(behind[0])
            return inner.program if inner.zero_tells else ""
        if not word.startswith("-"):
            stem, extension = splitext(basename(word))
            is_test = bool(TEST_FILE.fullmatch(stem)) or (extension == ".sh" and bool(NAMES_CHECK.search(stem)))
            return _program([basename(word), *behind]) or (basename(word) if is_test else "")
    return ""


def _unwrapped(words: Sequence[str]) -> Sequence[str]:
    """Return `words` without assignments and what only runs the command behind it."""
    while words:
        runner = next((one for one in RUNNERS if tuple(words[: len(one)]) == one), ())
        if re.match(r"\w+=", words[0]):
            words = words[1:]
        elif words[0] == "timeout":
            words = _without_options(words[1:], {"-s", "-k"})[1:]
        elif words[0] in {"docker", "podman"} and {"exec", "run"}.intersection(words[1:3]):
            behind = words.index("exec" if "exec" in words[1:3] else "run") + 1
            words = _without_options(words[behind:])[1:]
        elif runner and words[:2] != ["command", "-v"]:
            words = _without_options(words[len(runner) :])
        else:
            break
    return words


def _without_options(words: Sequence[str], take_value: Set[str] = TAKE_VALUE) -> Sequence[str]:
    while words and words[0].startswith("-"):
        words = words[2 if words[0] in take_value or words[0] == "-n" else 1 :]
    return words


def _operands(words: Sequence[str]) -> list[str]:
    before = ["", *words]
    return [
        word
        for word, earlier in zip(words, before, strict=False)
        if not word.startswith(("-", "+")) and "=" not in word and earlier not in TAKE_VALUE
    ]
