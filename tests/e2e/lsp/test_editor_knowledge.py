"""What the editor's own language servers know: asked for, told to the model, replaced by a search without it."""

import pytest

from e2e.lsp.chat import results
from e2e.lsp.conftest import able
from e2e.lsp.model import call, edit, say

CODE = "def total(items):\n    return sum(items)\n\n\nprint(total([1]))\n"


@pytest.fixture
def code(project):
    (project / "shop.py").write_text(CODE)
    return project / "shop.py"


def place(path, line, start, end):
    return {"uri": path.as_uri(), "range": span(line, start, end)}


def span(line, start, end):
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}


def problem(message, line, severity=1):
    return {"range": span(line, 0, 1), "message": message, "severity": severity, "source": "pyright"}


async def told(chat, model, tool, **arguments):
    """What the model gets to know from a tool."""
    model.will(call(tool, **arguments), say("I see."))
    await chat.play("go")
    return model.told


async def test_definitions_come_from_the_editor(editor, chat, model, code):
    editor.answers["definition"] = {"locations": [place(code, 0, 4, 9)]}
    editor.answers["hover"] = {"hover": "def total(items: list[int]) -> int\n\nThe sum."}

    text = await told(chat, model, "definition", name="total", path="shop.py", line=5)

    assert "def total(items):" in text
    assert "def total(items: list[int]) -> int\n\nThe sum." in text
    assert "editor" in text
    asked = {query["what"]: (query["uri"], query["position"]) for query in editor.queries}
    here = code.as_uri(), {"line": 4, "character": 6}
    assert asked == {"definition": here, "hover": here}


async def test_references_come_from_the_editor(editor, chat, model, code):
    editor.answers["references"] = {"locations": [place(code, 0, 4, 9), place(code, 4, 6, 11)]}

    text = await told(chat, model, "references", name="total", path="shop.py")

    assert "print(total([1]))" in text
    assert "def total(items):" in text


async def test_symbols_come_from_the_editor(editor, chat, model, code):
    editor.answers["symbols"] = {"symbols": [{"name": "total", "kind": 12, "location": place(code, 0, 4, 9)}]}

    outline = await told(chat, model, "symbols", path="shop.py")
    found = await told(chat, model, "symbols", name="total")

    assert "function total" in outline
    assert "function total" in found
    assert [query.get("query") for query in editor.queries if query["what"] == "symbols"] == [None, "total"]


async def test_diagnostics_come_from_the_editor(editor, chat, model, code):
    editor.answers["diagnostics"] = {
        "diagnostics": [{"uri": code.as_uri(), "diagnostics": [problem("items is unbound", 1)]}]
    }

    text = await told(chat, model, "diagnostics")

    assert text == "shop.py:2: error: items is unbound (pyright)"


async def test_a_rename_is_made_by_the_editor(editor, chat, model, code):
    uri = editor.open(code)
    new = {"newText": "amount"}
    edits = [{"range": span(0, 4, 9), **new}, {"range": span(4, 6, 11), **new}]
    editor.answers["rename"] = {"edit": {"changes": {uri: edits}}}

    text = await told(chat, model, "rename", name="total", new_name="amount", path="shop.py", line=1)

    assert text.startswith("Renamed total to amount with the editor's help, in shop.py.")
    assert code.read_text() == CODE.replace("total", "amount") == editor.texts[uri]
    assert editor.queries[-1]["what"] in {"rename", "diagnostics"}


async def test_an_editor_that_knows_nothing_is_replaced_by_a_search(editor, chat, model, code):
    texts = [
        await told(chat, model, tool, **arguments)
        for tool, arguments in [
            ("definition", {"name": "total"}),
            ("references", {"name": "total"}),
            ("symbols", {"path": "shop.py"}),
            ("diagnostics", {}),
            ("rename", {"name": "total", "new_name": "amount"}),
        ]
    ]

    assert all("def total(items):" in text for text in texts[:3])
    assert texts[3] == "The editor does not answer. Run the project's linter or tests with run_command."
    assert "The editor cannot rename total; nothing was changed." in texts[4]
    assert code.read_text() == CODE


async def test_an_editor_without_our_messages_is_never_asked(connect, model, code, project):
    capabilities = able()
    capabilities.experimental = None
    editor = await connect(capabilities=capabilities, settings={"mode": "act"})
    model.will(call("definition", name="total"), say("I see."))
    chat = await editor.new(project)

    await chat.prompt("go")
    await model.asked(2)

    assert "def total(items):" in model.told
    assert editor.queries == []


@pytest.mark.parametrize("answer", [{"locations": "none"}, {"locations": [{"uri": 5}]}, []])
async def test_an_answer_that_does_not_fit_counts_as_none(editor, chat, model, code, answer):
    editor.answers["definition"] = answer

    text = await told(chat, model, "definition", name="total", path="shop.py", line=5)

    assert "def total(items):" in text


async def test_the_model_is_told_of_problems_that_its_edit_introduced_and_of_no_others(editor, chat, model, project):
    uri = editor.open(project / "a.py")
    old, new = problem("y is not used", 1, severity=2), problem("x has another type", 0)

    def diagnostics(params):
        found = [old] if editor.texts[uri] == "x = 1\ny = 2\n" else [old, new]
        return {"diagnostics": [{"uri": uri, "diagnostics": found}]}

    editor.answers["diagnostics"] = diagnostics
    model.will(edit("a.py", "x = 1", "x = 'one'"), say("Done."))

    await chat.play("go")

    [(_, [result])] = results(await chat.export())
    assert result.endswith("The edit introduced 1 problem:\na.py:1: error: x has another type (pyright)")
    assert "y is not used" not in result
    assert [query.get("waitMs", 0) for query in editor.queries] == [0, 1500]
