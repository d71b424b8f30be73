"""Read JSON the way small models write it: with comments, trailing commas, Python's quotes and words.

Nothing is guessed: a missing quote or brace stays missing. Every function takes time linear in the text.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

MAX_DEPTH = 100
"""Deeper nesting is no tool call, and would break those who write the value again."""

_BLANK = re.compile(r"(?:\s++|//[^\n]*+|\#[^\n]*+|/\*(?s:.*?)\*/)*+")
_BARE_WORD = re.compile(r"""[^\s"'{}\[\](),:=\#/]*+""")
_NAME = re.compile(r"[A-Za-z_][\w.]*+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?([eE][+-]?[0-9]++)?")
_NUMBER_BEGUN = re.compile(r"-?[0-9]*+(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]*+)?")
_STRINGS = {
    quote: re.compile(pattern, re.DOTALL)
    for quote, pattern in {
        '"': r'"((?:[^"\\]++|\\.)*+)"',
        "'": r"'((?:[^'\\]++|\\.)*+)'",
        '"""': r'"""((?:[^"\\]++|\\.|"(?!""))*+)"""',
        "'''": r"'''((?:[^'\\]++|\\.|'(?!''))*+)'''",
    }.items()
}
_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|U(000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{1,3})|(.))",
    re.DOTALL,
)
_ESCAPED = dict(zip("abfnrtv", "\a\b\f\n\r\t\v", strict=True)) | {char: char for char in "\\\"'/"} | {"\n": ""}
_WORDS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}


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
    reader = _Reader(text, start)
    try:
        return Value(reader.value(), reader.at)
    except _Stuck as stuck:
        return stuck.where


def read_python_call(text: str, start: int) -> Value | Unreadable:
    """Read `name(key=value, …)`, bare or in a `print(…)`, as `{"name": …, "arguments": …}`."""
    reader = _Reader(text, start)
    try:
        return Value(reader.call(), reader.at)
    except _Stuck as stuck:
        return stuck.where


def read_all(text: str) -> Value | Unreadable:
    """Read the one value that is all of `text`, white space and comments aside."""
    read = read_value(text)
    if isinstance(read, Unreadable):
        return read
    blank = _BLANK.match(text, read.end)
    rest = blank.end() if blank else read.end
    return read if rest == len(text) else Unreadable(rest, cut_off=False)


def read_object(text: str) -> dict[str, Any] | None:
    """Return the object that is all of `text`, also one inside a JSON string; None if it is anything else."""
    read = read_all(text)
    if isinstance(read, Value) and isinstance(read.value, str):
        read = read_all(read.value)
    return read.value if isinstance(read, Value) and isinstance(read.value, dict) else None


def without_surrogates(text: str) -> str:
    """Return `text` as text that can be encoded: pairs become one character, halves U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Stuck(ValueError):
    """Never leaves this module."""

    def __init__(self, at: int, *, cut_off: bool = False) -> None:
        super().__init__(at)
        self.where = Unreadable(at, cut_off)


class _Reader:
    """Reads from `at` on."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.depth = 0

    def value(self) -> Any:
        char = self.peek()
        if char == "{":
            return dict(self.pair() for _ in self.items("}"))
        if char == "[":
            return [self.value() for _ in self.items("]")]
        if char in "\"'":
            return self.string()
        return self.word()

    def pair(self) -> tuple[str, Any]:
        if self.peek() not in "\"'":
            raise _Stuck(self.at)
        key = self.string()
        self.expect(":")
        return key, self.value()

    def call(self) -> dict[str, Any]:
        self.peek()
        name = self.name()
        if name == "print":
            self.expect("(")
            inner = self.call()
            self.expect(")")
            return inner
        if self.peek() != "(":
            raise _Stuck(self.at)
        return {"name": name, "arguments": dict(self.keyword() for _ in self.items(")"))}

    def keyword(self) -> tuple[str, Any]:
        name = self.name()
        self.expect("=")
        return name, self.value()

    def items(self, close: str) -> Iterator[None]:
        """Step over the opening bracket, the commas and `close`; whoever iterates reads the items."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Stuck(self.at)
        self.at += 1
        while self.peek() != close:
            yield
            if self.peek() != close:
                self.expect(",")
        self.at += 1
        self.depth -= 1

    def peek(self) -> str:
        """Return the next character that says something."""
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        rest = self.text[self.at : self.at + 2]
        if rest in ("", "/", "/*"):
            raise _Stuck(len(self.text), cut_off=True)
        return rest[0]

    def expect(self, char: str) -> None:
        if self.peek() != char:
            raise _Stuck(self.at)
        self.at += 1

    def name(self) -> str:
        match = _NAME.match(self.text, self.at)
        if not match:
            raise _Stuck(self.at)
        self.at = match.end()
        return match[0]

    def string(self) -> str:
        quote = self.text[self.at]
        if self.text.startswith(quote * 3, self.at):
            quote *= 3
        match = _STRINGS[quote].match(self.text, self.at)
        if not match:
            raise _Stuck(len(self.text), cut_off=True)
        self.at = match.end()
        return _plain_text(match[0], match[1], quote)

    def word(self) -> Any:
        start = self.at
        match = _BARE_WORD.match(self.text, start)
        word = match[0] if match else ""
        self.at += len(word)
        if word in _WORDS:
            return _WORDS[word]
        if number := _NUMBER.fullmatch(word):
            return _to_number(word, is_float=bool(number[1] or number[2]), at=start)
        begun = _NUMBER_BEGUN.fullmatch(word) or any(known.startswith(word) for known in _WORDS)
        raise _Stuck(start, cut_off=bool(begun) and self.at == len(self.text))


def _plain_text(token: str, body: str, quote: str) -> str:
    if "\\" not in body:
        return body
    if quote == '"':
        try:
            return without_surrogates(json.loads(token, strict=False))
        except ValueError:
            pass  # An escape that JSON lacks: read it as Python does.
    return without_surrogates(_ESCAPE.sub(_unescaped, body))


def _unescaped(match: re.Match[str]) -> str:
    short, long, byte, octal, char = match.groups()
    if char is not None:
        # Python keeps the backslash of an escape that it does not know, as in "\d".
        return _ESCAPED.get(char, match[0])
    return chr(int(octal, 8) if octal else int(short or long or byte, 16))


def _to_number(word: str, *, is_float: bool, at: int) -> int | float:
    try:
        number = float(word) if is_float else int(word)
    except ValueError:  # Python refuses integers of more than 4,300 digits.
        raise _Stuck(at) from None
    if not isfinite(number):
        raise _Stuck(at)
    return number
