"""Read one word of a command line as the shell would: without quotes, braces expanded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_ALTERNATIVES = 64
"""Words that one brace expansion may become; more than that isn't written by hand."""

# Quoted characters must not act as braces later, so they wait in a private plane of Unicode.
SHIELD = {ord(char): 0xF0000 + ord(char) for char in "{},"}
UNSHIELD = {shielded: char for char, shielded in SHIELD.items()}

ESCAPES = dict(zip("abefnrtvE", "\a\b\x1b\f\n\r\t\v\x1b", strict=True))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command as the command receives it."""

    text: str
    """Without quotes; expansions as they are written, such as `$HOME`, or as the script sets them."""
    is_dynamic: bool = False
    """It holds an expansion, so its value is known only when the command runs."""


def to_words(node: "Node", constants: Mapping[str, str]) -> list[Word]:
    """Return what the shell makes of `node`: one word, or several if it holds braces.

    `constants` are the variables that the script itself sets. A word that uses one has its value, and
    is dynamic all the same.
    """
    word = _shielded(node, constants)
    alternatives = _expand_braces(word.text)
    if len(alternatives) > MAX_ALTERNATIVES:
        return [Word(word.text.translate(UNSHIELD), is_dynamic=True)]
    return [Word(alternative.translate(UNSHIELD), word.is_dynamic) for alternative in alternatives]


def raw(node: "Node") -> str:
    """The source text of `node`."""
    return (node.text or b"").decode(errors="replace")


def _shielded(node: "Node", constants: Mapping[str, str]) -> Word:
    """The word that `node` stands for before braces are expanded; what was quoted is shielded."""
    match node.type:
        case "word" | "number" | "variable_name":
            return Word(_unescaped(r"\\(.)", raw(node)))
        case "raw_string":
            return Word(raw(node)[1:-1].translate(SHIELD))
        case "ansi_c_string":
            return Word(_ansi_c(raw(node)[2:-1]).translate(SHIELD))
        case "string":
            return _double_quoted(node, constants)
        case "command_name" | "concatenation":
            parts = [_shielded(child, constants) for child in node.children]
            return Word("".join(part.text for part in parts), any(part.is_dynamic for part in parts))
        case _:
            value = constants.get(raw(node).strip("${}"), raw(node))
            return Word(value.translate(SHIELD), is_dynamic=True)


def _double_quoted(node: "Node", constants: Mapping[str, str]) -> Word:
    # The grammar leaves some white space out of `string_content`, so the text is what lies between.
    source, position, text = node.text or b"", 1, ""
    expansions = [child for child in node.named_children if child.type != "string_content"]
    for child in expansions:
        text += _quoted(source[position : child.start_byte - node.start_byte]) + _shielded(child, constants).text
        position = child.end_byte - node.start_byte
    return Word(text + _quoted(source[position:-1]), bool(expansions))


def _quoted(source: bytes) -> str:
    return _unescaped(r'\\([\\$`"\n])', source.decode(errors="replace")).translate(SHIELD)


def _unescaped(escape: str, text: str) -> str:
    return re.sub(escape, lambda match: match[1].strip("\n").translate(SHIELD), text, flags=re.DOTALL)


def _ansi_c(text: str) -> str:
    """Decode the inside of `$'…'` (Bash manual, section 3.1.2.4)."""
    codes = r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|c.|.)"
    return re.sub(codes, _ansi_c_character, text, flags=re.DOTALL)


def _ansi_c_character(match: re.Match[str]) -> str:
    kind, digits = match[1][0], match[1][1:]
    if kind in "01234567":
        return chr(int(match[1], 8) & 0xFF)
    if kind == "c" and digits:
        return chr(ord(digits) & 0x1F)
    return chr(min(int(digits, 16), 0x10FFFF)) if digits else ESCAPES.get(kind, kind)


def _expand_braces(text: str) -> list[str]:
    """All words that `text` becomes; more than `MAX_ALTERNATIVES`, and not all of them, if it is too many."""
    finished: list[str] = []
    waiting = [text]
    while waiting and len(finished) + len(waiting) <= MAX_ALTERNATIVES:
        candidate = waiting.pop()
        if braces := re.search(r"\{([^{}]*,[^{}]*)\}", candidate):
            before, after = candidate[: braces.start()], candidate[braces.end() :]
            waiting += [before + choice + after for choice in reversed(braces[1].split(","))]
        else:
            finished.append(candidate)
    return finished + waiting
