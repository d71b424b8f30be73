"""What clients are told of skills: as few messages as will do, in the right form."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from journeyman.errors import StorageError, UsageError
from journeyman.learner import Learned
from journeyman.lsp.folder_skills import FolderSkills, commands_update, learned_update
from journeyman.lsp.skill_views import to_match, to_skill, to_use
from journeyman.lsp.suggestions import MAX_DESCRIPTION, MAX_SUGGESTIONS, commands, expand, suggest_commands
from journeyman.memory.skill_rows import SkillUse
from journeyman.skillbook import KnownSkill, Match
from journeyman.skills.skill import Traits

AT = datetime(2026, 11, 23, tzinfo=UTC)
SKILL = KnownSkill(
    name="add-a-route",
    description="Adds a route.",
    scope="workspace",
    path=Path("/skills/add-a-route"),
    owner="key",
    state="trusted",
    state_at=AT,
    state_reason="approved by the user",
    pinned=False,
    approved=True,
    version=2,
    problem="",
    traits=Traits(),
    uses=3,
    successes=2,
    failures=1,
    created_at=AT,
)


def named(*names: str, **more: Any) -> list[KnownSkill]:
    return [replace(SKILL, name=name, **more) for name in names]


class Book:
    """A skillbook that holds what a test says."""

    def __init__(self, *skills: KnownSkill, error: Exception | None = None) -> None:
        self.listeners: list[Any] = []
        self.trusted = True
        self.error = error
        self.put(*skills)

    def put(self, *skills: KnownSkill) -> None:
        self.now_known = {skill.name: skill for skill in skills}
        for listener in self.listeners:
            listener()

    async def refresh(self) -> None:
        if self.error:
            raise self.error
        self.put(*self.now_known.values())


class News:
    """What was told, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._came = asyncio.Event()

    def tell(self, what: str) -> None:
        self.told.append(what)
        self._came.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.told) < count:
                self._came.clear()
                await self._came.wait()


@asynccontextmanager
async def followed(book: Book):
    skills, news = FolderSkills(Path("/work")), News()
    told = {"changed": lambda: news.tell("changed"), "renamed": lambda: news.tell("renamed")}
    async with skills.following(book, **told):  # type: ignore[arg-type]
        yield skills, news
    assert book.listeners == []


async def test_a_thousand_changes_at_once_are_told_as_a_few():
    book = Book(SKILL)
    async with followed(book) as (skills, news):
        await news.until(2)
        for number in range(1_000):
            book.put(*named(f"skill-{number}"))
            await asyncio.sleep(0)
        await news.until(4)

    assert news.told == ["renamed", "changed"] * 2
    assert [skill.name for skill in skills.usable] == ["skill-999"]


async def test_commands_are_told_only_when_they_are_others():
    book = Book(SKILL)
    async with followed(book) as (_, news):
        await news.until(2)
        book.put(replace(SKILL, version=3))
        await news.until(3)

    assert news.told == ["renamed", "changed", "changed"]


async def test_only_what_may_be_used_is_shown_the_trusted_and_the_most_used_first():
    candidate, broken, retired = named("a", state="candidate"), named("b", problem="Odd."), named("c", state="retired")
    foreign = named("d", scope="other")
    book = Book(*candidate, *broken, *retired, *foreign, *named("e", uses=9), SKILL)
    book.trusted = False
    async with followed(book) as (skills, news):
        await news.until(2)

    assert [skill.name for skill in skills.usable] == ["e", "add-a-route", "a"]
    assert [one["name"] for one in skills.commands][3:] == ["e", "add-a-route", "a"]


async def test_skills_that_cannot_be_read_are_shown_when_they_can():
    book = Book(error=StorageError("The disk is full."))
    async with followed(book) as (skills, news):
        await asyncio.sleep(0)
        book.put(SKILL)
        await news.until(2)

    assert [skill.name for skill in skills.usable] == ["add-a-route"]


def test_a_skill_as_clients_see_it():
    assert to_skill(SKILL, trusted=False) == {
        "name": "add-a-route",
        "description": "Adds a route.",
        "state": "trusted",
        "reason": "approved by the user",
        "scope": "workspace",
        "uri": "file:///skills/add-a-route",
        "version": 2,
        "pinned": False,
        "approved": True,
        "usable": True,
        "problem": "",
        "uses": 3,
        "successes": 2,
        "failures": 1,
        "createdAt": "2026-11-23T00:00:00+00:00",
        "lastUsedAt": None,
    }


@pytest.mark.parametrize(
    ("skill", "trusted", "usable", "problem"),
    [
        (SKILL, False, True, ""),
        (replace(SKILL, scope="repository"), True, True, ""),
        (replace(SKILL, scope="repository"), False, False, "It comes with the folder, and"),
        (replace(SKILL, scope="other", problem="Odd."), False, False, "Odd."),
        (replace(SKILL, scope="other", state="retired"), False, False, ""),
    ],
)
def test_a_skill_says_why_it_is_not_used(skill, trusted, usable, problem):
    shown = to_skill(skill, trusted=trusted)

    assert shown["usable"] is usable
    assert shown["problem"].startswith(problem)
    assert bool(shown["problem"]) == bool(problem)


def test_what_a_task_took_is_known_when_it_is_over():
    use = SkillUse(1, "key", "add-a-route", 2, 7, "forced", None, None, 0, 0, 0.0, AT)
    begun = {"at": "2026-11-23T00:00:00+00:00", "version": 2, "how": "forced"}

    assert to_use(use) == begun | {"verdict": None, "followed": None, "steps": None, "tokens": None, "seconds": None}
    assert to_use(replace(use, verdict="success", followed=True, steps=3, tokens=9, seconds=1.5)) == begun | {
        "verdict": "success",
        "followed": True,
        "steps": 3,
        "tokens": 9,
        "seconds": 1.5,
    }


def test_a_match_has_a_short_score():
    assert to_match(Match(SKILL, 0.123456, "its name"))["score"] == 0.123


@pytest.mark.parametrize("diff", ["", "@@"])
def test_what_was_learned_has_a_diff_where_the_text_changed(diff):
    update = learned_update(Learned("s", "t", "promoted", "a", "A.", "trusted", 2, "Two good uses.", diff))

    assert update == {
        "kind": "skill_learned",
        "what": "promoted",
        "name": "a",
        "description": "A.",
        "state": "trusted",
        "version": 2,
        "reason": "Two good uses.",
        "turnId": "t",
    } | ({"diff": diff} if diff else {})


def test_commands_are_ours_and_the_first_skills():
    skills = named(*(f"skill-{number}" for number in range(60)), "test", description="x " * 500)

    update = commands_update(commands(skills))

    available = update["availableCommands"]
    assert [one["name"] for one in available[:4]] == ["init", "review", "test", "skill-0"]
    assert len(available) == 3 + MAX_SUGGESTIONS
    assert len(available[3]["description"]) == MAX_DESCRIPTION


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("/", ["/init", "/review", "/test", "/add-a-route", "/route-mail", "/test-a-route"]),
        ("/te", ["/test", "/test-a-route"]),
        ("/rou", ["/route-mail", "/add-a-route", "/test-a-route"]),
        ("/a-r", ["/add-a-route", "/test-a-route"]),
        ("/zzz", []),
    ],
)
def test_skills_are_suggested_by_the_beginning_of_their_name_then_of_a_word_in_it(before, found):
    suggested = suggest_commands(before, named("add-a-route", "route-mail", "test-a-route", "test"))

    assert suggested is not None
    assert [one["label"] for one in suggested] == found


def test_no_more_suggestions_than_fit_on_a_screen():
    assert len(suggest_commands("/", named(*(f"skill-{number}" for number in range(90)))) or ()) == MAX_SUGGESTIONS


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("/add-a-route for invoices", "add-a-route"),
        ("/add-a-route", "add-a-route"),
        (" /add-a-route", None),
        ("/test now", None),
        ("/etc/hosts is wrong", None),
        ("/Applications is large", None),
        ("/4 of them", None),
        ("/übersetze-texte bitte", "übersetze-texte"),
    ],
)
def test_a_skill_is_named_behind_a_slash_at_the_beginning(text, skill):
    assert expand(text, {"add-a-route", "test", "übersetze-texte"})[1] == skill


def test_a_word_that_is_neither_command_nor_skill_is_refused():
    with pytest.raises(UsageError, match=r"no skill of this name\. There are: /init, /review, /test, and the skills"):
        expand("/add-a-rout now", {"add-a-route"})
