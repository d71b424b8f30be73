"""Tell what kind of command a command line runs: `pytest`, `npm run build`, `git tag`.

Read for learning alone, where a mistake costs little; whether a command may run is decided elsewhere.
"""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from posixpath import basename

MAX_LENGTH = 2_000
"""In characters; what stands behind is not read."""

_RUNNERS = (
    "npm exec|pnpm exec|pnpm dlx|yarn exec|yarn dlx|uv run|uvx|poetry run|pipenv run|pdm run|rye run|hatch run|"
    "bundle exec|dotnet tool run|npx|bunx|python -m|python3 -m|py -m|env|time|nohup|nice|sudo|command|exec|xvfb-run"
)
RUNNERS = sorted((tuple(runner.split()) for runner in _RUNNERS.split("|")), key=len, reverse=True)
"""What stands before the command that matters."""
HAVE_VERBS = frozenset(
    "alembic apt apt-get aws az brew bun bundle bazel cargo composer conda deno django-admin docker dotnet flask "
    "flutter gcloud gem gh git go gradle gradlew helm hatch just kubectl make manage.py mix mvn mvnw npm nx pdm php "
    "pip pip3 pnpm poetry pre-commit rails rake rustup sbt stack swift task terraform tox turbo uv yarn zig".split()
)
"""Programs whose first word says what they do."""
TAKE_VALUE = frozenset("-C -f -p --prefix --directory --file --manifest-path --workspace --filter --project".split())
"""Options of those programs behind which stands a value."""
INTERPRETERS = frozenset("bash sh zsh python python3 py node ruby perl php tsx ts-node Rscript".split())
QUIET = frozenset(
    "[ awk basename bat cat cd clear cp cut date df diff dirname du echo egrep env export false fd fgrep file find "
    "git grep head hexdump hostname id jobs jq kill less ln ls man mkdir more mv nl od printenv printf ps pwd "
    "readlink realpath rg rm rmdir sed seq set sleep sort source stat strings tail tee test touch tr tree true type "
    "uname uniq unset wait wc which whoami xargs yes".split()
)
"""Programs that look around or move files about: no step that a skill would have to name."""
LOUD_GIT = frozenset("git am|git apply|git bisect|git cherry-pick|git push|git rebase|git revert|git tag".split("|"))
QUIET_KINDS = frozenset(
    "pip list|pip show|pip freeze|npm ls|npm list|npm view|docker ps|docker logs|docker images|kubectl get|"
    "kubectl describe|kubectl logs|cargo tree|go list|go env|go version|gh pr|gh issue".split("|")
)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_MARKS = frozenset(";&|()<>\n")


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command."""

    kind: str
    """The program, and its verb if it has one: what stays the same when other arguments are given, or when it
    is started by `uv run`."""
    text: str
    """All of it, without variables that are set for it."""

    @property
    def matters(self) -> bool:
        """Whether it does something that is worth a line in instructions."""
        program = self.kind.partition(" ")[0]
        if program in INTERPRETERS or re.search(r"(?:^|\s)--?(?:help|version)\b", self.text):
            # An interpreter without a file runs what was made up for the occasion.
            return False
        return self.kind in LOUD_GIT or (program not in QUIET and self.kind not in QUIET_KINDS)


def read_commands(line: str) -> tuple[Command, ...]:
    """Return the simple commands of a command line in their order. Never raises."""
    # What follows the line with a here-document's mark is its text.
    before, mark, after = line[:MAX_LENGTH].partition("<<")
    groups = _split(before + mark + after.partition("\n")[0])
    return tuple(command for words in groups if (command := _command(words)))


def _split(line: str) -> list[list[str]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();<>|&\n")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\r", True, ""
    try:
        tokens = list(lexer)
    except ValueError:
        return [line.split()]
    groups: list[list[str]] = [[]]
    skip = False
    for token in tokens:
        if _MARKS.issuperset(token):
            skip = "<" in token or ">" in token
            if not skip:
                groups.append([])
            elif groups[-1] and groups[-1][-1] in ("1", "2"):
                groups[-1].pop()
        elif not skip:
            groups[-1].append(token)
        else:
            skip = False
    return groups


def _command(words: Sequence[str]) -> Command | None:
    whole = next((words[start:] for start, word in enumerate(words) if not _ASSIGNMENT.match(word)), ())
    words = _unwrapped(words)
    program = basename(words[0].replace("\\", "/")).removesuffix(".exe") if words else ""
    if not program:
        return None
    rest = words[1:]
    if program in INTERPRETERS and rest and not rest[0].startswith("-"):
        program, rest = basename(rest[0]), rest[1:]
    kind = " ".join((program, *_verbs(program, rest))) if program in HAVE_VERBS else program
    return Command(kind.replace(" run test", " test"), shlex.join(whole))


def _unwrapped(words: Sequence[str]) -> Sequence[str]:
    """Return `words` without assignments and runners in front."""
    while words:
        runner = next((one for one in RUNNERS if tuple(words[: len(one)]) == one), ())
        if _ASSIGNMENT.match(words[0]):
            words = words[1:]
        elif words[0] == "timeout":
            words = [word for word in words[1:] if not word.startswith("-")][1:]
        elif runner and len(words) > len(runner):
            words = words[len(runner) :]
            while len(words) > 1 and words[0].startswith("-"):
                words = words[1:]
        else:
            break
    return words


def _verbs(program: str, words: Sequence[str]) -> list[str]:
    """Return the word that says what `program` does; two of them in `npm run build`."""
    plain: list[str] = []
    is_value = False
    for word in words:
        if not is_value and not word.startswith("-"):
            plain.append(word)
        is_value = word in TAKE_VALUE
    two = program in ("npm", "pnpm", "yarn", "bun", "gh") and plain[:1] in (["run"], ["pr"], ["issue"])
    return plain[: 2 if two else 1]
