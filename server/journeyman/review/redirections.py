"""What redirections, here-documents and pipes bring to a command."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .commands import Command
from .words import Word, raw, to_words

if TYPE_CHECKING:
    from tree_sitter import Node

HARMLESS_FILES = frozenset("/dev/null /dev/stdout /dev/stderr /dev/tty".split())
OWN_PARTS = frozenset(
    "heredoc_start heredoc_body heredoc_end file_redirect herestring_redirect file_descriptor".split()
)


@dataclass(frozen=True, slots=True)
class Streams:
    """What surrounds a statement and holds for all commands in it."""

    sources: tuple[Command, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[Word, ...] = ()
    stdin: str | None = None
    arguments: tuple[Word, ...] = ()
    """Words behind a redirection; the shell gives them to the command."""


def redirected(streams: Streams, node: "Node", constants: Mapping[str, str]) -> Streams:
    """Return `streams` with the redirection `node` added."""
    if node.type == "heredoc_redirect":
        return _heredoc(streams, node, constants)
    targets = [word for child in _operands(node) for word in to_words(child, constants)]
    if not targets:
        return streams
    if node.type == "herestring_redirect":
        return replace(streams, stdin=targets[0].text)
    streams = replace(streams, arguments=(*streams.arguments, *targets[1:]))
    operators = {child.type for child in node.children if not child.is_named}
    if operators & {"<", "<&"}:
        return replace(streams, reads=(*streams.reads, targets[0].text))
    is_copy = ">&" in operators and targets[0].text.isdigit()
    if is_copy or targets[0].text in HARMLESS_FILES:
        return streams
    return replace(streams, writes=(*streams.writes, targets[0]))


def has_backticks(node: "Node") -> bool:
    """Whether `node` is a here-document that runs commands in backticks, which the grammar overlooks."""
    parts = {child.type: raw(child) for child in node.named_children}
    is_quoted = re.search(r"['\"\\]", parts.get("heredoc_start", ""))
    return not is_quoted and "`" in parts.get("heredoc_body", "")


def own_parts(node: "Node") -> Iterator["Node"]:
    """The parts of a redirection in which substitutions may stand."""
    if node.type != "heredoc_redirect":
        yield node
    else:
        behind = {child.id for child in parts_behind(node)}
        yield from (child for child in node.named_children if child.id not in behind)


def parts_behind(node: "Node") -> Iterator["Node"]:
    """The statements that stand behind a here-document on its first line, as in `cat <<E | sh`.

    The grammar makes them a part of the here-document.
    """
    if node.type == "heredoc_redirect":
        words = {child.id for child in node.children_by_field_name("argument")}
        others = (child for child in node.named_children if child.type not in OWN_PARTS)
        yield from (child for child in others if child.id not in words)


def _heredoc(streams: Streams, node: "Node", constants: Mapping[str, str]) -> Streams:
    for child in node.named_children:
        if child.type == "heredoc_body":
            streams = replace(streams, stdin=raw(child))
        elif child.type.endswith("_redirect"):
            streams = redirected(streams, child, constants)
    words = [word for child in node.children_by_field_name("argument") for word in to_words(child, constants)]
    return replace(streams, arguments=(*streams.arguments, *words))


def _operands(node: "Node") -> list["Node"]:
    return [child for child in node.named_children if child.type != "file_descriptor"]
