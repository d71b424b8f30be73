"""Rules as the user writes them: `run_command(npm test *)`, `edit_file(src/**)`, `run_command`, `*`."""

import re
import shlex
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from ..errors import SettingsError
from .commands import Command

IGNORES_CASE = sys.platform in {"darwin", "win32"}
"""File systems there usually do."""

HARMLESS_VARIABLES = frozenset(
    "CI COLUMNS DEBUG FORCE_COLOR LANG LC_ALL LOG_LEVEL NODE_ENV NO_COLOR PYTHONDONTWRITEBYTECODE "
    "PYTHONUNBUFFERED RUST_BACKTRACE TERM TZ VERBOSE".split()
)
"""Setting one of them cannot make a command run something else."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Names some tool calls: those of `tool` whose command or path fits `pattern`."""

    tool: str
    """A tool's name; `*` stands for any characters."""
    pattern: str | None = None
    """None fits every call. In commands `*` stands for any text; paths are globs below the workspace."""

    def __str__(self) -> str:
        """The rule as the user writes it."""
        return self.tool if self.pattern is None else f"{self.tool}({self.pattern})"


def parse_rule(text: str) -> Rule:
    """Return the rule that `text` stands for. Raise SettingsError if it stands for none."""
    match = re.fullmatch(r"\s*([\w.*-]+)\s*(?:\((.+)\))?\s*", text, re.DOTALL)
    if not match or (match[2] is not None and not match[2].strip()):
        raise SettingsError(
            f"`{text}` is no rule. A rule is a tool's name, alone or with a pattern in parentheses: "
            "`edit_file`, `edit_file(src/**)`, `run_command(npm test *)`, or `*` for every tool."
        )
    return Rule(match[1], match[2].strip() if match[2] else None)


def names_tool(rule: Rule, tool: str) -> bool:
    """Whether `rule` is about the tool of this name."""
    return bool(_text_pattern(rule.tool).fullmatch(tool))


def fits_text(pattern: str, text: str) -> bool:
    """Whether a command fits: `*` is any text, and `npm test *` fits `npm test` as well."""
    return bool(_text_pattern(pattern).fullmatch(text))


def fits_path(pattern: str, path: PurePosixPath) -> bool:
    """Whether a path fits a glob: `*` and `?` stay within a folder, `**` is any depth."""
    return bool(_path_pattern(pattern).fullmatch(path.as_posix()))


def written_out(command: Command) -> str:
    """The text of a command that patterns are compared with: quoted only where words hold spaces."""
    settings = [text for text in command.settings if text.split("=")[0].rstrip("+") not in HARMLESS_VARIABLES]
    return " ".join([*settings, *(_quoted(word.text) for word in command.words)])


def is_literal(pattern: str) -> bool:
    """Whether `pattern` fits nothing but itself."""
    return "*" not in pattern


def _quoted(word: str) -> str:
    return shlex.quote(word) if not word or re.search(r"[\s'\"\\]", word) else word


@cache
def _text_pattern(pattern: str) -> re.Pattern[str]:
    prefix, _, _ = pattern.rpartition(" *")
    if prefix and pattern.endswith(" *"):
        return re.compile(_any_text(prefix) + "( .*)?", re.DOTALL)
    return re.compile(_any_text(pattern), re.DOTALL)


def _any_text(pattern: str) -> str:
    return ".*".join(re.escape(part) for part in re.split(r"\*+", pattern))


@cache
def _path_pattern(pattern: str) -> re.Pattern[str]:
    pattern = pattern.removeprefix("./")
    pattern += "**" if pattern.endswith("/") else ""
    tokens = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    flags = re.DOTALL | (re.IGNORECASE if IGNORES_CASE else 0)
    return re.compile("".join(tokens.get(part, re.escape(part)) for part in parts), flags)
