"""Rules as the user writes them: `run_command(npm test *)`, `edit_file(src/**)`, `run_command`, `*`."""

import re
import shlex
import sys
from collections.abc import Sequence
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

SAFE_WITH_ANY_ARGUMENTS = (
    r"git (?:status|diff|log|show|add|commit|blame)",
    r"(?:npm|pnpm|yarn|bun) test",
    r"(?:npm|pnpm|yarn|bun) run [\w:.-]+",
    r"cargo (?:build|check|clippy|doc|fmt|test)",
    r"go (?:build|test|vet)",
    r"(?:python3? -m |uv run )?(?:pytest|mypy|ruff)",
    r"(?:npx )?(?:eslint|jest|prettier|tsc|vitest)",
    r"cat|diff|grep|head|ls|rg|tail|tree|wc",
)
"""Beginnings of commands that do the same kind of thing whatever follows."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Names some tool calls: those of `tool` whose command or path fits `pattern`."""

    tool: str
    """A tool's name; `*` stands for any characters."""
    pattern: str | None = None
    """None fits every call. In commands `*` stands for any text; paths are globs below the workspace."""

    def names(self, tool: str) -> bool:
        """Whether it is about the tool of this name."""
        return fits_text(self.tool, tool)

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


def fits_text(pattern: str, text: str) -> bool:
    """Whether a command fits: `*` is any text, and `npm test *` fits `npm test` as well."""
    return bool(_text_pattern(pattern).fullmatch(text))


def fits_path(pattern: str, path: PurePosixPath) -> bool:
    """Whether a path fits a glob: `*` and `?` stay within a folder, `**` is any depth."""
    return bool(_path_pattern(pattern).fullmatch(path.as_posix()))


def written_out(command: Command) -> str:
    """The text of a command that patterns are compared with: quoted only where words hold spaces."""
    settings = [text for text in command.settings if text.split("=")[0].rstrip("+") not in HARMLESS_VARIABLES]
    words = (shlex.quote(text) if re.search(r"^$|[\s'\"\\]", text) else text for text in command.texts)
    return " ".join([*settings, *words])


def rule_for_command(tool: str, line: str, parts: Sequence[Command]) -> str | None:
    """Return a rule that is safe to keep for the `parts` of a command line that no rule lets through yet.

    One well-known command is allowed with any arguments; everything else only as it stands.
    """
    texts = {written_out(part) for part in parts}
    known = re.match(rf"(?:{'|'.join(SAFE_WITH_ANY_ARGUMENTS)})(?= |\Z)", min(texts, default=""))
    if known and len(texts) == 1 and not any(part.writes for part in parts):
        return f"{tool}({known[0]} *)"
    return f"{tool}({line})" if not re.search(r"[*\n]", line) else None


def rule_for_path(tool: str, path: PurePosixPath | None) -> str | None:
    """Return a rule for `path` and its neighbours; only for itself at the top and in hidden folders."""
    if path is None:
        return tool
    if re.search(r"[*?]", path.as_posix()):
        return None
    is_alone = len(path.parts) == 1 or any(part.startswith(".") for part in path.parts)
    return f"{tool}({path})" if is_alone else f"{tool}({path.parent}/**)"


@cache
def _text_pattern(pattern: str) -> re.Pattern[str]:
    beginning = pattern.removesuffix(" *")
    any_arguments = "" if beginning == pattern else "( .*)?"
    return re.compile(".*".join(map(re.escape, re.split(r"\*+", beginning))) + any_arguments, re.DOTALL)


@cache
def _path_pattern(pattern: str) -> re.Pattern[str]:
    pattern = re.sub("/$", "/**", pattern.removeprefix("./"))
    tokens = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    flags = re.DOTALL | (re.IGNORECASE if IGNORES_CASE else 0)
    return re.compile("".join(tokens.get(part, re.escape(part)) for part in parts), flags)
