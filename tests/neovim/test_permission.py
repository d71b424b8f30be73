"""The question whether a tool may run: seen at once, in nobody's way, and answered by a key."""

import pytest

from e2e.lsp.model import call, calls, edit, say
from neovim.user import at_work, done, open_chat, send, without_guard, written

pytestmark = pytest.mark.slow

WRITE = call("write_file", path="b.py", content="b = '🦀'\n")
FOCUSED = "vim.bo.filetype == 'journeyman-asked'"
QUESTION = "Permission · project"


async def asked(nvim):
    """Go to the question, as soon as it is there."""
    await nvim.shows(QUESTION)
    await nvim.feed("<Esc>:Journeyman permission<CR>")
    await nvim.until(FOCUSED)


async def test_it_appears_without_taking_a_key_from_who_types_in_a_file(start, model, project):
    nvim = await at_work(start, "a.py", mode="ask")
    await without_guard(nvim)
    model.will(WRITE, say("Done."))
    await nvim.prompt("Write it.")
    await nvim.feed("ggO")

    text, count = "a allows, A always, r refuses, f says 🦀 why", 0
    while QUESTION not in nvim.screen.text or count < 3:
        await nvim.type(f"{text}\n")
        count += 1
        await nvim.until("vim.fn.line('.') == ...", count + 1)
    await nvim.feed("<Esc>")

    await nvim.shows(
        "Write b.py", "+ b = '🦀'", "Asked because: `write_file` changes something.", ":Journeyman permission"
    )
    await written(nvim, *[text] * count, "", "x = 1", "y = 2")
    assert not (project / "b.py").exists()


async def test_what_is_allowed_is_done_and_the_question_closes(start, model, project):
    nvim = await at_work(start, "a.py", mode="ask")
    await without_guard(nvim)
    model.will(WRITE, say("Done."))
    await open_chat(nvim)
    await send(nvim, "Write it.")
    await asked(nvim)
    await nvim.shows("Always allow", "Refuse, and say what to do instead")

    await nvim.feed("a")

    await nvim.hides(QUESTION)
    await nvim.shows("✓ Write b.py", "◇ Allowed once: Write b.py", "— Done")
    assert (project / "b.py").read_text() == "b = '🦀'\n"


async def test_a_key_that_was_meant_for_something_else_answers_nothing(start, model, project):
    nvim = await at_work(start, "a.py", mode="ask")
    model.will(WRITE, say("Done."))
    # The clock stands still.
    await nvim.lua('require("journeyman.asked").now = function() return 1 end')
    await nvim.prompt("Write it.")
    await asked(nvim)

    await nvim.feed("aAr")
    await nvim.feed("<C-w>p")

    await nvim.until("vim.bo.filetype == 'python'")
    assert await nvim.lua("return #session().permissions") == 1
    assert QUESTION in nvim.screen.text


async def test_what_is_always_allowed_is_not_asked_again(start, model, project):
    nvim = await at_work(start, "a.py", mode="ask")
    await without_guard(nvim)
    (project / "Makefile").write_text("one:\n\techo one >> made\n")
    make = ("run_command", {"command": "make one"})
    model.will(calls(make, make), call(*make[:1], **make[1]), say("Done."))
    await nvim.prompt("Make it.")
    await asked(nvim)
    await nvim.shows("Run make one", "Always allow run_command(make one)")

    await nvim.feed("A")
    await done(nvim)

    assert (project / "made").read_text() == "one\none\none\n"
    await nvim.hides(QUESTION)


async def test_a_refusal_is_told_to_the_model_with_the_users_words(start, model, project):
    nvim = await at_work(start, "a.py", mode="ask")
    await without_guard(nvim)
    model.will(
        calls(("write_file", {"path": "b.py", "content": "b"}), ("write_file", {"path": "c.py", "content": "c"}))
    )
    model.will(say("I see."))
    await open_chat(nvim)
    await send(nvim, "Write them.")
    await asked(nvim)

    await nvim.feed("r")
    await nvim.shows("⊘ Refused: Write b.py", "+ c")
    await asked(nvim)
    await nvim.feed("f")
    await nvim.shows("What to do instead:")
    await nvim.feed("use d.py, 🦀<CR>")
    await nvim.shows("I see.", "— Done")

    told = [message["content"] for message in model.requests[-1]["messages"] if message["role"] == "tool"]
    assert "refused" in told[0]
    assert told[1] == "The user refused this call and says: use d.py, 🦀"
    assert sorted(path.name for path in project.glob("*.py")) == ["a.py"]


async def test_escape_leaves_it_for_later(start, model, project):
    nvim = await at_work(start, "a.py", mode="ask")
    await without_guard(nvim)
    model.will(edit("a.py", "x = 1", "x = 3"), say("Done."))
    await nvim.prompt("Change it.")
    await asked(nvim)
    await nvim.shows("- x = 1", "+ x = 3")

    await nvim.feed("<Esc>")
    await nvim.until("vim.bo.filetype == 'python'")
    assert QUESTION in nvim.screen.text
    await asked(nvim)
    await nvim.feed("a")
    await done(nvim)

    assert await nvim.lines() == ["x = 3", "y = 2"]


async def test_it_closes_when_it_is_resolved_elsewhere_or_the_turn_is_stopped(start, model, project):
    nvim = await at_work(start, "a.py", mode="ask")
    await without_guard(nvim)
    model.will(WRITE, WRITE, say("Done."))
    await nvim.prompt("Write it.")
    await asked(nvim)

    pending = (await nvim.lua("return session().permissions"))[0]["permissionId"]
    session = await nvim.lua("return session().id")
    await nvim.ask("journeyman/permission/resolve", sessionId=session, permissionId=pending, optionId="reject_once")
    await nvim.until("session().permissions[1] and session().permissions[1].permissionId ~= ...", pending)
    await nvim.shows(QUESTION)
    await nvim.feed("<Esc>:Journeyman stop<CR>")

    await nvim.hides(QUESTION)
    await done(nvim)
    assert await nvim.lua("return vim.bo.filetype") == "python"
    assert not (project / "b.py").exists()


async def test_who_is_in_the_chat_and_types_nothing_is_brought_to_it(start, model, project):
    nvim = await at_work(start, "a.py", mode="ask")
    await without_guard(nvim)
    model.will(WRITE, say("Done."))
    await open_chat(nvim)
    await nvim.type("Write it.")
    await nvim.feed("<Esc><CR>")

    await nvim.until(FOCUSED)
    await nvim.feed("a")

    await nvim.shows("— Done")
    await nvim.until("vim.bo.filetype == 'journeyman-input'")
    assert (project / "b.py").exists()


async def test_it_follows_the_user_to_another_tab(start, model):
    nvim = await at_work(start, "a.py", mode="ask")
    await without_guard(nvim)
    model.will(WRITE)
    await nvim.prompt("Write it.")
    await nvim.shows(QUESTION)

    await nvim.feed(":tabnew<CR>")
    await nvim.until("vim.fn.tabpagenr() == 2")
    await nvim.hides("x = 1")
    await nvim.shows(QUESTION)
    await nvim.feed(":only<CR>")

    await nvim.shows(QUESTION, "Write b.py")


async def test_the_whole_of_a_long_text_can_be_read_before_it_is_allowed(start, model):
    nvim = await at_work(start, "a.py", mode="ask")
    await without_guard(nvim)
    model.will(call("write_file", path="b.py", content="".join(f"line {number}\n" for number in range(200))))
    await nvim.prompt("Write it.")
    await asked(nvim)
    await nvim.shows("+ line 0", "more lines, o shows them", "+ line 199", "Refuse")

    await nvim.feed("o")
    await nvim.hides("more lines")
    await nvim.feed("gg/line 100<CR>")

    await nvim.shows("+ line 100")
