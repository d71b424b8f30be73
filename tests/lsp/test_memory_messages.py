"""What clients are told of the memory: as few messages as will do, in the right form."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from journeyman.claims import Claim
from journeyman.errors import UsageError
from journeyman.learning.consolidation import Choice, Question
from journeyman.lsp import protocol, remembered
from journeyman.lsp.folder_memory import following
from journeyman.lsp.memory_mentions import mentioned_memories
from journeyman.lsp.remembered import Remembered, questions_in
from journeyman.lsp.suggestions import wanted as wanted_name
from journeyman.memory.conclusion_rows import Conclusion, Why
from journeyman.memory.observation_rows import NewObservation, SeenClaim
from journeyman.notebook import Companion, Consolidation, Found, Report, views
from notes import MARCH, Notes, opened_notes
from unlearned import Unlearned

MAY = datetime(2026, 5, 2, 9, 12, tzinfo=UTC)
SPACES = Conclusion(
    id=12,
    scope="workspace",
    subject="user",
    slot="indentation",
    value="spaces",
    statement="We use spaces for indentation.",
    kind="explicit",
    confidence=0.88888,
    status="active",
    is_pinned=False,
    was_asked=False,
    valid_from=MAY,
    valid_to=None,
    superseded_by=None,
    updated_at=MAY,
)
TABS = replace(SPACES, id=1, value="tabs", status="superseded", valid_to=MAY, superseded_by=12)
SHOWN = {
    "id": "m12",
    "scope": "workspace",
    "subject": "user",
    "slot": "indentation",
    "text": "We use spaces for indentation.",
    "kind": "explicit",
    "confidence": 0.889,
    "status": "active",
    "pinned": False,
    "validFrom": "2026-05-02T09:12:00+00:00",
    "validTo": None,
    "supersededBy": None,
    "updatedAt": "2026-05-02T09:12:00+00:00",
}


class News:
    """What was told, in order."""

    def __init__(self) -> None:
        self.told: list[object] = []
        self._came = asyncio.Event()

    def changed(self) -> None:
        self._tell("changed")

    def ordered(self, report: Report) -> None:
        self._tell(report)

    def _tell(self, what: object) -> None:
        self.told.append(what)
        self._came.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.told) < count:
                self._came.clear()
                await self._came.wait()


@pytest.fixture
async def notes(tmp_path):
    async with opened_notes(tmp_path) as notes:
        yield notes


def at_odds(value: str) -> NewObservation:
    claim = Claim("user", "indentation", value, f"Prefers {value}.", "explicit")
    return NewObservation("said", f"I prefer {value}.", MARCH, (claim,), session_id="s")


async def test_a_thousand_changes_at_once_are_told_as_a_few(notes: Notes):
    memory, news = notes.memory(), News()
    before = [*memory.book.listeners]

    async with following(memory, changed=news.changed, ordered=news.ordered):
        memory.book.tell()
        await news.until(1)
        for _ in range(1_000):
            memory.book.tell()
            await asyncio.sleep(0)
        await news.until(2)

    assert news.told == ["changed"] * 2
    assert (memory.book.listeners, memory.consolidation.listeners) == (before, [])


async def test_what_is_known_already_is_no_news(notes: Notes):
    memory, news = notes.memory(), News()
    await notes.session("s", "Well.")

    async with following(memory, changed=news.changed, ordered=news.ordered):
        same = replace(at_odds("tabs"), uid="said:s:1:0")
        await memory.book.observe([same])
        await news.until(1)
        await memory.book.observe([same])
        await memory.book.add("Prefers pytest for tests.")
        await news.until(2)

    assert news.told == ["changed"] * 2


async def test_questions_come_when_no_turn_runs_any_more(notes: Notes):
    memory, news = notes.memory(), News()
    await notes.session("s", "Well.")
    memory.consolidation = Consolidation(memory.book, idle_seconds=0)
    companion = Companion(Unlearned(), memory)
    await memory.book.observe(map(at_odds, ("tabs", "spaces")))

    async with following(memory, changed=news.changed, ordered=news.ordered):
        companion.began("one", "")
        companion.began("two", "")
        companion.ended("one")
        for _ in range(100):
            await asyncio.sleep(0)
        assert news.told == []
        companion.ended("two")
        await news.until(1)
        companion.began("one", "")
        companion.ended("one")
        await news.until(2)

    first, second = [one for one in news.told if isinstance(one, Report)]
    assert [question.text for question in first.questions] == ["What holds for you: indentation?"]
    assert second.questions == []


async def test_nothing_is_asked_of_who_wants_nothing_remembered(notes: Notes):
    memory, news = notes.memory(), News()
    memory.consolidation = Consolidation(memory.book, idle_seconds=0)
    notes.settings = notes.settings.model_copy(update={"memory": False})
    companion = Companion(Unlearned(), memory)

    async with following(memory, changed=news.changed, ordered=news.ordered):
        companion.began("one", "")
        companion.ended("one")
        await memory.hearing.settled()
        for _ in range(100):
            await asyncio.sleep(0)

    assert news.told == []


def test_a_question_and_an_offer_as_clients_see_them():
    question = Question("What holds for you: indentation?", (Choice(12, "Spaces."), Choice(None, "None of these")))
    root = Path("/work")

    asked = list(questions_in(Report("", [], [question], [SPACES]), root))

    none = {"id": None, "text": "None of these"}
    here = {"id": None, "text": "Only where it is said"}
    assert asked == [
        protocol.MemoryQuestion(
            "file:///work", "What holds for you: indentation?", [{"id": "m12", "text": "Spaces."}, none], False
        ),
        protocol.MemoryQuestion(
            "file:///work",
            "Does this hold in all your projects?",
            [{"id": "m12", "text": "We use spaces for indentation."}, here],
            True,
        ),
    ]


def seen(value: str, at: datetime) -> SeenClaim:
    claim = Claim("user", "indentation", value, f"We use {value}.", "explicit")
    return SeenClaim(claim, 1, "said", f"Use {value}.", at, "", "s", "s")


def test_what_a_memory_rests_on_is_told_in_the_order_in_which_it_happened():
    why = views.to_why(Why(SPACES, (seen("spaces", MAY),), (seen("tabs", MARCH),), (TABS,)))

    assert why["memory"] == SHOWN
    assert [(one["says"], one["supports"]) for one in why["evidence"]] == [
        ("We use tabs.", False),
        ("We use spaces.", True),
    ]
    assert why["others"] == [
        SHOWN | {"id": "m1", "status": "superseded", "validTo": MAY.isoformat(), "supersededBy": "m12"}
    ]
    assert why["rule"] == "We use spaces for indentation."
    assert views.to_why(Why(replace(SPACES, scope="user"), (), (), ()))["rule"] is None


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("Look at @memory:", ""),
        ("@memory:M12", "m12"),
        ("see\n@memory:ledger", "ledger"),
        ("@memory:m12 ", None),
        ("a@memory:m12", None),
        ("@memory", None),
        (" @memory:m1" * 10_000 + " ", None),
        ("@memory:" * 12_500, None),
    ],
)
def test_a_memory_is_named_behind_its_mark(before, wanted):
    assert wanted_name("memory", before) == wanted


async def test_each_memory_that_a_prompt_names_is_told_once(notes: Notes):
    memory = notes.memory()
    kept = await memory.book.add("The ledger runs on port 7070.")
    names = f"@memory:m{kept.id} x@memory:m{kept.id} (@memory:m{kept.id}) @memory:m{kept.id}, @memory:m99"

    told = await mentioned_memories(names + " @memory:m1x" * 10_000, memory)

    assert told == f"The user points at what is remembered as m{kept.id}: The ledger runs on port 7070."


@pytest.mark.parametrize(
    ("found", "more"),
    [
        (Found("conclusion", 12, "x", 0.12345, MAY, "user"), {"kind": "conclusion", "id": "m12", "scope": "user"}),
        (
            Found("message", 7, "x", 0.12345, MAY, "workspace", "s", "msg-17"),
            {"kind": "message", "id": "7", "scope": "workspace", "sessionId": "s", "externalId": "msg-17"},
        ),
    ],
)
def test_what_was_found_as_clients_see_it(found, more):
    assert views.to_found(found) == {"text": "x", "score": 0.123, "at": MAY.isoformat()} | more


async def test_an_export_is_what_the_command_line_prints_unless_it_is_too_long(notes: Notes, monkeypatch):
    memory = notes.memory()
    await memory.book.add("The ledger runs on port 7070.")
    exporting = Remembered(SimpleNamespace(memory=memory, root=Path("/home/me/project")))

    text = await exporting.export()
    monkeypatch.setattr(remembered, "MAX_EXPORT_CHARACTERS", len(text) - 1)

    assert [json.loads(line) for line in text.splitlines()] == await memory.book.export()
    assert "port 7070" in text
    with pytest.raises(UsageError, match=r"`journeyman memory export --to memory.jsonl`, in /home/me/project"):
        await exporting.export()
