"""Say where a task went another way than the skill that was at hand.

Rather nothing than a false alarm: other arguments, other files of the same kind and more reading are how
a skill is meant to be used.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import PurePosixPath

from ..memory.episode_rows import EpisodeCall
from ..skills.skill import Skill
from .command_lines import HAVE_VERBS, Command, read_commands
from .traits import fits, globs_of
from .work import changed_files

MANY_FAILURES = 3
"""Of the same thing before it worked. That a test fails before the work is done, and once after, is usual."""
MAX_SHOWN = 5
"""Of each kind."""
MAX_BODY = 40_000
"""In characters; what a skill of others says behind that is not looked at."""

_BLOCK = re.compile(r"(?ms)^\s*(`{3,}|~{3,})(?:\w*)\n(.*?)^\s*\1\s*$")
_SPAN = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True)
class Deviation:
    """How a task differed from a skill; each part has at most `MAX_SHOWN` entries."""

    new_commands: tuple[str, ...] = ()
    """They ran well, and the skill does not name them."""
    failed_commands: tuple[str, ...] = ()
    """The skill names them; they failed, never worked, and something else did."""
    new_places: tuple[str, ...] = ()
    """Globs of changed files of another kind than the skill's, which were changed beside them."""
    stumbles: tuple[str, ...] = ()
    """What failed again and again before it worked."""

    def described(self) -> str:
        """Return it as a list for a model."""
        words = {
            "new_commands": "ran well, and the skill does not name it",
            "failed_commands": "is in the skill, and failed; another command did the work",
            "new_places": "was changed, and the skill does not name it",
            "stumbles": f"failed {MANY_FAILURES} times or more before it worked",
        }
        return "\n".join(
            f"- `{entry}` {words[part.name]}" for part in fields(self) for entry in getattr(self, part.name)
        )


def deviation(skill: Skill, calls: Sequence[EpisodeCall]) -> Deviation | None:
    """Return how a task differed from what `skill` says; None if it followed it. Call it in a thread."""
    named = _named(skill)
    lines = [(call, _commands(call)) for call in calls if call.exit_code is not None]
    ran = [(command, call) for call, commands in lines for command in commands]
    new = _new_commands(skill, named, ran)
    # What failed for good and was not replaced says that the task went badly, not that the skill is wrong.
    failed = _failed_commands(named, ran) if new else ()
    found = Deviation(new, failed, _new_places(skill, calls), _stumbles(lines))
    return found if found != Deviation() else None


def _commands(call: EpisodeCall) -> tuple[Command, ...]:
    return read_commands(str(call.arguments.get("command", "")))


def _named(skill: Skill) -> frozenset[str]:
    """Return the kinds of commands that the skill names, in its traits, its code blocks and `code`."""
    lines = [*skill.traits.commands, *_code(skill.body[:MAX_BODY])]
    return frozenset(command.kind for line in lines for command in read_commands(line) if command.matters)


def _code(body: str) -> Iterator[str]:
    for block in _BLOCK.finditer(body):
        yield from (line.strip().removeprefix("$ ") for line in block[2].splitlines())
    for span in _SPAN.finditer(_BLOCK.sub("", body)):
        words = span[1].split()
        # A single word is more often a name of the code than a command.
        if len(words) > 1 or HAVE_VERBS.intersection(words):
            yield span[1]


def _is_named(kind: str, skill: Skill, named: frozenset[str]) -> bool:
    """Whether the skill has a command, as code or in its prose: "run pytest"."""
    phrase = r"[\s`]+".join(map(re.escape, kind.split()))
    prose = f"{skill.description}\n{skill.body[:MAX_BODY]}"
    return kind in named or re.search(rf"(?<![\w.-]){phrase}(?![\w-])", prose, re.IGNORECASE) is not None


def _new_commands(skill: Skill, named: frozenset[str], ran: Sequence[tuple[Command, EpisodeCall]]) -> tuple[str, ...]:
    # A skill without any command leaves it to the reader how to do what it says.
    if not named:
        return ()
    worked = {command.kind: command for command, call in ran if call.exit_code == 0 and command.matters}
    new = (command.text for kind, command in worked.items() if not _is_named(kind, skill, named))
    return tuple(new)[:MAX_SHOWN]


def _failed_commands(named: frozenset[str], ran: Sequence[tuple[Command, EpisodeCall]]) -> tuple[str, ...]:
    worked = {command.kind for command, call in ran if call.exit_code == 0}
    failed = {command.kind: command.text for command, call in ran if call.exit_code != 0 and command.kind in named}
    return tuple(text for kind, text in failed.items() if kind not in worked)[:MAX_SHOWN]


def _new_places(skill: Skill, calls: Sequence[EpisodeCall]) -> tuple[str, ...]:
    files = sorted(changed_files(calls))
    inside = [file for file in files if _is_inside(skill, file)]
    if not inside:
        # The same thing was done at another place, or another thing: nothing says that a step was missing.
        return ()
    return globs_of(file for file in files if file not in inside and not _is_mentioned(skill, file))[:MAX_SHOWN]


def _is_inside(skill: Skill, file: str) -> bool:
    """Whether a file is of a kind that the skill is for: it fits a glob, or one in a folder of the same name."""
    path = PurePosixPath(file)
    globs = map(PurePosixPath, skill.traits.globs)
    return any(
        fits(file, str(glob)) or (glob.parent.name == path.parent.name and fits(path.name, glob.name)) for glob in globs
    )


def _is_mentioned(skill: Skill, file: str) -> bool:
    path = PurePosixPath(file)
    names = [path.name, f"{path.parent.name}/"] if path.parent.name else [path.name]
    return any(name in skill.body for name in names)


def _stumbles(lines: Sequence[tuple[EpisodeCall, Sequence[Command]]]) -> tuple[str, ...]:
    """Return what failed `MANY_FAILURES` times in a row before it worked."""
    failures: dict[str, int] = {}
    found: dict[str, None] = {}
    for call, commands in lines:
        what = " && ".join(command.kind for command in commands if command.matters)
        if not what:
            continue
        if call.exit_code:
            failures[what] = failures.get(what, 0) + 1
        elif failures.pop(what, 0) >= MANY_FAILURES:
            found[what] = None
    return tuple(found)[:MAX_SHOWN]
