"""Read from a file which prompts fit which skills."""

import asyncio
import json
import sys
from collections.abc import Collection
from pathlib import Path

from ..errors import UsageError

Taught = tuple[str, str, bool]
"""The name of a skill, a prompt, and whether it fits."""

FORM = '{"name": "add-a-route", "prompt": "Add a page for orders", "fits": true}'


async def read_lessons(source: str, names: Collection[str]) -> list[Taught]:
    """Return what the lines of a file say, or of stdin for `-`; `names` are the skills that there are.

    Raises:
        UsageError: the file cannot be read, holds nothing, or lines of it are wrong. Each of these is told.
    """
    text = await asyncio.to_thread(_read, source)
    found = [(number, _to_lesson(line, names)) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if wrong := [f"line {number}: {problem}" for number, problem in found if isinstance(problem, str)]:
        where = "stdin" if source == "-" else source
        raise UsageError("\n- ".join((f"Nothing was learned: {where} has lines that are wrong.", *wrong)))
    lessons = [lesson for _, lesson in found if not isinstance(lesson, str)]
    if not lessons:
        raise UsageError(f"There is nothing to learn: write lines such as {FORM}.")
    return lessons


def _read(source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror}. Give a file of JSON Lines, or `-`.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{source} is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error


def _to_lesson(line: str, names: Collection[str]) -> Taught | str:
    """Return what a line says, or what is wrong with it."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return f"it is no JSON. Write {FORM}."
    match value:
        case {"name": str(name)} if name not in names:
            return f"there is no skill {name!r}."
        case {"name": str(name), "prompt": str(prompt), "fits": bool(fits)} if prompt.strip():
            return name, prompt, fits
        case {"name": str(), "prompt": str(), "fits": bool()}:
            return "the prompt is empty."
        case _:
            return f"it needs a name, a prompt, and whether it fits: true or false. Write {FORM}."
