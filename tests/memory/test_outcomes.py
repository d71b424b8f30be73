"""How episodes end: with an outcome, also when their process was killed."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from journeyman.agent.messages import (
    AssistantMessage,
    Message,
    StopReason,
    Summary,
    ToolCall,
    ToolResult,
    Usage,
    UserMessage,
)
from journeyman.errors import StorageError
from journeyman.memory import episodes as module
from journeyman.memory import sessions as sessions_module
from journeyman.memory.changes import ChangeStore
from journeyman.memory.database import open_database
from journeyman.memory.episode_rows import Verdict
from journeyman.memory.episodes import EpisodeStore
from journeyman.memory.sessions import SessionStore

CALL = ToolCall("1", "read_file", {"path": "a.py"})
ASKED = AssistantMessage(tool_calls=(CALL,), stop_reason="tool_calls", usage=Usage(100, 10, 50, 0.1))
READ = ToolResult("1", "x = 1")
ANSWER = AssistantMessage("Done.", usage=Usage(200, 20, 100, 0.2))


class Turns:
    """Turns of the session `s1`, as they are stored while they run; each thing takes a second."""

    def __init__(self, db: Database, now: datetime) -> None:
        self.sessions = SessionStore(db, "here")
        self.episodes = EpisodeStore(db, "here")
        self.changes = ChangeStore(db, "here")
        self.now = now

    def later(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def begin(self, turn_id: str, prompt: str) -> int:
        history, position = self.sessions.get("s1").history, len(self.sessions.history("s1"))
        self.changes.open("s1", turn_id, "turn", prompt, history=history, position=position, now=self.later())
        self.say(UserMessage(prompt))
        return self.episodes.open("s1", turn_id, prompt, now=self.later())

    def say(self, *messages: Message) -> None:
        for message in messages:
            self.sessions.add("s1", message, now=self.later())


@pytest.fixture
def turns(db: Database, sessions: SessionStore, now: datetime) -> Turns:
    return Turns(db, now)


def test_an_episode_is_closed_once_with_its_outcome(turns: Turns):
    opened = turns.episodes.get(turns.begin("t1", "Fix it."))
    reasons = ("last check `pytest` exited 0", "\0\ud800")
    closed_at = turns.later()

    first = turns.episodes.settle(opened.id, "success", 0.9, reasons, kind="fix-tests", now=closed_at)
    second = turns.episodes.settle(opened.id, "failure", 0.1, (), kind="", now=turns.later())

    assert (first, second) == (True, False)
    assert turns.episodes.get(opened.id) == replace(
        opened,
        state="closed",
        closed_at=closed_at,
        outcome="success",
        score=0.9,
        reasons=reasons,
        kind="fix-tests",
    )


def test_only_another_outcome_corrects_what_is_closed(turns: Turns):
    episode_id = turns.begin("t1", "Fix it.")
    assert not turns.episodes.correct(episode_id, "failure", 0.0, ["thumbs down"])

    turns.episodes.settle(episode_id, "success", 0.9, ["it works"], kind="fix-tests", now=turns.now)
    closed = turns.episodes.get(episode_id)
    assert not turns.episodes.correct(episode_id, "success", 1.0, ["thumbs up"])

    assert turns.episodes.correct(episode_id, "failure", 0.0, ["thumbs down"])
    assert turns.episodes.get(episode_id) == replace(closed, outcome="failure", score=0.0, reasons=("thumbs down",))


def test_which_skill_fits_may_be_known_only_afterwards(turns: Turns):
    episode_id = turns.begin("t1", "Fix it.")
    turns.episodes.settle(episode_id, "success", 1, (), kind="", now=turns.now)
    closed = turns.episodes.get(episode_id)

    assert turns.episodes.set_kind(episode_id, "fix-tests\0") == replace(closed, kind="fix-tests\ufffd")


@pytest.mark.parametrize(("verdict", "score"), [("success", 1.1), ("success", -0.1), ("splendid", 0.5)])
def test_an_outcome_is_one_of_three_and_its_score_goes_from_bad_to_good(turns: Turns, verdict: Verdict, score: float):
    episode_id = turns.begin("t1", "Fix it.")

    with pytest.raises(sqlite3.IntegrityError):
        turns.episodes.settle(episode_id, verdict, score, (), kind="", now=turns.now)

    assert turns.episodes.get(episode_id).state == "open"


def test_an_episode_that_is_gone_cannot_be_settled(db: Database, turns: Turns):
    episode_id = turns.begin("t1", "Fix it.")

    with pytest.raises(StorageError, match=f"no episode {episode_id} in this workspace"):
        EpisodeStore(db, "there").settle(episode_id, "unknown", 0.5, (), kind="", now=turns.now)
    with pytest.raises(StorageError, match="no episode"):
        EpisodeStore(db, "there").finish_interrupted(episode_id)


def test_open_and_closed_episodes_are_listed(turns: Turns):
    turns.sessions.create("s2", model="m", mode="act", now=turns.now)
    first, second, third = (turns.begin(f"t{number}", "Fix it.") for number in range(3))
    other = turns.episodes.open("s2", "t1", "Fix it.", now=turns.now)
    elsewhere = turns.later()
    turns.episodes.settle(third, "failure", 0, (), kind="", now=elsewhere)
    turns.episodes.settle(first, "unknown", 0.5, (), kind="", now=turns.later())

    def ids(found: Sequence[module.Episode]) -> list[int]:
        return [episode.id for episode in found]

    assert ids(turns.episodes.open_ones()) == [second, other]
    assert turns.episodes.latest_open("s1") == turns.episodes.get(second)
    assert turns.episodes.latest_open("absent\ud800") is None
    assert ids(turns.episodes.list_closed(since=elsewhere)) == [third, first]
    assert ids(turns.episodes.list_closed(since=turns.now)) == [first]
    assert ids(turns.episodes.list_closed(since=elsewhere, limit=1)) == [third]


def test_a_turn_that_was_killed_after_its_answer_had_ended(turns: Turns):
    turns.begin("t0", "Before.")
    turns.say(ANSWER)
    episode = turns.episodes.get(turns.begin("t1", "Fix it."))
    turns.say(ASKED, READ)
    turns.episodes.add_call(episode.id, CALL, READ, output=None, seconds=0, now=turns.now)
    turns.say(ANSWER)
    answered_at = turns.now

    finished = turns.episodes.finish_interrupted(episode.id)

    assert finished == replace(
        episode,
        finished_at=answered_at,
        stop_reason="end_turn",
        steps=2,
        tool_calls=1,
        usage=ASKED.usage + ANSWER.usage,
        seconds=3.0,
    )
    assert turns.episodes.get(episode.id) == finished


@pytest.mark.parametrize(
    ("messages", "stop_reason", "steps"),
    [
        ((), "error", 0),
        ((ASKED,), "error", 1),
        ((ASKED, READ), "error", 1),
        ((AssistantMessage("Don", stop_reason="cancelled"),), "error", 0),
        ((AssistantMessage("Don", stop_reason="error"),), "error", 0),
        ((AssistantMessage("Done", stop_reason="max_tokens"),), "error", 1),
        ((AssistantMessage(),), "error", 1),
        ((ANSWER, UserMessage("And then?")), "error", 1),
        ((ANSWER,), "end_turn", 1),
        ((AssistantMessage("Done.", stop_reason="tool_calls"),), "end_turn", 1),
    ],
)
def test_how_a_killed_turn_ended_is_seen_from_what_it_left(
    turns: Turns, messages: Sequence[Message], stop_reason: StopReason, steps: int
):
    episode_id = turns.begin("t1", "Fix it.")
    turns.say(*messages)

    finished = turns.episodes.finish_interrupted(episode_id)

    assert (finished.stop_reason, finished.steps) == (stop_reason, steps)


def test_what_came_after_a_killed_turn_is_not_its_own(turns: Turns):
    """The session was opened again, its calls were closed, the user went on, and went back."""
    episode_id = turns.begin("t1", "Fix it.")
    turns.say(ASKED)
    killed_at = turns.now
    turns.sessions.load("s1", now=turns.later())
    turns.begin("t2", "Go on.")
    turns.say(ANSWER)
    turns.sessions.replace_history("s1", turns.sessions.history("s1")[:1], now=turns.later())
    turns.begin("t3", "Fix it differently.")
    turns.say(ANSWER)

    finished = turns.episodes.finish_interrupted(episode_id)

    assert (finished.stop_reason, finished.steps, finished.usage) == ("error", 1, ASKED.usage)
    assert (finished.finished_at, finished.seconds) == (killed_at, 1.0)


def test_what_a_compaction_carried_over_counts_once(turns: Turns):
    turns.begin("t0", "Before.")
    turns.say(ANSWER)
    episode_id = turns.begin("t1", "Fix it.")
    turns.say(ASKED, READ)
    kept = turns.sessions.history("s1")[1:]
    turns.sessions.replace_history("s1", [Summary(("Before.",), "Nothing."), *kept], now=turns.later())
    turns.say(ANSWER)

    finished = turns.episodes.finish_interrupted(episode_id)

    assert (finished.stop_reason, finished.steps, finished.usage) == ("end_turn", 2, ASKED.usage + ANSWER.usage)


def test_a_finished_episode_stays_as_it_is(turns: Turns):
    episode_id = turns.begin("t1", "Fix it.")
    finished = turns.episodes.finish(
        episode_id, stop_reason="max_steps", steps=9, usage=Usage(), seconds=9, now=turns.later()
    )

    assert turns.episodes.finish_interrupted(episode_id) == finished


def test_episodes_from_before_outcomes_are_closed_as_unknown(path: Path, now: datetime):
    path.parent.mkdir()
    older = Database(path)
    sessions_module.migrations.apply(older)
    module.migrations.apply(older, stop_before="m002_outcome")
    SessionStore(older, "here").create("s1", model="m", mode="act", now=now)
    store = EpisodeStore(older, "here")
    with pytest.raises(KeyError, match="reasons"):  # What this version reads is not there yet.
        store.get(store.open("s1", "t1", "Fix it.", now=now))
    older.close()

    db = open_database(path, now=now)

    [episode] = EpisodeStore(db, "here").list_closed(since=now)
    assert (episode.prompt, episode.outcome, episode.score, episode.kind) == ("Fix it.", "unknown", 0.5, "")
    assert episode.reasons == ("recorded before outcomes were judged",)
    assert EpisodeStore(db, "here").open_ones() == []
    db.close()
