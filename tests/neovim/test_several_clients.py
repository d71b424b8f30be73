"""Sessions, skills and memory belong to the folder: who else works in it sees the same."""

import asyncio
import json

import pytest

from command import journeyman
from e2e.lsp.model import say
from e2e.lsp.skills import ROUTES, put, text_of
from neovim.editor import Neovim

pytestmark = pytest.mark.slow

COUNT_NEWS = """
news = 0
require("journeyman.events").on("notified", function(method)
  news = news + (method == "journeyman/skill/didChange" and 1 or 0)
end)
"""


@pytest.fixture
async def two(project, start) -> list[Neovim]:
    """Two Neovims in one folder that has a skill."""
    put(project)
    return [await start("a.py"), await start("a.py")]


@pytest.fixture
def told(env, project):
    """What a command of the command line tells of the project, as JSON."""

    async def told(*arguments: str):
        ended = await asyncio.to_thread(journeyman, *arguments, "--json", env=env, cwd=project)
        assert ended.code == 0, ended.err
        return json.loads(ended.out)

    return told


async def test_they_see_the_same_sessions(two, told, model):
    first, second = two
    model.will(say("Twelve months."), say("Thirteen moons."))

    await first.prompt("How long is a year?")
    await first.idle()
    session = await first.lua("return session().id")

    assert [each["sessionId"] for each in (await second.ask("journeyman/session/list"))["sessions"]] == [session]
    assert [each["sessionId"] for each in await told("sessions", "list")] == [session]


async def test_a_session_is_gone_on_with_where_the_first_one_has_left_it(two, model):
    first, second = two
    model.will(say("Twelve months."), say("Thirteen moons."))
    await first.prompt("How long is a year?")
    await first.idle()
    session = await first.lua("return session().id")
    await first.quit()

    await second.feed(f":Journeyman resume {session}<CR>")
    await second.until("session() and session().id == ...", session)
    await second.prompt("And in moons?")
    await model.asked(2)
    await second.idle()

    assert "How long is a year?" in model.heard
    assert "Twelve months." in model.heard


async def test_they_see_the_same_memory(two, told):
    first, second = two

    await first.feed(":Journeyman remember The tests need Redis.<CR>")
    await first.told("Remembered as")

    memories = (await second.ask("journeyman/memory/list"))["memories"]
    assert [memory["text"] for memory in memories] == ["The tests need Redis."]
    assert [memory["text"] for memory in await told("memory", "list")] == ["The tests need Redis."]


async def test_they_see_the_same_skills(two, told):
    first, second = two
    await second.lua(COUNT_NEWS)

    await first.ask("journeyman/skill/save", name="add-a-page", text=text_of("add-a-page"))

    news = 0
    while await skills(second) != ["add-a-page", ROUTES]:
        news += 1
        await second.until("news >= ...", news)
    assert [skill["name"] for skill in await told("skills", "list")] == ["add-a-page", ROUTES]


async def skills(nvim: Neovim) -> list[str]:
    return [skill["name"] for skill in (await nvim.ask("journeyman/skill/list"))["skills"]]
