"""`journeyman growth`: what is told, to people, programs and browsers."""

import asyncio
import json
import os
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from journeyman.agent.messages import Usage
from journeyman.settings import load_settings
from journeyman.workspace import open_workspace


@pytest.fixture
def growth(journeyman):
    return lambda *arguments: journeyman("growth", *arguments)


@pytest.fixture
def tasks(journeyman, project):
    """Two tasks of one kind that went well: one a hundred days ago, one today."""

    async def keep():
        environment = dict(os.environ)
        loaded = load_settings(environment=environment, workspace=None, overrides={})
        async with open_workspace(project, loaded, environment) as workspace:
            now = workspace.records.clock()
            await workspace.records.sessions(lambda store, _: store.create("s", model="m", mode="act", now=now))
            for number, at in enumerate((now - timedelta(days=100), now)):
                await workspace.records.episodes(lambda store, _, at=at, n=number: close(store, f"t{n}", at))

    asyncio.run(keep())


def close(store, turn_id, at):
    episode = store.open("s", turn_id, "Add a page <b>\x1b[2J for orders to the site", now=at)
    store.finish(episode, stop_reason="end_turn", steps=7, usage=Usage(700, 70), seconds=1.0, now=at)
    store.settle(episode, "success", 1.0, [], kind="", now=at)


def test_where_there_is_nothing_to_tell_it_says_so(growth):
    ended = growth()

    assert ended.code == 0
    assert "No task is finished yet." in ended.out
    assert json.loads(growth("--json").out)["total"]["tasks"] == 0


def test_too_few_tasks_are_said_to_be_too_few(growth, tasks):
    ended = growth()

    assert ended.code == 0
    assert "2 tasks: 2 went well" in ended.out
    assert "are needed to compare" in ended.out
    assert "\x1b" not in ended.out


def test_programs_read_the_same(growth, tasks):
    told = json.loads(growth("--json").out)

    [kind] = told["kinds"]
    assert [(point["steps"], point["tokens"], point["withSkill"]) for point in kind["points"]] == [(7, 770, False)] * 2
    assert (kind["difference"], told["total"]["savedTokens"]) == (None, None)


def test_older_tasks_are_left_out_on_request(growth, tasks):
    assert json.loads(growth("--json", "--since", "99").out)["total"]["tasks"] == 1
    assert json.loads(growth("--json", "--since", "101").out)["total"]["tasks"] == 2


def test_a_page_is_written_in_place_of_the_one_before(growth, tasks, project):
    page = project / "growth.html"
    page.write_text("old")
    page.chmod(0o644)
    (project / "link.html").symlink_to(page)

    ended = growth("--html", "link.html")

    assert ended.code == 0
    assert "2 tasks" in ended.out
    assert (project / "link.html").is_symlink()
    parser = Titles()
    parser.feed(page.read_text())
    assert parser.titles[0] == "Growth of project"
    assert sorted(path.name for path in project.iterdir()) == ["growth.html", "link.html"]


class Titles(HTMLParser):
    def __init__(self):
        super().__init__()
        self.titles = []
        self.is_inside = False

    def handle_starttag(self, tag, attrs):
        self.is_inside = tag == "title"
        assert tag not in ("b", "script")

    def handle_data(self, data):
        if self.is_inside:
            self.titles.append(data)
            self.is_inside = False


@pytest.mark.parametrize("file", ["", ".", "nowhere/growth.html", "file/growth.html"])
def test_a_page_that_cannot_be_written_is_told_and_leaves_nothing(growth, project, file):
    (project / "file").write_text("")

    ended = growth("--html", file)

    assert (ended.code, ended.out) == (1, "")
    assert "cannot be written" in ended.err
    assert [path.name for path in project.iterdir()] == ["file"]


@pytest.mark.parametrize("days", ["0", "-1", "x", "1.5", "99999"])
def test_a_wrong_number_of_days_is_told(growth, days):
    ended = growth("--since", days)

    assert ended.code == 2
    assert "1 to 36,500" in ended.err or "expected one argument" in ended.err
