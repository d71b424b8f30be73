"""What the agent asks the user, and the answers."""

import pytest

from e2e.lsp.model import call, say
from neovim.user import at_work, done, open_chat, send, without_guard

pytestmark = pytest.mark.slow

ASK = call("ask_user", question="Which 🦀 color?", choices=["Red", "Green\nor so"])
FOCUSED = "vim.bo.filetype == 'journeyman-asked'"


async def asked(nvim):
    """Go to the question."""
    await nvim.shows(
        "Question · project", "Which 🦀 color?", "1     Red", "2     Green\\nor so", "Let the agent decide"
    )
    await nvim.feed("<Esc>:Journeyman answer<CR>")
    await nvim.until(FOCUSED)


ANSWERS = {
    "1": "The user answered: Red",
    "2": "The user answered: Green\nor so",
    "iBlue, 🦀<CR>": "The user answered: Blue, 🦀",
    "s": "Nobody is there to answer.",
    "<Esc>:Journeyman answer None of them<CR>": "The user answered: None of them",
}


async def test_a_question_is_answered_by_a_key_or_in_words(start, model):
    nvim = await at_work(start, "a.py")
    await without_guard(nvim)
    for turn, (keys, told) in enumerate(ANSWERS.items(), 1):
        model.will(ASK, say("I see."))
        await open_chat(nvim)
        await send(nvim, "Paint it.")
        await asked(nvim)

        await nvim.feed(keys)

        await done(nvim, turn)
        await nvim.hides("Question · project")
        assert model.told.startswith(told)


async def test_a_question_waits_in_the_chat_and_is_left_for_later(start, model):
    nvim = await at_work(start, "a.py")
    await without_guard(nvim)
    model.will(ASK, say("I see."))
    await open_chat(nvim)
    await send(nvim, "Paint it.")
    await asked(nvim)

    await nvim.feed("9<Esc>")
    await nvim.until(f"not ({FOCUSED})")
    await nvim.shows("waits for your answer", "waits for you")
    assert await nvim.lua("return #session().questions") == 1
    await nvim.feed(":Journeyman stop<CR>")

    await nvim.hides("Question · project")
    await done(nvim)
