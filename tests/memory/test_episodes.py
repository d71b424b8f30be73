import sqlite3
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from journeyman.agent.events import FileChange, ToolOutput
from journeyman.agent.messages import ToolCall, ToolResult, Usage
from journeyman.errors import StorageError
from journeyman.memory.episode_rows import Episode, EpisodeCall, Evidence
from journeyman.memory.episodes import EpisodeStore
from journeyman.memory.sessions import SessionStore

USAGE = Usage(input_tokens=1200, output_tokens=80, cached_tokens=1000, cost_usd=0.01)


def open_episode(episodes: EpisodeStore, now: datetime, *, prompt: str = "Fix it.") -> int:
    return episodes.open("s1", "t1", prompt, now=now)


def settle(episodes: EpisodeStore, episode_id: int, now: datetime) -> bool:
    return episodes.settle(episode_id, "success", 0.9, ["pytest: exit code 0"], kind="run-tests", now=now)


def test_an_episode_tells_what_a_turn_took(episodes: EpisodeStore, now: datetime):
    later = now + timedelta(seconds=9)
    episode_id = open_episode(episodes, now)
    episodes.add_call(episode_id, ToolCall("1", "x", {}), ToolResult("1", ""), output=None, seconds=1, now=later)

    finished = episodes.finish(episode_id, stop_reason="end_turn", steps=2, usage=USAGE, seconds=9.5, now=later)

    assert finished == Episode(
        id=episode_id,
        session_id="s1",
        workspace="here",
        turn_id="t1",
        prompt="Fix it.",
        model="small",
        state="open",
        started_at=now,
        closed_at=None,
        finished_at=later,
        stop_reason="end_turn",
        steps=2,
        tool_calls=1,
        usage=USAGE,
        seconds=9.5,
    )
    assert episodes.get(episode_id) == finished


def test_an_episode_that_a_crash_left_open_can_be_read(episodes: EpisodeStore, now: datetime):
    episode_id = open_episode(episodes, now)
    episodes.add_call(episode_id, ToolCall("1", "x", {}), ToolResult("1", ""), output=None, seconds=1, now=now)

    episode = episodes.get(episode_id)

    assert (episode.state, episode.finished_at, episode.stop_reason) == ("open", None, None)
    assert len(episodes.calls(episode_id)) == 1
    assert episodes.list() == [episode]


def test_calls_are_kept_in_their_order_with_what_they_did(episodes: EpisodeStore, now: datetime):
    episode_id = open_episode(episodes, now)
    edit = ToolCall("1", "edit_file", {"path": "a.py", "lines": [1, 2], "ok": True})
    output = ToolOutput("Edited.", changes=(FileChange("a.py", "x", "y"), FileChange("b.py", None, "z")))
    test = ToolCall("2", "run_command", {"command": "pytest"})

    episodes.add_call(episode_id, edit, ToolResult("1", "Edited."), output=output, seconds=0.5, now=now)
    failed = ToolResult("2", "1 failed", is_error=True)
    episodes.add_call(episode_id, test, failed, output=ToolOutput("1 failed", exit_code=1), seconds=3, now=now)
    episodes.add_call(episode_id, test, ToolResult("2", "Refused."), output=None, seconds=0, now=now)

    assert episodes.calls(episode_id) == (
        EpisodeCall("edit_file", edit.arguments, "Edited.", False, None, 0.5, ("a.py", "b.py"), now),
        EpisodeCall("run_command", test.arguments, "1 failed", True, 1, 3.0, (), now),
        EpisodeCall("run_command", test.arguments, "Refused.", False, None, 0.0, (), now),
    )


def test_long_arguments_and_results_are_cut(episodes: EpisodeStore, now: datetime):
    episode_id = open_episode(episodes, now)
    write = ToolCall("1", "write_file", {"path": "a.py", "edits": [{"new": "x" * 2000}]})
    result = ToolResult("1", "a" * 1500 + "b" * 1500)

    episodes.add_call(episode_id, write, result, output=None, seconds=0, now=now)

    [stored] = episodes.calls(episode_id)
    assert stored.arguments == {
        "path": "a.py",
        "edits": '[{"new": "' + "x" * 1990 + "[13 characters left out]",
    }
    assert stored.result == "a" * 1000 + "\n[1000 characters are left out here]\n" + "b" * 1000


def test_strange_characters_do_no_harm(episodes: EpisodeStore, now: datetime):
    episode_id = open_episode(episodes, now, prompt="a\0\ud800")
    call = ToolCall("1", "x\ud800", {"a": "\0\ud800"})

    episodes.add_call(episode_id, call, ToolResult("1", "\0\ud800"), output=None, seconds=0, now=now)
    episodes.add_evidence(episode_id, Evidence("words", 1, "\0\ud800", now))

    assert episodes.get(episode_id).prompt == "a\ufffd\ufffd"
    [stored] = episodes.calls(episode_id)
    assert (stored.tool, stored.arguments, stored.result) == ("x\ufffd", call.arguments, "\ufffd\ufffd")


def test_evidence_is_only_ever_added(episodes: EpisodeStore, now: datetime):
    episode_id = open_episode(episodes, now)
    evidence = (Evidence("checks", 1.0, "pytest: exit code 0", now), Evidence("survival", 0.8, "a.py", now))

    episodes.add_evidence(episode_id, evidence[0])
    settle(episodes, episode_id, now)
    episodes.add_evidence(episode_id, evidence[1])

    assert episodes.evidence(episode_id) == evidence


def test_evidence_goes_from_bad_to_good(episodes: EpisodeStore, now: datetime):
    episode_id = open_episode(episodes, now)

    with pytest.raises(sqlite3.IntegrityError):
        episodes.add_evidence(episode_id, Evidence("explicit", -1, "thumbs down", now))

    assert episodes.evidence(episode_id) == ()


def test_episodes_are_listed_the_latest_first(episodes: EpisodeStore, sessions: SessionStore, now: datetime):
    sessions.create("s2", model="m", mode="act", now=now)
    ids = [episodes.open(session, "t", "p", now=now) for session in ("s1", "s2", "s1")]

    assert [episode.id for episode in episodes.list()] == ids[::-1]
    assert [episode.id for episode in episodes.list(limit=1)] == ids[2:]


def test_episodes_of_other_workspaces_are_not_there(db: Database, episodes: EpisodeStore, now: datetime):
    episode_id = open_episode(episodes, now)
    there = EpisodeStore(db, "there")

    assert there.list() == []
    for ask in (there.get, there.calls, there.evidence):
        with pytest.raises(StorageError, match=f"no episode {episode_id} in this workspace"):
            ask(episode_id)
    with pytest.raises(StorageError, match="no episode"):
        settle(there, episode_id, now)
    assert episodes.get(episode_id).state == "open"


def test_a_session_that_is_gone_begins_no_episode(episodes: EpisodeStore, sessions: SessionStore, now: datetime):
    sessions.delete("s1")

    with pytest.raises(StorageError, match=r"Session s1 is gone.*Start a new session"):
        open_episode(episodes, now)
