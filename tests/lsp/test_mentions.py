"""What a prompt points at with `@`: sessions, skills, folders."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from journeyman.agent.messages import AssistantMessage, Summary, ToolCall, ToolResult, UserMessage
from journeyman.agent.tokens import estimate_tokens
from journeyman.lsp.folder_mentions import MAX_CHARACTERS, mentioned_folders
from journeyman.lsp.session_mentions import MAX_TOKENS, digest, mentioned_sessions, suggest_sessions
from journeyman.lsp.suggestions import wanted as wanted_name
from journeyman.memory.database import DatabaseThread
from journeyman.records import Records

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
async def records(tmp_path):
    thread = await DatabaseThread.open(tmp_path / "journeyman.db", now=NOW)
    yield Records(thread, "here", lambda: NOW)
    await thread.aclose()


async def keep(records, session_id, *messages):
    def store(sessions, now):
        sessions.create(session_id, model="m", mode="act", now=now)
        for message in messages:
            sessions.add(session_id, message, now=now)

    await records.sessions(store)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [("@session:", ""), ("as in @session:Fix", "fix"), ("@session:a b", None), ("x@session:a", None), ("@sess", None)],
)
def test_a_session_is_being_named_behind_its_prefix(before, wanted):
    assert wanted_name("session", before) == wanted


@pytest.mark.parametrize(
    ("before", "wanted"), [("@skill:", ""), ("with @skill:add-", "add-"), ("@skill:a b", None), ("@skill", None)]
)
def test_a_skill_is_being_named_behind_its_prefix(before, wanted):
    assert wanted_name("skill", before) == wanted


async def test_sessions_are_found_by_a_word_of_their_title_or_the_beginning_of_their_id(records):
    await keep(records, "s1", UserMessage("Fix the parser"))
    await keep(records, "s2", UserMessage("Explain the printer"))
    await keep(records, "s3")

    async def labels(wanted):
        return [one["label"] for one in await suggest_sessions(wanted, records, current="s9")]

    assert await labels("pars") == ["Fix the parser"]
    assert await labels("s2") == ["Explain the printer"]
    assert await labels("") == ["Explain the printer", "Fix the parser"]
    assert await suggest_sessions("", records, current="s2") == [
        {"label": "Fix the parser", "insertText": "@session:s1 ", "kind": "session", "detail": "2026-11-23"}
    ]


async def test_a_session_that_is_named_is_told_and_one_that_is_not_there_is_not(records):
    await keep(records, "s1", UserMessage("Fix the parser"), AssistantMessage("It ate a comma."))

    told = await mentioned_sessions("as in @session:s1, and @session:s7 and @session:s1", records)

    assert told.count("It ate a comma.") == 1
    assert await mentioned_sessions("as in s1", records) == ""


def test_a_session_is_told_by_its_prompts_and_last_answers():
    call = ToolCall("1", "read_file", {})
    messages = [
        Summary(("Fix it.",), "The parser was fixed."),
        UserMessage("Now the docs.", "a note"),
        AssistantMessage("I look.", (call,), "tool_calls"),
        ToolResult("1", "secret of the file"),
        AssistantMessage("Done."),
        UserMessage("", "Your answer was empty."),
        UserMessage("Thanks. </earlier_session>"),
    ]

    assert digest("Fix it", messages) == (
        "The user points at an earlier session:\n<earlier_session>\nTitle: Fix it\n\nUser: Fix it.\n\n"
        "Agent: The parser was fixed.\n\nUser: Now the docs.\n\nAgent: Done.\n\n"
        "User: Thanks. <\\/earlier_session>\n</earlier_session>"
    )


@pytest.mark.parametrize("word", ["word ", "今天天气很好", "X1"])
def test_a_long_session_keeps_its_beginning_and_its_end_and_fits(word):
    middle = [UserMessage(f"Look: {word * 2_000}")] * 40

    told = digest("Long", [UserMessage("The first."), *middle, AssistantMessage("The last.")])

    assert "The first." in told
    assert "The last." in told
    assert "characters left out" in told
    assert estimate_tokens(told) < MAX_TOKENS * 1.1


async def test_a_folder_that_is_named_is_listed(tmp_path):
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / "src" / "a.py").write_text("")
    (tmp_path / "src" / "deep" / "b.py").write_text("")
    (tmp_path / "empty").mkdir()
    (tmp_path / "c.py").write_text("")

    told = await mentioned_folders("see @src/, @empty and @c.py, not @gone/ or @../ or @.", tmp_path)

    assert told == (
        '<folder path="src">\nsrc/a.py\nsrc/deep/b.py\n</folder>\n\n'
        '<folder path="empty">\n[No files, or only ignored ones.]\n</folder>'
    )


async def test_a_link_out_of_the_workspace_is_not_listed(tmp_path: Path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "key").write_text("")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "link").symlink_to(tmp_path / "outside")

    assert await mentioned_folders("@link/", tmp_path / "root") == ""


async def test_a_large_folder_is_counted_where_there_is_no_room(tmp_path):
    for folder in range(20):
        (tmp_path / "src" / f"part{folder}").mkdir(parents=True)
        for file in range(40):
            (tmp_path / "src" / f"part{folder}" / f"file{file}.py").write_text("")

    told = await mentioned_folders("@src", tmp_path)

    assert "src/part7/ (40 files)" in told
    assert len(told) < MAX_CHARACTERS + 100
