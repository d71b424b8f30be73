"""Read JSON the way small models write it: with comments, trailing commas, Python's quotes and words.

Nothing is guessed: a missing quote or brace stays missing. Every function takes time linear in the text.
"""

import json
import re
from dataclasses import dataclass
from math import isfinite
from typing import Any

MAX_DEPTH = 100
"""Deeper nesting is no tool call, and would break those who write the value again."""

_TOKEN = re.compile(
    r"""
      (?P<blank> (?: \s++ | //[^\n]*+ | \#[^\n]*+ | /\*.*?\*/ )++ )
    | (?P<string>
          "(?!"") (?: [^"\\]++ | \\. )*+ "
        | '(?!'') (?: [^'\\]++ | \\. )*+ '
        | (?P<triple> \"{3} | '{3} ) (?: [^"'\\]++ | \\. | (?!(?P=triple))["'] )*+ (?P=triple)
      )
    | (?P<mark> [{}\[\]:,] )
    | (?P<word> [^\s"'{}\[\](),:=\#/]++ )
    """,
    re.VERBOSE | re.DOTALL,
)
_UNFINISHED = re.compile(r"/?\Z|/\*|[\"']")
"""What can stand where no token is read because the text ends too early."""
_NUMBER = re.compile(r"-?[0-9][0-9.eE+-]*+")
_WORDS = {word: word.lower() for word in ("true", "false", "null", "True", "False")} | {"None": "null"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U00((?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPED = dict(zip("bfnrt\\\"'/", "\b\f\n\r\t\\\"'/", strict=True))


@dataclass(frozen=True, slots=True)
class Value:
    """What was read, and where it ended."""

    value: Any
    end: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """No value can be read here."""

    at: int
    """Up to here it could have been the beginning of a value."""
    cut_off: bool
    """Whether the text ended before the value did; more text might make it readable."""


def read_value(text: str, start: int = 0) -> Value | Unreadable:
    """Read the object, array or other value that begins at `start`; what follows it doesn't matter."""
    parts: list[str] = []
    depth, at = 0, start
    while not parts or depth > 0:
        token = _TOKEN.match(text, at)
        if token is None:
            return Unreadable(at, cut_off=_UNFINISHED.match(text, at) is not None)
        part = _to_json(token)
        if part is None or depth > MAX_DEPTH:
            return Unreadable(at, cut_off=part is None and token.end() == len(text))
        at = token.end()
        depth += (part in ("{", "[")) - (part in ("}", "]"))
        if part in ("}", "]") and parts[-1:] == [","]:
            parts.pop()
        if not token["blank"]:
            parts.append(part)
    try:
        return Value(json.loads("".join(parts), parse_float=_finite), at)
    except ValueError:
        return Unreadable(at, cut_off=False)


def read_all(text: str) -> Value | Unreadable:
    """Read the one value that is all of `text`, white space and comments aside."""
    read = read_value(text)
    if isinstance(read, Unreadable):
        return read
    rest = _TOKEN.match(text, read.end)
    end = rest.end() if rest and rest["blank"] else read.end
    return read if end == len(text) else Unreadable(end, cut_off=False)


def read_object(text: str) -> dict[str, Any] | None:
    """Return the object that is all of `text`, also one inside a JSON string; None if it is anything else."""
    read = read_all(text)
    if isinstance(read, Value) and isinstance(read.value, str):
        read = read_all(read.value)
    return read.value if isinstance(read, Value) and isinstance(read.value, dict) else None


def unescaped(body: str) -> str:
    r"""Return what stands between quotes as the text it means.

    Pairs of surrogates become one character, halves U+FFFD. An unknown escape, as in "\d", stays.
    """
    if "\\" not in body:
        return body
    return _ESCAPE.sub(_character, body).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escape: re.Match[str]) -> str:
    short, long, byte, char = escape.groups()
    return _ESCAPED.get(char, escape[0]) if char else chr(int(short or long or byte, 16))


def _to_json(token: re.Match[str]) -> str | None:
    """Return the token as strict JSON has it; None if it has no such word."""
    if string := token["string"]:
        quotes = 3 if token["triple"] else 1
        return json.dumps(unescaped(string[quotes:-quotes]))
    if word := token["word"]:
        return word if _NUMBER.fullmatch(word) else _WORDS.get(word)
    return token[0]


def _finite(number: str) -> float:
    if not isfinite(value := float(number)):
        raise ValueError(number)
    return value
