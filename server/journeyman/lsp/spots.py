"""Describe a place in a document, so that skills can be found that fit it."""

from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types as lsp

from ..learning.traits import language_of
from ..skills.matching import Spot
from .documents import Document

MAX_LINES = 40
MAX_CHARACTERS = 2_000
"""Of a selection: what it is about shows at its beginning."""
KINDS = {
    **dict.fromkeys(("def", "fn", "func", "fun", "function", "sub", "proc"), "function"),
    **{kind: kind for kind in ("class", "interface", "enum", "struct", "trait", "module", "namespace")},
}
"""What the symbols are that a keyword begins."""


def spot_at(document: Document, root: Path, span: lsp.Range, diagnostics: Iterable[lsp.Diagnostic]) -> Spot | None:
    """Return what is known of a place; None if it is not below `root`."""
    if document.path is None or not document.path.is_relative_to(root):
        return None
    path = document.path.relative_to(root).as_posix()
    last = min(span.end.line, span.start.line + MAX_LINES - 1)
    text = "".join(document.lines[span.start.line : last + 1])[:MAX_CHARACTERS]
    return Spot(
        path,
        language_of(path),
        tuple((one.source or "", "" if one.code is None else str(one.code)) for one in diagnostics),
        tuple(dict.fromkeys(KINDS[word] for word in text.split() if word in KINDS)),
        text,
    )
