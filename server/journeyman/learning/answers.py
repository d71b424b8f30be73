"""Read the JSON that a model was asked for, however it is wrapped."""

import re
from dataclasses import dataclass
from typing import Any

from ..agent.lenient_json import Unreadable, read_value

MAX_ANSWER_LENGTH = 40_000
"""In characters; ten times of what is asked for."""
MAX_ATTEMPTS = 50
"""Braces at which an object may begin."""

_THOUGHT = re.compile(r"(?s)<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)")
_FENCED = re.compile(r"(?s)```[\w-]*\s*(.*?)\s*```")
_MARK = re.compile(r"^(?:step\s+)?(?:\d+[.):]|[-*•])\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unusable:
    """An answer that cannot be used."""

    problem: str
    """For the model: what was wrong with it."""


def find_object(answer: str, key: str) -> dict[str, Any] | None:
    """Return the first JSON object in `answer` that has `key`; None if there is none."""
    text = _THOUGHT.sub("", answer[:MAX_ANSWER_LENGTH])
    at = text.find("{")
    for _ in range(MAX_ATTEMPTS):
        if at < 0:
            break
        read = read_value(text, at)
        if not isinstance(read, Unreadable) and key in read.value:
            return dict(read.value)
        at = text.find("{", at + 1)
    return None


def text_of(value: Any) -> str:
    """Return what a model meant as one line of text, whatever it made of it; code blocks become code."""
    match value:
        case str():
            # A fence that is left over would hide the sections that follow.
            text = re.sub("`{3,}", "`", _without_fences(value))
            return " ".join("".join(char if char.isprintable() else " " for char in text).split())
        case dict():
            return text_of(" ".join(map(text_of, value.values())))
        case list():
            return text_of(" ".join(map(text_of, value)))
        case None | bool():
            return ""
        case _:
            return str(value)


def texts_of(value: Any) -> list[str]:
    """Return what a model meant as a list, each text without its number or dash; one text is cut at its lines."""
    items = (
        value if isinstance(value, list) else _without_fences(value).splitlines() if isinstance(value, str) else [value]
    )
    return [text for item in items if (text := _MARK.sub("", text_of(item)))]


def cut_words(text: str, limit: int) -> str:
    """Return the beginning of `text` in at most `limit` bytes of UTF-8, cut between words where there are some."""
    data = text.encode("utf-8", "replace")
    if len(data) <= limit:
        return data.decode()
    cut = data[: limit - len("…".encode())].decode("utf-8", "ignore")
    words = cut.rpartition(" ")[0]
    return (words if len(words) > len(cut) // 2 else cut).rstrip(" ,;:") + "…"


def _without_fences(text: str) -> str:
    return _FENCED.sub(lambda match: f"`{' '.join(match[1].split())}`", text)
