"""Find a rule that is safe to keep when the user says "always"."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from .commands import Command
from .patterns import is_literal, written_out

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


def rule_for_command(tool: str, line: str, parts: Sequence[Command]) -> str | None:
    """Return a rule for the `parts` of a command line that no rule lets through yet.

    One well-known command is allowed with any arguments; everything else only as it stands.
    """
    if len(parts) == 1 and not parts[0].writes:
        words = written_out(parts[0]).split(" ")
        for count in range(len(words), 0, -1):
            beginning = " ".join(words[:count])
            if any(re.fullmatch(safe, beginning) for safe in SAFE_WITH_ANY_ARGUMENTS):
                return f"{tool}({beginning} *)"
    line = line.strip()
    return f"{tool}({line})" if line and is_literal(line) and "\n" not in line else None


def rule_for_path(tool: str, path: PurePosixPath | None) -> str | None:
    """Return a rule for `path` and its neighbours; only for itself at the top and in hidden folders."""
    if path is None:
        return tool
    if re.search(r"[*?]", path.as_posix()):
        return None
    if len(path.parts) == 1 or any(part.startswith(".") for part in path.parts):
        return f"{tool}({path})"
    return f"{tool}({path.parent}/**)"
