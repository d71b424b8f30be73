"""Who wrote a folder is asked for once, and nothing is written for strangers."""

import pytest

from e2e.lsp.model import edit, say

pytestmark = pytest.mark.slow

QUESTION = "Do you trust the authors of"


async def test_trust_is_asked_for_once(start, model, project):
    model.will(edit("a.py", "x = 1", "x = 3"), say("Done."))
    settings = {"settings": {"mode": "act"}, "trusted": "ask"}
    first = await start("a.py", options=settings)
    await first.feed(":Journeyman<CR>")
    await first.shows(QUESTION)

    await first.feed("1<CR>")
    await first.until("session()")
    await first.quit()
    second = await start(options=settings)
    await second.feed(":Journeyman<CR>")
    await second.until("session()")
    await second.prompt("Make it 3.")
    await second.idle()

    assert QUESTION not in second.screen.text
    assert (project / "a.py").read_text() == "x = 3\ny = 2\n"


async def test_in_a_folder_of_strangers_nothing_is_written(start, model, project):
    model.will(edit("a.py", "x = 1", "x = 3"), say("I may not."))
    nvim = await start("a.py", options={"settings": {"mode": "act"}, "trusted": False})

    await nvim.prompt("Make it 3.")
    await model.asked(2)
    await nvim.idle()

    assert "There is no tool `edit_file`" in model.told
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"
