"""The tools that ask the editor, and what they do when it cannot say."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from editors import ScriptedEditor, at, problem
from journeyman.agent.interfaces import Tool
from journeyman.agent.tokens import estimate_request
from journeyman.errors import ToolError
from journeyman.tools.definition import Definition
from journeyman.tools.diagnostics import Diagnostics
from journeyman.tools.disk_files import DiskFiles
from journeyman.tools.editor import Editor, Place, Symbol
from journeyman.tools.naming import Names
from journeyman.tools.passages import Passages
from journeyman.tools.references import References
from journeyman.tools.rename import Rename
from journeyman.tools.symbols import Symbols
from journeyman.tools.text_files import TextFiles

FILES = {
    "cart.py": "import os\n\n\nclass Cart:\n    def total(self):\n        return 1\n",
    "shop.py": "from cart import Cart\n\nprint('é', Cart().total())\nsubtotal = 2\n",
    ".env": "total=1\n",
    "build/gen.py": "def total(): ...\n",
    "data.bin": "total\0 total\n" * 9,
    ".gitignore": "build/\n",
}
CART = PurePosixPath("cart.py")
SHOP = PurePosixPath("shop.py")
TOTAL = Symbol("total", "method", at("cart.py:5"), "Cart")
LIBRARY = "/usr/lib/python3/json.py"


def is_env(path: PurePosixPath) -> bool:
    return path.name == ".env"


async def may_edit(path: PurePosixPath) -> str:
    return ""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def tools(root: Path, editor: Editor, max_characters: int = 16_000) -> dict[str, Tool]:
    files = TextFiles(DiskFiles(root))
    names, passages = Names(root, files, editor), Passages(root, files, is_env, max_characters)
    made: list[Tool] = [
        Definition(names, passages),
        References(names, passages),
        Symbols(names, passages),
        Diagnostics(root, editor, is_env, max_characters),
        Rename(names, passages, {}, may_edit),
    ]
    return {tool.spec.name: tool for tool in made}


async def said(root: Path, editor: Editor, tool: str, **arguments: object) -> str:
    return (await tools(root, editor)[tool].run(arguments, report=print)).text


async def test_the_editor_is_asked_at_the_name_on_the_line(root: Path):
    editor = ScriptedEditor(defined=[at("cart.py:5")], used=[at("shop.py:3"), at("cart.py:5"), at("shop.py:3")])

    defined = await said(root, editor, "definition", name="Cart.total", path="shop.py", line=3)
    used = await said(root, editor, "references", name="total()", path="shop.py")

    place = Place(SHOP, 3, "print('é', Cart().")
    assert editor.asked == [place, ("about", place), place]
    assert defined == "From the editor:\ncart.py\n  5: def total(self):"
    assert used == "From the editor:\ncart.py\n  5: def total(self):\nshop.py\n  3: print('é', Cart().total())"


async def test_a_name_alone_is_looked_up_among_the_symbols(root: Path):
    subtotal = replace(TOTAL, name="subtotal", location=at("shop.py:4"))
    editor = ScriptedEditor(symbols=[subtotal, replace(TOTAL, name="total(self)")], used=[at("shop.py:3")])

    defined = await said(root, editor, "definition", name="total")
    used = await said(root, editor, "references", name="total")

    assert editor.asked == ["total", ("about", Place(CART, 5, "    def ")), "total", Place(CART, 5, "    def ")]
    assert defined == "From the editor:\ncart.py\n  5: def total(self):"
    assert used == "From the editor:\nshop.py\n  3: print('é', Cart().total())"


async def test_several_of_one_name_have_to_be_told_apart(root: Path):
    editor = ScriptedEditor(symbols=[TOTAL, replace(TOTAL, location=at("shop.py:3"))])

    with pytest.raises(ToolError, match=r"several total: cart.py:5, shop.py:3. Call again with path and line"):
        await said(root, editor, "references", name="total")


async def test_of_libraries_and_secret_files_only_the_place_is_shown(root: Path):
    editor = ScriptedEditor(defined=[at(f"{LIBRARY}:12"), at(".env:1"), at("gone.py:3"), at("cart.py:99")])

    text = await said(root, editor, "definition", name="total", path="cart.py")

    assert text == f"From the editor:\n.env\n  1\ncart.py\n  99\ngone.py\n  3\n{LIBRARY}\n  12"


ABOUT = "(method) def total() -> int\n\nThe sum of all items."


@pytest.mark.parametrize(
    ("tool", "arguments", "place"),
    [
        ("definition", {"name": "total", "path": "shop.py"}, Place(SHOP, 3, "print('é', Cart().")),
        ("definition", {"name": "total"}, Place(CART, 5, "    def ")),
        ("symbols", {"name": "total"}, Place(CART, 5, "    def ")),
    ],
)
async def test_what_is_known_of_a_definition_is_told(root: Path, tool: str, arguments: dict[str, object], place: Place):
    editor = ScriptedEditor(defined=[at("cart.py:5")], symbols=[TOTAL], known=ABOUT)

    assert (await said(root, editor, tool, **arguments)).endswith(f"\n\n{ABOUT}")
    assert editor.asked[-1] == ("about", place)


async def test_a_manual_is_cut_to_a_part_of_the_room(root: Path):
    editor = ScriptedEditor(symbols=[TOTAL], known="x" * 9_000)

    text = (await tools(root, editor, max_characters=4_000)["definition"].run({"name": "total"}, report=print)).text

    assert "[… 8,000 characters left out. …]" in text


async def test_nothing_is_told_of_a_secret_and_of_several_things_at_once(root: Path):
    secret = ScriptedEditor(defined=[at(".env:1")], known="total = 1")
    several = ScriptedEditor(symbols=[TOTAL, replace(TOTAL, location=at("shop.py:3"))], known=ABOUT)
    behind = ScriptedEditor(symbols=[replace(TOTAL, location=at("cart.py:1"))], known=ABOUT)

    assert "total = 1" not in await said(root, secret, "definition", name="total", path="cart.py")
    for tool in ("definition", "symbols"):
        assert ABOUT not in await said(root, several, tool, name="total")
        assert ABOUT not in await said(root, behind, tool, name="total")


@pytest.mark.parametrize("editor", [ScriptedEditor(), ScriptedEditor(defined=[], used=[], symbols=[])])
@pytest.mark.parametrize(
    ("tool", "arguments", "expected"),
    [
        ("definition", {"name": "total"}, "cart.py\n  5: def total(self):"),
        ("definition", {"name": "total", "path": "shop.py"}, "cart.py\n  5: def total(self):"),
        ("references", {"name": "total"}, "cart.py\n  5: def total(self):\nshop.py\n  3: print('é', Cart().total())"),
        ("symbols", {"path": "cart.py"}, "cart.py\n  4: class Cart:\n  5:     def total(self):"),
        ("symbols", {"path": "cart.py", "name": "TOT"}, "cart.py\n  5:     def total(self):"),
        ("symbols", {"name": "Cart"}, "cart.py\n  4: class Cart:"),
    ],
)
async def test_text_search_takes_the_place_of_an_editor_that_cannot_say(
    root: Path, editor: ScriptedEditor, tool: str, arguments: dict[str, object], expected: str
):
    assert await said(root, editor, tool, **arguments) == f"By text search, may be incomplete:\n{expected}"


async def test_symbols_are_shown_with_what_they_are(root: Path):
    editor = ScriptedEditor(symbols=[Symbol("Cart", "class", at("cart.py:4")), TOTAL])

    everything = "From the editor:\ncart.py\n  4: class Cart\n  5: method Cart.total"
    assert await said(root, editor, "symbols", path="cart.py") == everything
    assert await said(root, editor, "symbols", name="total") == everything
    assert await said(root, editor, "symbols", path="cart.py", name="total") == (
        "From the editor:\ncart.py\n  5: method Cart.total"
    )
    assert editor.asked == [CART, "total", CART]


@pytest.mark.parametrize(
    ("tool", "arguments", "complaint"),
    [
        ("definition", {"name": ""}, "`name` must be one identifier"),
        ("definition", {"name": "def total"}, "`name` must be one identifier"),
        ("definition", {"name": "x" * 201}, "`name` must be one identifier"),
        ("definition", {"name": "absent"}, "No definition of absent was found by text search. Look for its uses"),
        ("definition", {"name": "total", "path": "shop.py", "line": 1}, "total is not on line 1 of shop.py, but on 3."),
        ("definition", {"name": "total", "path": "shop.py", "line": 99}, "not on line 99 of shop.py, but on 3."),
        ("definition", {"name": "otal", "path": "shop.py"}, "otal does not occur in shop.py. Leave `path` out"),
        ("definition", {"name": "total", "path": "a/cart.py"}, "a/cart.py does not exist. Perhaps you mean cart.py."),
        ("definition", {"name": "total", "path": "../x"}, "contains `..`"),
        ("references", {"name": "absent"}, "absent occurs in no file that is not ignored. Try"),
        ("references", {"name": "total", "line": "x"}, "`line` should be a valid integer"),
        ("symbols", {}, "Give `path` for what a file defines, or `name`"),
        ("symbols", {"name": "absent"}, "No definition of absent was found by text search. Try search_text"),
        ("symbols", {"path": ".env"}, ".env may hold secrets"),
        ("symbols", {"path": "."}, "is a folder"),
        ("symbols", {"path": "shop.py", "name": "absent"}, "No definitions of absent were found in shop.py"),
        ("symbols", {"path": ".gitignore"}, "No definitions were found in .gitignore. Use read_file"),
        ("diagnostics", {"path": "absent.py"}, "absent.py does not exist. Leave `path` out"),
        ("diagnostics", {"path": "/etc"}, "outside the workspace"),
    ],
)
async def test_what_cannot_be_answered_says_what_to_do(
    root: Path, tool: str, arguments: dict[str, object], complaint: str
):
    with pytest.raises(ToolError, match=complaint):
        await said(root, ScriptedEditor(), tool, **arguments)


async def test_of_files_with_secrets_nothing_is_shown_unless_they_are_named(root: Path):
    quoted = problem(".env:1", "hunter2: unknown word")
    editor = ScriptedEditor(
        shown=[[quoted, problem("cart.py:5", "odd")]], symbols=[TOTAL, Symbol("total", "hunter2", at(".env:1"))]
    )

    assert await said(root, editor, "diagnostics") == "cart.py:5: error: odd (lint E1)"
    assert await said(root, editor, "diagnostics", path=".env") == ".env:1: error: hunter2: unknown word (lint E1)"
    assert ".env" not in await said(root, editor, "symbols", name="total")


async def test_an_editor_without_diagnostics_is_told_from_one_without_problems(root: Path):
    with pytest.raises(ToolError, match=r"The editor does not answer. Run the project's linter"):
        await said(root, ScriptedEditor(shown=[None]), "diagnostics")

    assert await said(root, ScriptedEditor(shown=[[]]), "diagnostics", path="cart.py") == (
        "The editor shows no problems in cart.py. It may not check files that are not open."
    )


async def test_problems_are_listed_by_weight_and_place(root: Path):
    problems = [
        problem("shop.py:3", "unused", "hint", code=""),
        problem("shop.py:9", "late", "warning"),
        problem("cart.py:5", "no\n  such   name " + "x" * 300),
        problem("build/gen.py:1", "odd"),
    ]
    editor = ScriptedEditor(shown=[problems])

    assert (await said(root, editor, "diagnostics")).splitlines() == [
        "build/gen.py:1: error: odd (lint E1)",
        f"cart.py:5: error: no such name {'x' * 287}… (lint E1)",
        "shop.py:9: warning: late (lint E1)",
        "shop.py:3: hint: unused (lint)",
    ]
    assert await said(root, editor, "diagnostics", path="build") == "build/gen.py:1: error: odd (lint E1)"
    assert editor.asked == [(None, 0), (None, 0)]


async def test_long_answers_are_cut_with_a_hint(root: Path):
    editor = ScriptedEditor(
        used=[at(f"cart.py:{line}") for line in range(1, 900)],
        shown=[[problem(f"cart.py:{line}", "odd") for line in range(1, 900)]],
    )
    by_name = tools(root, editor, max_characters=500)

    used = await by_name["references"].run({"name": "Cart", "path": "cart.py"}, report=print)
    shown = await by_name["diagnostics"].run({"path": "cart.py"}, report=print)

    assert len(used.text) <= 500
    assert used.text.endswith("\n[There are more. Use search_text with `path` or `glob` to see a part of them.]")
    assert len(shown.text) <= 500
    assert shown.text.endswith(" more, none of them worse. Give `path` to see those of a part.]")


async def test_text_search_sees_what_is_not_saved_yet(root: Path):
    files = TextFiles(DiskFiles(root))
    unsaved = {CART: "def total():\n    subtotal\n", PurePosixPath("new.py"): "total\n", PurePosixPath(".env"): "total"}
    passages = Passages(root, files, is_env, buffers=lambda: unsaved)

    output = await References(Names(root, files, ScriptedEditor()), passages).run({"name": "total"}, report=print)

    assert output.text == (
        "By text search, may be incomplete:\n"
        "cart.py\n  1: def total():\nnew.py\n  1: total\nshop.py\n  3: print('é', Cart().total())"
    )


async def test_a_long_line_is_shown_in_part(root: Path):
    (root / "long.js").write_text("unique(" + "x" * 900 + ")\n")

    assert await said(root, ScriptedEditor(), "references", name="unique") == (
        f"By text search, may be incomplete:\nlong.js\n  1: unique({'x' * 193}…"
    )


def test_the_tools_cost_few_tokens(tmp_path: Path):
    specs = [tool.spec for tool in tools(tmp_path, ScriptedEditor()).values()]

    # 445 on 2026-11-23.
    assert estimate_request("", specs, []) - estimate_request("", [], []) <= 450
