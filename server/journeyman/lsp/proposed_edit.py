"""Work out what a workspace edit that a client proposes would make of a text, without asking it to apply it."""

from collections.abc import Sequence
from itertools import accumulate
from operator import itemgetter
from pathlib import PurePosixPath

from lsprotocol import types as lsp

from ..errors import ToolError
from .text_edits import PositionEncoding, split_lines, to_index, to_position

TextEdit = lsp.TextEdit | lsp.AnnotatedTextEdit
DocumentEdits = tuple[str, int | None, Sequence[TextEdit]]
"""URI, the version that the edits are made for if the client said so, and the edits."""


def edits_by_document(edit: lsp.WorkspaceEdit) -> list[DocumentEdits]:
    """Return the edits of each document; those of one document follow each other.

    Raises:
        ToolError: the edit would do more than change text.
    """
    if edit.document_changes is None:
        return [(uri, None, edits) for uri, edits in (edit.changes or {}).items()]
    found: list[DocumentEdits] = []
    for change in edit.document_changes:
        if not isinstance(change, lsp.TextDocumentEdit):
            raise ToolError("The rename would also create, move or delete files. Edit by hand instead.")
        edits = [one for one in change.edits if isinstance(one, TextEdit)]
        if len(edits) < len(change.edits):
            raise ToolError("The rename would insert a snippet to be filled in. Edit by hand instead.")
        found.append((change.text_document.uri, change.text_document.version, edits))
    return found


def changed(text: str, edits: Sequence[TextEdit], encoding: PositionEncoding, path: PurePosixPath) -> str:
    """Return `text` after `edits`, whose positions all belong to `text`.

    Raises:
        ToolError: a position is not in the text, or two edits overlap: they were made for another text.
    """
    lines = split_lines(text)
    starts = list(accumulate(map(len, lines), initial=0))

    def offset(position: lsp.Position) -> int:
        if position.line < len(lines):
            line = lines[position.line]
            index = to_index(line, position.character, encoding)
            if to_position([line], index, encoding).character == position.character:
                return starts[position.line] + index
        raise ToolError(f"The editor's edit of {path} was made for another text; nothing was changed. Try again.")

    spans = [(offset(one.range.start), offset(one.range.end), one.new_text) for one in edits]
    pieces, done = [], 0
    # Insertions at one place stay in their order.
    for start, end, new in sorted(spans, key=itemgetter(0, 1)):
        if start < done or end < start:
            raise ToolError(f"The editor's edits of {path} overlap; nothing was changed. Edit by hand instead.")
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])
