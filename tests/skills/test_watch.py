"""Changes on the disk are told: the real file system, the real events, and what the platform refuses."""

import asyncio
import logging
import os
import resource
import shutil
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from pathlib import Path
from queue import SimpleQueue

import pytest

from journeyman.skills.library import Place, places, scan
from journeyman.skills.watch import QUIET_SECONDS, changes
from journeyman.skills.watched import WatchedFolders

TIMEOUT_SECONDS = 20
Told = Callable[[], Awaitable[None]]

pytestmark = pytest.mark.filterwarnings("ignore:Callback with id:RuntimeWarning")


@pytest.fixture
def folder(tmp_path) -> Path:
    for name in ("work", "home", "data/workspaces/key"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path.resolve()


def all_places(folder: Path) -> tuple[Place, ...]:
    return places(folder / "work", folder / "data", "key", folder / "home")


def put(skill: Path, text: str = "x") -> None:
    skill.mkdir(parents=True, exist_ok=True)
    (skill / "SKILL.md").write_text(text)


def watching_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if type(one).__module__.startswith("watchdog")]


@asynccontextmanager
async def watching(folder: Path) -> AsyncIterator[Told]:
    """What it yields waits until a change is told."""
    async with aclosing(changes(all_places(folder))) as changed:

        async def told() -> None:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await anext(changed)

        await told()
        yield told
    assert watching_threads() == []


@contextmanager
def counted(folder: Path) -> Iterator[tuple[WatchedFolders, "SimpleQueue[None]"]]:
    """A watch that does not wait for quiet, and what it told."""
    told: SimpleQueue[None] = SimpleQueue()
    folders = WatchedFolders(all_places(folder), lambda: told.put(None))
    try:
        assert folders.arrange() is None
        yield folders, told
    finally:
        folders.close()


def watched_below(folders: WatchedFolders, top: Path) -> dict[str, bool]:
    """The folders that are watched, and whether with all below."""
    return {os.path.relpath(one.path, top): one.deep for one in folders._watches}


@pytest.mark.parametrize(
    "place",
    ["work/.agents", "work/.claude", "work/.github", "home/.agents", "home/.claude", "data", "data/workspaces/key"],
)
async def test_a_skill_is_told_that_comes_changes_and_goes_with_its_folder(folder, place):
    skills = folder / place / "skills"
    async with watching(folder) as told:
        for _ in range(2):
            put(skills / "tidy")
            await told()
            (skills / "tidy" / "SKILL.md").write_text("other")
            await told()
            shutil.rmtree(skills.parent if skills.parent.name.startswith(".") else skills)
            await told()


async def test_a_skill_is_told_that_leaves_and_comes_back(folder):
    skills = folder / "work" / ".agents" / "skills"
    put(skills / "tidy")
    async with watching(folder) as told:
        for _ in range(2):
            (skills / "tidy").rename(folder / "tidy")
            await told()
            (folder / "tidy").rename(skills / "tidy")
            await told()
            put(skills / "tidy", "other")
            await told()


async def test_a_skill_that_took_the_place_of_another_one_is_followed_when_both_are_gone(folder):
    skills = folder / "work" / ".agents" / "skills"
    put(skills / "tidy")
    async with watching(folder) as told:
        (skills / "tidy").rename(folder / "trash")
        await told()
        put(skills / "tidy")
        await told()
        shutil.rmtree(skills / "tidy")
        shutil.rmtree(folder / "trash")
        await told()
        put(skills / "tidy")
        await told()


@pytest.mark.parametrize("how", ["renamed", "deleted"])
async def test_a_folder_is_followed_when_another_one_takes_its_place(folder, how):
    agents = folder / "work" / ".agents"
    put(agents / "skills" / "tidy")
    async with watching(folder) as told:
        if how == "renamed":
            agents.rename(folder / "old")
        else:
            # On many file systems, the next folder gets the same number.
            shutil.rmtree(agents / "skills")
        put(agents / "skills" / "tidy")
        await told()
        put(agents / "skills" / "tidy", "other")
        await told()


async def test_a_link_is_followed_when_it_leads_elsewhere(folder):
    link = folder / "work" / ".claude" / "skills"
    link.parent.mkdir()
    for name in ("one", "two"):
        put(folder / "work" / name / "tidy")
    async with watching(folder) as told:
        for name in ("one", "two"):
            link.unlink(missing_ok=True)
            link.symlink_to(folder / "work" / name)
            await told()
            put(folder / "work" / name / "tidy", "other")
            await told()


def test_each_folder_is_watched_once_and_only_skills_with_all_below(folder):
    put(folder / "work" / ".agents" / "skills" / "tidy")
    put(folder / "home" / ".agents" / "skills" / "tidy")
    (folder / "home" / ".claude").mkdir()
    (folder / "home" / ".claude" / "skills").symlink_to(folder / "home" / ".agents" / "skills")

    with counted(folder) as (folders, _):
        assert watched_below(folders, folder) == {
            "data": False,
            "data/workspaces/key": False,
            "home": False,
            "home/.agents": False,
            "home/.agents/skills": True,
            "home/.claude": False,
            "work": False,
            "work/.agents": False,
            "work/.agents/skills": True,
        }


@pytest.mark.parametrize(("target", "is_watched"), [("work", True), ("home", False), ("", False), ("elsewhere", False)])
def test_no_link_makes_all_of_a_workspace_watched_or_what_is_outside(folder, target, is_watched):
    (folder / "elsewhere").mkdir()
    (folder / "work" / ".agents").mkdir()
    (folder / "work" / ".agents" / "skills").symlink_to(folder / target)

    with counted(folder) as (folders, _):
        around = {"work", "work/.agents", "home", "data", "data/workspaces/key"}
        assert watched_below(folders, folder) == dict.fromkeys(around, False)
        assert (str(folder / target) in folders._skills) is is_watched


def test_what_is_no_skill_is_not_told(folder):
    skills = folder / "work" / ".agents" / "skills"
    put(skills / "tidy")
    with counted(folder) as (_, told):
        put(skills / ".journeyman-1")
        (skills / "tidy" / ".journeyman-1.tmp").write_text("x")
        (skills / "tidy" / "scripts").mkdir()
        (skills / "tidy" / "scripts" / "check.py").write_text("x")
        (folder / "work" / "a.py").write_text("x")
        (folder / "work" / "src" / ".agents").mkdir(parents=True)
        (folder / "home" / ".profile").write_text("x")
        (skills / "tidy" / "SKILL.md").unlink()

        told.get(timeout=TIMEOUT_SECONDS)

    assert told.empty()


async def test_a_burst_is_told_as_a_few_changes_the_last_when_all_is_there(folder):
    skills = folder / "work" / ".agents" / "skills"

    def write() -> None:
        for number in range(2_000):
            put(skills / f"skill-{number}")
            for name in ("a", "b", "c"):
                (skills / f"skill-{number}" / name).write_text("x")

    count, begun = 0, time.monotonic()
    async with watching(folder) as told:
        writing = asyncio.create_task(asyncio.to_thread(write))
        found = 0
        while found < 2_000:
            await told()
            count += 1
            found = len((await asyncio.to_thread(scan, all_places(folder), {})).stamps)
        await writing

    assert count <= 1 + (time.monotonic() - begun) / QUIET_SECONDS


async def test_no_thread_is_left_when_it_is_closed_before_all_is_watched(folder):
    task = asyncio.create_task(anext(changes(all_places(folder))))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    folders = WatchedFolders(all_places(folder), lambda: None)
    folders.close()

    assert folders.arrange() is None
    assert watching_threads() == []


async def test_without_a_watch_that_is_logged_and_all_goes_on(folder, caplog):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.close(free := os.dup(0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
    try:
        with caplog.at_level(logging.WARNING, "journeyman"):
            async with watching(folder):
                assert watching_threads() == []
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    [record] = caplog.records
    assert "Not all skills can be watched" in record.message
    assert "the limit of open files" in record.message
