"""The document of the updates says the same as the code."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from command import environment, journeyman
from documents import ROOT, blocks, examples, fields, read, rows, sections
from journeyman.agent.events import (
    Event,
    FileChange,
    HistoryCompacted,
    MemoriesUsed,
    MessageAdded,
    Notice,
    SkillsUsed,
    StepFinished,
    TextDelta,
    ThoughtDelta,
    ToolFinished,
    ToolOutput,
    ToolProgress,
    ToolStarted,
    TurnFinished,
    UsedMemory,
    UsedSkill,
)
from journeyman.agent.messages import AssistantMessage, Image, StopReason, ToolCall, ToolResult, Usage, UserMessage
from journeyman.agents import Choices
from journeyman.errors import START_OLLAMA, ProviderUnreachable
from journeyman.learner import Learned
from journeyman.lsp.change_views import to_change_set
from journeyman.lsp.folder_skills import commands_update, learned_update
from journeyman.lsp.options import config_options
from journeyman.lsp.suggestions import commands
from journeyman.memory.changes import ChangedFile, ChangeSet, Decisions
from journeyman.settings import Settings
from journeyman.tools.plan import Plan
from journeyman.updates import (
    awaiting,
    context_update,
    failed,
    history_restored,
    idle,
    permission_pending,
    permission_resolved,
    question_pending,
    question_resolved,
    queued,
    running,
    session_info,
    to_updates,
    to_wire_usage,
)

UPDATES = read("docs/protocol-updates.md")
USAGE = Usage(100, 10, 50, 0.25)
PLAN = ToolCall("1", "plan", {"entries": [{"content": "Look.", "status": "pending"}]})
READ = ToolCall("2", "read_file", {"path": "a.py"})
CHANGED = ToolOutput("Edited a.py.", (FileChange("a.py", "x = 1\n", "x = 2\n"),), exit_code=0)
CHANGE_SET = ChangeSet(
    *(1, "s", "t", "turn", "Fix it.", 1, 0, datetime(2026, 11, 23, tzinfo=UTC)),
    (ChangedFile(1, 1, "a.py", "modified", 1, Decisions("[]", 2), is_kept=True),),
)
EVENTS: tuple[Event, ...] = (
    TextDelta("I"),
    ThoughtDelta("Hmm"),
    Notice("waiting", "It does not answer. Asking again in 2 s."),
    MessageAdded(UserMessage("Go on.", images=(Image("image/png", "iVBORw0KGgo="),))),
    HistoryCompacted((), USAGE, window=8_000),
    StepFinished(AssistantMessage("I look.", usage=USAGE)),
    ToolStarted(PLAN),
    ToolStarted(READ),
    ToolProgress("2", "…"),
    ToolFinished(ToolResult("2", "Edited a.py."), CHANGED),
    SkillsUsed((UsedSkill("a", "A.", 1, "offered", "for a"),)),
    MemoriesUsed((UsedMemory("conclusion", "m1", "Prefers spaces.", "2026-05-02", 0.8),)),
    TurnFinished("end_turn"),
)


def emitted() -> Iterator[dict[str, Any]]:
    """Every kind of update with every field."""
    for event in EVENTS:
        yield from to_updates(event, {"plan": Plan.spec})
    yield queued("s", "t", "Then add a test.")
    yield running("s", "t")
    yield awaiting("s", "t")
    yield idle("s", "t", "max_steps", USAGE)
    yield failed("s", "t", ProviderUnreachable("Start it.").offering(START_OLLAMA), USAGE)
    yield session_info("Fix it.")
    yield history_restored(6)
    cost = {"learning": {"requests": 1, "inputTokens": 2, "outputTokens": 3}}
    yield context_update([{"name": "system", "tokens": 310}], 310, 32_768) | cost
    yield permission_pending("permission-1", READ, reason="It reads.", rule="read_file(a.py)")
    yield permission_resolved("permission-1", "allow_once")
    yield question_pending("question-2", "Round up?", ["up", "down"])
    yield question_resolved("question-2", "up")
    yield {"kind": "change_set", **to_change_set(CHANGE_SET)}
    yield commands_update(commands())
    yield learned_update(Learned("s", "t", "refined", "a", "A.", "candidate", 2, "It deviated.", "@@"))
    yield {"kind": "config_option_update", "configOptions": config_options(Choices(), Settings(), "tiny", [])}


def by_kind(updates: list[dict[str, Any]]) -> dict[str, set[str]]:
    """For each kind, all fields that its updates have besides the kind."""
    kinds: dict[str, set[str]] = {}
    for update in updates:
        kinds.setdefault(update["kind"], set()).update(set(fields(update, ("usage", "rawInput"))) - {"kind"})
    return kinds


def first_column(text: str) -> list[str]:
    return [row[0].strip("`") for row in rows(text)]


def test_every_event_is_among_those_that_the_next_tests_send():
    assert {type(event) for event in EVENTS} == set(get_args(Event))


def test_the_document_shows_every_update_with_every_field_and_no_others():
    assert by_kind(examples(UPDATES)) == by_kind(list(emitted()))


def test_the_document_explains_the_fields_that_it_shows():
    kinds = sections(UPDATES, 3)

    explained = {heading.strip("`"): set(first_column(text)) for heading, text in kinds.items()}

    assert explained == by_kind(list(emitted()))
    for heading, text in kinds.items():
        assert {example["kind"] for example in examples(text)} == {heading.strip("`")}


def test_the_document_explains_usage():
    assert first_column(sections(UPDATES, 2)["Usage"]) == list(to_wire_usage(USAGE))
    assert "costUsd" not in to_wire_usage(replace(USAGE, cost_usd=0))


def test_the_document_maps_every_stop_reason():
    mapped = {ours.strip("`"): wire.strip("`") for ours, wire, _ in rows(sections(UPDATES, 2)["Stop reasons"])}

    reasons: list[StopReason] = [reason for reason in get_args(StopReason) if reason != "tool_calls"]
    assert mapped == {reason: idle("s", "t", reason, USAGE)["stopReason"] for reason in reasons}


def test_a_real_run_has_the_order_that_the_document_promises(tmp_path: Path):
    shutil.copytree(ROOT / "demo" / "sample", tmp_path / "sample")
    env = environment(tmp_path, JOURNEYMAN_ENDPOINT=str(ROOT / "demo" / "recorded_run.json"))

    ended = journeyman("run", "--json", "--mode", "act", "Fix it.", env=env, cwd=tmp_path / "sample")

    order = "".join(f"{update.get('state', update['kind'])} " for update in ended.updates)
    assert re.fullmatch(grammar(), order), order


def grammar() -> str:
    """The grammar in the document as a regular expression."""
    [block] = blocks(sections(UPDATES, 2)["Order"], "")
    parts = re.split(r"^(\w+) = ", block, flags=re.MULTILINE)[1:]
    rules = dict(zip(parts[::2], parts[1::2], strict=True))

    def expanded(symbol: str) -> str:
        meaning = rules.get(symbol)
        return f"(?:{re.sub(r'[a-z_]+', lambda match: expanded(match[0]), meaning)})" if meaning else f"(?:{symbol}~)"

    return re.sub(r"\s", "", expanded("turn")).replace("~", " ")
