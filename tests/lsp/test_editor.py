"""What the editor answers over the wire, in our own words."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from lsprotocol.types import Position

from journeyman.errors import NoAnswer, ToolError
from journeyman.lsp.documents import Documents
from journeyman.lsp.editor import EditorQueries
from journeyman.lsp.protocol import EDITOR_QUERY, QueryParams, QueryResult
from journeyman.lsp.wire import from_wire
from journeyman.tools.disk_files import DiskFiles
from journeyman.tools.editor import Editor, Location, Place, Problem, Rewrite, Symbol
from journeyman.tools.text_files import TextFiles

A = PurePosixPath("a.py")
TEXT = "x = 1\ny = '😀' + x\n"
HERE = Place(A, 2, "y = '😀' + ")
Object = dict[str, Any]


def span(line: int, first: int, last: int) -> Object:
    return {"start": {"line": line, "character": first}, "end": {"line": line, "character": last}}


class Desk:
    """A folder that an editor has open, and the answers that the editor gives."""

    def __init__(self, root: Path, answer: Object | Exception) -> None:
        (root / "a.py").write_text(TEXT)
        self.root, self.answer = root, answer
        self.documents = Documents("utf-16")
        self.asked: list[QueryParams] = []
        self.timeouts: list[float] = []
        self.files = TextFiles(DiskFiles(root))
        self.editor: Editor = EditorQueries(root, root.as_uri(), self.ask, self.files, lambda: self.documents)

    async def ask(self, method: str, params: object, *, timeout_seconds: float) -> Any:
        assert method == EDITOR_QUERY
        assert isinstance(params, QueryParams)
        self.asked.append(params)
        self.timeouts.append(timeout_seconds)
        if isinstance(self.answer, Exception):
            raise self.answer
        return from_wire(self.answer, QueryResult)

    def uri(self, path: str = "a.py") -> str:
        return (self.root / path).as_uri()

    def open(self, path: str, text: str, version: int) -> None:
        self.documents.open(self.uri(path), version, text)


@pytest.fixture
def desk(tmp_path: Path) -> Callable[[Object | Exception], Desk]:
    return lambda answer: Desk(tmp_path.resolve(), answer)


async def test_a_place_is_told_in_the_units_of_the_editor(desk):
    utf_16, utf_8 = desk({}), desk({})
    utf_8.documents.encoding = "utf-8"

    await utf_16.editor.definition(HERE)
    await utf_8.editor.references(HERE)

    root, uri = utf_16.root.as_uri(), utf_16.uri()
    assert utf_16.asked == [QueryParams("definition", root, uri, Position(1, 11))]
    assert utf_8.asked == [QueryParams("references", root, uri, Position(1, 13))]


async def test_locations_are_relative_inside_the_folder_and_absolute_outside(desk, tmp_path: Path):
    (tmp_path / "link.py").symlink_to("a.py")
    links = desk({})
    locations = [
        {"uri": links.uri(), "range": span(1, 0, 1)},
        {"uri": links.uri("link.py"), "range": span(0, 0, 1)},
        {"uri": links.uri("a%20b.py").replace("%25", "%"), "range": span(0, 0, 1)},
        {"uri": "file:///usr/lib/x.py", "range": span(6, 0, 1)},
        {"uri": "untitled:Untitled-1", "range": span(0, 0, 1)},
    ]

    found = await desk({"locations": locations}).editor.references(HERE)

    outside = Location(PurePosixPath("/usr/lib/x.py"), 7)
    assert found == [Location(A, 2), Location(A, 1), Location(PurePosixPath("a b.py"), 1), outside]


async def test_symbols_are_asked_for_by_file_or_by_name(desk):
    known = desk({})
    place = {"uri": known.uri(), "range": span(1, 0, 1)}
    known.answer = {
        "symbols": [
            {"name": "y", "kind": 22, "location": place, "containerName": "a"},
            {"name": "z", "kind": 12, "location": {"uri": known.uri()}},
        ]
    }

    of_file, of_all = await known.editor.outline(A), await known.editor.find_symbols("y")

    assert of_file == of_all == [Symbol("y", "enum member", Location(A, 2), "a")]
    assert [(each.uri, each.query) for each in known.asked] == [(known.uri(), None), (None, "y")]


async def test_diagnostics_after_an_edit_are_asked_for_with_the_version_and_time_to_wait(desk):
    known = desk({})
    diagnostics = [
        {"range": span(1, 0, 1), "message": "odd", "severity": 2, "source": "lint", "code": 17},
        {"range": span(0, 0, 1), "message": "wrong"},
    ]
    of_b = {"uri": known.uri("b.py"), "diagnostics": diagnostics[1:]}
    known.answer = {"diagnostics": [{"uri": known.uri(), "diagnostics": diagnostics}, of_b]}
    known.open("a.py", TEXT, 7)

    of_a, of_all = await known.editor.problems(A, wait_seconds=1.5), await known.editor.problems(None)

    in_a = [Problem(Location(A, 2), "warning", "odd", "lint", "17"), Problem(Location(A, 1), "error", "wrong")]
    assert of_a == in_a
    assert of_all == [*in_a, Problem(Location(PurePosixPath("b.py"), 1), "error", "wrong")]
    assert known.timeouts == [2.5, 1]
    root = known.root.as_uri()
    first = QueryParams("diagnostics", root, known.uri(), wait_ms=1500, version=7)
    assert known.asked == [first, QueryParams("diagnostics", root)]


@pytest.mark.parametrize("answer", [{}, NoAnswer("The editor did not answer in time.")])
async def test_an_editor_that_does_not_answer_cannot_say(desk, answer: Object | Exception):
    editor = desk(answer).editor

    assert await editor.definition(HERE) is None
    assert await editor.references(HERE) is None
    assert await editor.outline(A) is None
    assert await editor.find_symbols("x") is None
    assert await editor.problems(A) is None
    assert await editor.rename(HERE, "z") is None


def renamed(uri: str, *, version: int | None = None) -> Object:
    edits = [{"range": span(0, 0, 1), "newText": "zet"}, {"range": span(1, 11, 12), "newText": "zet"}]
    return {"documentChanges": [{"textDocument": {"uri": uri, "version": version}, "edits": edits}]}


async def test_a_rename_comes_as_texts_before_and_after(desk):
    known = desk({})
    change = renamed(known.uri())["documentChanges"][0]
    file, new = await known.files.read(A), "zet = 1\ny = '😀' + zet\n"

    for edit in (renamed(known.uri()), {"changes": {known.uri(): change["edits"]}}):
        known.answer = {"edit": edit}
        assert await known.editor.rename(HERE, "zet") == [Rewrite(A, file, new)]
    assert known.asked[0].new_name == "zet"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"kind": "rename", "oldUri": "file:///a", "newUri": "file:///b"}, "create, move or delete files"),
        ({"kind": "create", "uri": "file:///a"}, "create, move or delete files"),
        (renamed("file:///usr/lib/x.py")["documentChanges"][0], "would change /usr/lib/x.py, outside the workspace"),
        (renamed("untitled:1")["documentChanges"][0], "would change untitled:1, outside the workspace"),
    ],
)
async def test_a_rename_that_does_more_than_edit_files_is_refused(desk, change: Object, complaint: str):
    known = desk({})
    known.answer = {"edit": {"documentChanges": [renamed(known.uri())["documentChanges"][0], change]}}

    with pytest.raises(ToolError, match=complaint):
        await known.editor.rename(HERE, "zet")


async def test_a_rename_of_another_version_is_refused(desk):
    known = desk({})
    known.open("a.py", TEXT, 3)

    known.answer = {"edit": renamed(known.uri(), version=3)}
    assert await known.editor.rename(HERE, "zet")
    known.answer = {"edit": renamed(known.uri(), version=2)}
    with pytest.raises(ToolError, match=r"a.py changed while the editor worked out the rename; nothing was changed"):
        await known.editor.rename(HERE, "zet")


async def test_what_the_editor_shows_of_a_name_is_told_and_a_manual_is_cut(desk):
    short, long, blank = desk({"hover": " def x() \n"}), desk({"hover": "x" * 9_000}), desk({"hover": ""})

    assert await short.editor.about(HERE) == "def x()"
    assert len(await long.editor.about(HERE)) < 1_600
    assert await blank.editor.about(HERE) is None
    assert short.asked == [QueryParams("hover", short.root.as_uri(), short.uri(), Position(1, 11))]


@pytest.mark.parametrize("answer", [{}, NoAnswer("There is no such query.")])
async def test_an_editor_that_shows_nothing_of_a_name_is_no_error(desk, answer):
    assert await desk(answer).editor.about(HERE) is None
