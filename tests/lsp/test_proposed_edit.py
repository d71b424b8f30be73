from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types as lsp

from journeyman.errors import ToolError
from journeyman.lsp.proposed_edit import changed, edits_by_document
from journeyman.lsp.text_edits import PositionEncoding, to_text_edits

A = PurePosixPath("a.py")
TEXTS = st.text(st.sampled_from("ab é😀\r\n"), max_size=40)


def edit(line: int, first: int, last: int, new: str) -> lsp.TextEdit:
    return lsp.TextEdit(lsp.Range(lsp.Position(line, first), lsp.Position(line, last)), new)


@given(old=TEXTS, new=TEXTS, encoding=st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_edits_lead_where_they_were_meant_to(old: str, new: str, encoding: PositionEncoding):
    assert changed(old, to_text_edits(old, new, encoding)[::-1], encoding, A) == new


def test_insertions_at_one_place_stay_in_order_and_may_touch_a_replacement():
    edits = [edit(0, 1, 1, "x"), edit(0, 1, 1, "y"), edit(0, 1, 2, "z"), edit(0, 3, 3, "!")]

    assert changed("abc", edits, "utf-16", A) == "axyzc!"


@pytest.mark.parametrize(
    ("edits", "complaint"),
    [
        ([edit(5, 0, 0, "x")], "a.py was made for another text"),
        ([edit(0, 0, 9, "x")], "a.py was made for another text"),
        ([edit(1, 0, 1, "x")], "a.py was made for another text"),
        ([edit(0, 0, 2, "x"), edit(0, 1, 3, "y")], "edits of a.py overlap"),
        ([edit(0, 2, 1, "x")], "edits of a.py overlap"),
    ],
)
def test_edits_for_another_text_are_refused(edits: list[lsp.TextEdit], complaint: str):
    with pytest.raises(ToolError, match=complaint):
        changed("abc\r\n😀", edits, "utf-16", A)


def test_snippets_are_refused():
    snippet = lsp.SnippetTextEdit(edit(0, 0, 0, "").range, lsp.StringValue("$1"))
    document = lsp.OptionalVersionedTextDocumentIdentifier("file:///a.py")
    proposed = lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(document, [edit(0, 0, 1, "x"), snippet])])

    with pytest.raises(ToolError, match=r"a snippet to be filled in. Edit by hand"):
        edits_by_document(proposed)


def test_an_empty_edit_changes_nothing():
    assert edits_by_document(lsp.WorkspaceEdit()) == []
