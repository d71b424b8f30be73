"""What the chat tells those who look elsewhere: autocommands, messages, the status line; and what goes wrong."""

import asyncio

import pytest

from e2e.lsp.model import away, call, say
from neovim.user import USUAL, at_work, done, open_chat, send, without_guard

pytestmark = pytest.mark.slow

LISTEN = """
_G.heard = {}
vim.api.nvim_create_autocmd("User", {
  pattern = "Journeyman*",
  callback = function(event) table.insert(_G.heard, { event.match, event.data }) end,
})
"""
STATUS = 'require("journeyman").status()'


async def test_autocommands_come_with_their_data(start, model, project):
    nvim = await at_work(start, "a.py", mode="ask")
    await nvim.lua(LISTEN)
    model.will(
        call("ask_user", question="Which?", choices=["This"]),
        call("write_file", path="b.py", content="b"),
        say("Done."),
    )
    await nvim.prompt("Write it.")
    await nvim.shows("Question · project")
    await nvim.feed(":Journeyman answer This<CR>")
    await nvim.shows("Permission · project")
    await nvim.feed(":Journeyman stop<CR>")
    await done(nvim)

    session = {"session_id": await nvim.lua("return session().id"), "root": str(project)}
    heard = dict(await nvim.lua("return heard"))
    permission = heard["JourneymanPermission"].pop("permission_id")
    question = heard["JourneymanQuestion"].pop("question_id")
    assert permission != question
    assert heard == {
        "JourneymanQuestion": {**session, "question": "Which?", "choices": ["This"]},
        "JourneymanPermission": {**session, "title": "Write b.py", "reason": "`write_file` changes something."},
        "JourneymanTurnDone": {
            **session,
            "turn_id": await nvim.lua("return session().turn_id"),
            "stop_reason": "cancelled",
            "message": "Cancelled.",
        },
    }


async def test_the_end_of_a_turn_is_told_to_who_does_not_see_the_chat(start, model):
    nvim = await at_work(start, "a.py")
    model.will(say("One."), say("Two."))

    await nvim.prompt("first")
    await nvim.shows("The turn is done. (first)")
    await nvim.feed(":echo ''<CR>")
    await open_chat(nvim)
    await send(nvim, "second")
    await done(nvim, 2)
    await nvim.shows("Two.")

    assert await nvim.lua("return #told") == 1


async def test_the_status_tells_each_state(start, model):
    nvim, begin = await at_work(start, mode="ask"), asyncio.Event()
    await without_guard(nvim)
    model.will(say("Never.", begin=begin), call("write_file", path="b.py", content="b"), say("Done."))
    before = await nvim.lua(f"return {STATUS}")

    await nvim.feed(":Journeyman<CR>")
    await nvim.until(f"{STATUS}.state == 'idle' and {STATUS}.session")
    idle = await nvim.lua(f"return {STATUS}")
    await send(nvim, "first")
    await model.asked(1)
    await nvim.until(f"{STATUS}.state == 'running'")
    running = await nvim.lua(f"return {STATUS}")
    begin.set()
    await done(nvim)
    await send(nvim, "second")
    await nvim.until(f"{STATUS}.state == 'awaiting_permission'")
    waiting = await nvim.lua(f"return {STATUS}")
    await nvim.feed("<Esc>:Journeyman permission<CR>a")
    await done(nvim, 2)
    await nvim.until(f"{STATUS}.pending > 0")
    after = await nvim.lua(f"return {STATUS}")

    session = await nvim.lua("return session().id")
    known = {"session": session, "model": "tiny", "pending": 0, "permissions": 0}
    assert before == {"text": "", "state": "off", "model": "", "pending": 0, "permissions": 0}
    assert idle == {**known, "state": "idle", "text": "⚒ tiny"}
    assert running.pop("text").startswith("⚒ tiny · running ")
    assert running == {**known, "state": "running"}
    assert waiting == {**known, "state": "awaiting_permission", "permissions": 1, "text": "⚒ tiny · waits for you"}
    assert after == {**known, "state": "idle", "pending": 1, "text": "⚒ tiny · 1 change to review"}


async def test_the_head_of_the_chat_shows_mode_model_and_what_waits(start, model):
    nvim = await at_work(start, "a.py", mode="ask")
    await open_chat(nvim)
    await nvim.shows("New session · ask · tiny · ready")

    await nvim.feed("<Esc>:Journeyman mode plan<CR>")
    await nvim.shows("plan · tiny · ready")
    await nvim.feed(":Journeyman record off<CR>")

    await nvim.shows("plan · tiny · ready · off the record")


async def test_a_model_that_does_not_answer_is_told_in_the_chat_with_what_to_do(start, env):
    nvim = await start("a.py", init=USUAL, env={**env, "JOURNEYMAN_ENDPOINT": "http://127.0.0.1:9/v1"})
    await nvim.feed(":Journeyman<CR>")
    await nvim.until("session()")

    await send(nvim, "How long is a year?")

    await nvim.shows(
        "✗ Failed: The model service at http://127.0.0.1:9/v1 does not answer.",
        "Start the server, or set JOURNEYMAN_ENDPOINT",
        "Journeyman model",
        "ready",
    )
    assert await nvim.lua("return told") == []


async def test_a_model_that_is_away_is_waited_for_which_one_sees_until_it_answers(start, model):
    nvim, begin = await at_work(start, "a.py"), asyncio.Event()
    model.will(away(1), say("Here I am.", begin=begin))
    await open_chat(nvim)

    await send(nvim, "Are you there?")
    await nvim.shows("◷ ", "Asking again in 1 s.")
    begin.set()

    await nvim.shows("Here I am.", "— Done")
    await nvim.hides("Asking again")


async def test_a_prompt_that_the_server_refuses_comes_back_into_the_input(start):
    nvim = await at_work(start, "a.py")
    await open_chat(nvim)

    await send(nvim, "/dance with me")

    await nvim.shows("There is no command /dance")
    await nvim.until("vim.api.nvim_get_current_line() == '/dance with me'")


async def test_without_a_line_for_messages_nobody_waits_for_a_key(start, model):
    nvim = await at_work(start, "a.py")
    await nvim.lua("vim.o.cmdheight = 0")
    model.will(say("Done."))

    await nvim.feed(":Journeyman stop<CR>")
    await nvim.told("Nothing is running.")
    await nvim.prompt("Go on.")
    await nvim.told("The turn is done. (Go on.)")
    await nvim.feed(":Journeyman remember The tests need Redis.<CR>")
    await nvim.told("Remembered as")
    await nvim.feed(":Journeyman answer<CR>")
    await nvim.told("Nobody asks you anything.")

    assert await nvim.request("nvim_get_mode") == {"mode": "n", "blocking": False}
    assert "Press ENTER" not in nvim.screen.text
