"""What the documents say is true of the code."""

import argparse
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

from command import environment, journeyman
from documents import (
    DOCUMENTS,
    ROOT,
    anchors,
    blocks,
    commands,
    links,
    name,
    parsers,
    prose,
    read,
    rows,
    sections,
    signatures,
)
from journeyman.agent.events import (
    Event,
    FileChange,
    HistoryCompacted,
    MessageAdded,
    StepFinished,
    TextDelta,
    ThoughtDelta,
    ToolFinished,
    ToolOutput,
    ToolProgress,
    ToolStarted,
    TurnFinished,
)
from journeyman.agent.messages import AssistantMessage, StopReason, ToolCall, ToolResult, Usage, UserMessage
from journeyman.cli.main import COMMANDS, parse
from journeyman.errors import JourneymanError, ProviderUnreachable
from journeyman.settings.loading import HOME_VARIABLE, VARIABLES
from journeyman.tools.plan import Plan
from journeyman.updates import failed, idle, running, to_updates, to_wire_usage

PROTOCOL = read("docs/protocol.md")
CLI = read("docs/cli.md")
HOSTS = {"127.0.0.1", "agentclientprotocol.com", "api.openai.com", "integrate.api.nvidia.com", "openrouter.ai"}
"""What documents may name: model services at their usual addresses, and what we implement."""
PATHS = ("/dev/", "/usr/bin/", "/v1", "/api/v1")

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=name)


def test_the_changelog_has_an_unreleased_section():
    assert "## Unreleased" in read("CHANGELOG.md")


@every_document
def test_links_lead_somewhere(path: Path):
    for link in links(path.read_text(encoding="utf-8")):
        file, _, anchor = link.partition("#")
        if "://" not in link:
            target = (path.parent / file).resolve() if file else path
            assert target.is_relative_to(ROOT), link
            assert target.exists(), link
            assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


@every_document
def test_paths_of_the_repository_exist(path: Path):
    quoted = re.findall(r"`((?:server|tests|docs|demo|bench|\.ci)/[\w./-]+)`", prose(path.read_text(encoding="utf-8")))

    assert [each for each in quoted if "NAME" not in each and not (ROOT / each).exists()] == []


@every_document
def test_no_document_names_somebodys_machine_or_an_unknown_host(path: Path):
    text = path.read_text(encoding="utf-8")
    hosts = re.findall(r"https?://([\w.-]+)", text) + re.findall(r"\b(?:[\w-]+\.)+(?:com|dev|io|net|org)\b", text)
    paths = re.findall(r"(?<![\w.~*>:/])/\w[\w.-]*/[\w./-]*", re.sub(r"https?://\S+", "", text))

    assert set(hosts) <= HOSTS
    assert [each for each in paths if not each.startswith(PATHS)] == []


@every_document
def test_variables_that_are_named_exist(path: Path):
    named = set(re.findall(r"\bJOURNEYMAN_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))

    assert named <= {*VARIABLES, HOME_VARIABLE}


@every_document
def test_commands_that_are_shown_are_understood(path: Path):
    text = path.read_text(encoding="utf-8")
    for program, *arguments in commands(text):
        if program == "journeyman":
            assert is_understood(arguments), f"journeyman {' '.join(arguments)}"

    targets = re.findall(r"^([\w-]+):", read("Makefile"), re.MULTILINE)
    assert set(re.findall(r"(?:`|^\$ )make ([\w-]+)", text, re.MULTILINE)) <= set(targets)


def is_understood(arguments: list[str]) -> bool:
    try:
        parse(arguments)
    except SystemExit as end:
        return end.code == 0
    return True


def configured(command: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"journeyman {command}")
    import_module(f"journeyman.cli.{command}").configure(parser)
    return parser


def test_every_command_is_documented_with_its_arguments_and_options_and_no_others():
    known = {parser.prog: signatures(parser) for command in COMMANDS for parser in parsers(configured(command))}

    documented = {
        heading: re.findall(r"^- `([^`]+)` — ", text, re.MULTILINE)
        for heading, text in sections(CLI, 2).items()
        if heading.startswith("journeyman ")
    }

    assert documented == {prog: list(names) for prog, names in known.items()}
    options = {option for names in known.values() for option in re.findall("--[a-z-]+", " ".join(names))}
    assert set(re.findall(r"--[a-z][a-z-]+", CLI)) <= {*options, "--help", "--version"}


def test_examples_of_json_are_json():
    for path in DOCUMENTS:
        for block in blocks(path.read_text(encoding="utf-8"), "json"):
            assert examples(block)


def examples(block: str) -> list[Any]:
    """A block holds one value, or one on each line."""
    try:
        return [json.loads(block)]
    except ValueError:
        return [json.loads(line) for line in block.splitlines()]


USAGE = Usage(100, 10, 50, 0.25)
PLAN = ToolCall("1", "plan", {"entries": [{"content": "Look.", "status": "pending"}]})
READ = ToolCall("2", "read_file", {"path": "a.py"})
CHANGED = ToolOutput("Edited a.py.", (FileChange("a.py", "x = 1\n", "x = 2\n"),), exit_code=0)
EVENTS: tuple[Event, ...] = (
    TextDelta("I"),
    ThoughtDelta("Hmm"),
    MessageAdded(UserMessage("Go on.")),
    HistoryCompacted((), USAGE, window=8_000),
    StepFinished(AssistantMessage("I look.", usage=USAGE)),
    ToolStarted(PLAN),
    ToolStarted(READ),
    ToolProgress("2", "…"),
    ToolFinished(ToolResult("2", "Edited a.py."), CHANGED),
    TurnFinished("end_turn"),
)


def emitted() -> Iterator[dict[str, Any]]:
    """Every kind of update with every field."""
    for event in EVENTS:
        yield from to_updates(event, {"plan": Plan.spec})
    yield running("s", "t")
    yield idle("s", "t", "max_steps", USAGE)
    yield failed("s", "t", ProviderUnreachable("Start it."), USAGE)


def fields(value: Any, path: str = "") -> Iterator[str]:
    """The names of all fields: `error.kind`, `locations[].path`; usage and the model's arguments stay whole."""
    if isinstance(value, dict) and value and not path.endswith(("usage", "rawInput")):
        for key, item in value.items():
            yield from fields(item, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for item in value:
            yield from fields(item, f"{path}[]")
    else:
        yield path


def by_kind(updates: list[dict[str, Any]]) -> dict[str, set[str]]:
    """For each kind, all fields that its updates have besides the kind."""
    kinds: dict[str, set[str]] = {}
    for update in updates:
        kinds.setdefault(update["kind"], set()).update(set(fields(update)) - {"kind"})
    return kinds


def first_column(text: str) -> list[str]:
    return [row[0].strip("`") for row in rows(text)]


def test_every_event_is_among_those_that_the_next_tests_send():
    assert {type(event) for event in EVENTS} == set(get_args(Event))


def test_the_protocol_shows_every_update_with_every_field_and_no_others():
    shown = [example for block in blocks(PROTOCOL, "json") for example in examples(block)]

    assert by_kind(shown) == by_kind(list(emitted()))


def test_the_protocol_explains_the_fields_that_it_shows():
    kinds = sections(PROTOCOL, 3)

    explained = {heading.strip("`"): set(first_column(text)) for heading, text in kinds.items()}

    assert explained == by_kind(list(emitted()))
    for heading, text in kinds.items():
        assert all(
            example["kind"] == heading.strip("`") for block in blocks(text, "json") for example in examples(block)
        )


def test_the_protocol_explains_usage():
    assert first_column(sections(PROTOCOL, 2)["Usage"]) == list(to_wire_usage(USAGE))
    assert "costUsd" not in to_wire_usage(replace(USAGE, cost_usd=0))


def test_the_protocol_maps_every_stop_reason():
    mapped = {ours.strip("`"): wire.strip("`") for ours, wire, _ in rows(sections(PROTOCOL, 2)["Stop reasons"])}

    reasons: list[StopReason] = [reason for reason in get_args(StopReason) if reason != "tool_calls"]
    assert mapped == {reason: idle("s", "t", reason, USAGE)["stopReason"] for reason in reasons}


def test_the_protocol_names_every_kind_of_error():
    def kinds(error: type[JourneymanError]) -> set[str]:
        return {error.kind}.union(*map(kinds, error.__subclasses__()))

    assert set(first_column(sections(PROTOCOL, 2)["Errors"])) == kinds(JourneymanError) - {JourneymanError.kind}


def test_a_real_run_has_the_order_that_the_protocol_promises(tmp_path: Path):
    shutil.copytree(ROOT / "demo" / "sample", tmp_path / "sample")
    env = environment(tmp_path, JOURNEYMAN_ENDPOINT=str(ROOT / "demo" / "recorded_run.json"))

    ended = journeyman("run", "--json", "--mode", "act", "Fix it.", env=env, cwd=tmp_path / "sample")

    order = "".join(f"{update.get('state', update['kind'])} " for update in ended.updates)
    assert re.fullmatch(grammar(), order), order


def grammar() -> str:
    """The grammar in the document as a regular expression."""
    [block] = blocks(sections(PROTOCOL, 2)["Order"], "")
    parts = re.split(r"^(\w+) = ", block, flags=re.MULTILINE)[1:]
    rules = dict(zip(parts[::2], parts[1::2], strict=True))

    def expanded(symbol: str) -> str:
        meaning = rules.get(symbol)
        return f"(?:{re.sub(r'[a-z_]+', lambda match: expanded(match[0]), meaning)})" if meaning else f"(?:{symbol}~)"

    return re.sub(r"\s", "", expanded("turn")).replace("~", " ")
