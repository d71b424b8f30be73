"""The faults in what an answer holds, with which it is read all the same: reasoning, usage, tool calls."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

from journeyman.agent.messages import AssistantMessage, ToolCall
from providers.fake_service import Says
from providers.fault_server import (
    CHAT,
    DONE,
    GOOD,
    OLLAMA,
    OLLAMA_END,
    STOP,
    UNCOUNTED,
    USAGE,
    Answer,
    Mended,
    Wire,
    event,
    line,
    stream,
)

THOUGHT = replace(GOOD, thought="Let me see.")
READ = ToolCall("a", "read_file", {"path": "ü😀"})
LIST = ToolCall("b", "list_files", {})
ARGUMENTS = r'{"path": "\u00fc\ud83d\ude00"}'
"""Those of `READ`, one of its characters as a pair of surrogates."""


def answered(*calls: ToolCall) -> AssistantMessage:
    return AssistantMessage("", calls, "tool_calls", USAGE)


def calling(*fragments: dict[str, Any]) -> Answer:
    return lambda wire: stream(*(wire.part(tool_calls=[fragment]) for fragment in fragments), wire.end)


def called(arguments: Any = "", *, name: str = "read_file", **more: Any) -> dict[str, Any]:
    return {**more, "function": {"name": name, "arguments": arguments}}


def pieces_of(text: str, *places: int) -> list[dict[str, Any]]:
    """One call, its arguments cut at these places."""
    first, *others = (text[start:end] for start, end in pairwise([0, *places, len(text)]))
    return [called(first, index=0, id="a"), *(called(other, name="", index=0) for other in others)]


def counted(wire: Wire, prompt: bytes, answer: bytes) -> Says:
    """An answer whose counts of tokens are these, as they stand in the JSON."""
    return stream(wire.text("Done."), wire.end.replace(b": 7", b": " + prompt).replace(b": 3", b": " + answer))


THOUGHTS = (
    *(
        Mended(
            f"reasoning in `{name}`",
            lambda wire, name=name: stream(wire.part(**{name: "Let me "}), wire.part(**{name: "see."}), wire.answer()),
            "it is shown as a thought",
            THOUGHT,
            (wire,),
        )
        for name, wire in (("reasoning", CHAT), ("reasoning_content", CHAT), ("thinking", OLLAMA))
    ),
    Mended(
        "reasoning in `reasoning_details` alone",
        lambda wire: stream(
            wire.part(reasoning_details=[{"type": "reasoning.text", "text": "Let me "}]),
            wire.part(reasoning_details=[{"type": "reasoning.summary", "summary": "see."}]),
            wire.answer(),
        ),
        "it is shown as a thought",
        THOUGHT,
        (CHAT,),
    ),
    Mended(
        "reasoning between `<think>` and `</think>`, in pieces",
        lambda wire: stream(*map(wire.text, ["\n<th", "ink>Let me ", "see.</", "think>\n\nDone."]), wire.end),
        "it is shown as a thought",
        THOUGHT,
    ),
    Mended(
        "reasoning behind `<think>` without an end",
        lambda wire: stream(*map(wire.text, ["<think>", "Let me see."]), wire.end),
        "all of it is a thought; the model is asked once for its answer",
        replace(THOUGHT, text=""),
    ),
)

USAGES = (
    Mended("no usage", lambda wire: stream(wire.text("Done."), STOP, DONE), "tokens are estimated", UNCOUNTED, (CHAT,)),
    Mended(
        "no usage, from Ollama",
        lambda wire: stream(wire.text("Done."), line({"done": True})),
        "tokens are estimated",
        UNCOUNTED,
        (OLLAMA,),
    ),
    Mended(
        "usage in every piece",
        lambda wire: stream(
            event(
                {"choices": [{"delta": {"content": "Done."}}], "usage": {"prompt_tokens": 7, "completion_tokens": 1}}
            ),
            wire.end,
        ),
        "the last one counts",
        GOOD,
        (CHAT,),
    ),
    Mended("usage below zero", lambda wire: counted(wire, b"-7", b"-3"), "tokens are estimated", UNCOUNTED),
    Mended("usage as text", lambda wire: counted(wire, b'"7"', b"null"), "tokens are estimated", UNCOUNTED),
    Mended("usage with a fraction", lambda wire: counted(wire, b"7.0", b"3.9"), "it is rounded down", GOOD),
    Mended(
        "usage beyond all bounds",
        lambda wire: counted(wire, b"1e999", b"NaN"),
        "tokens are estimated",
        UNCOUNTED,
    ),
)

CALLS = (
    Mended(
        "no id", calling(called(ARGUMENTS, index=0)), "the call gets one", answered(replace(READ, id="call_1")), (CHAT,)
    ),
    Mended(
        "the same id twice",
        calling(called(ARGUMENTS, index=0, id="a"), called(index=1, id="a", name="list_files")),
        "the second call gets another",
        answered(READ, replace(LIST, id="call_2")),
        (CHAT,),
    ),
    Mended(
        "arguments as an object",
        calling(called(json.loads(ARGUMENTS), index=0, id="a")),
        "as usual",
        answered(READ),
        (CHAT,),
    ),
    Mended(
        "arguments as text, from Ollama",
        lambda wire: stream(wire.part(tool_calls=[called(ARGUMENTS, id="a")]), wire.end),
        "as usual",
        answered(READ),
        (OLLAMA,),
    ),
    Mended(
        "arguments that are null, empty or missing",
        calling(called(None, name="list_files", index=0, id="b")),
        "there are none",
        answered(LIST),
        (CHAT,),
    ),
    Mended(
        "arguments that are a number",
        calling(called(5, index=0, id="a")),
        "the model is told, and calls again",
        answered(replace(READ, arguments={}, malformed="5")),
        (CHAT,),
    ),
    Mended(
        "arguments twice in a row",
        calling(called(ARGUMENTS * 2, index=0, id="a")),
        "once is enough",
        answered(READ),
        (CHAT,),
    ),
    Mended(
        "arguments cut in an escape and in a surrogate pair",
        calling(*pieces_of(ARGUMENTS, 12, 20, 23)),
        "as usual",
        answered(READ),
        (CHAT,),
    ),
    Mended(
        "arguments with half of a surrogate pair in each of two pieces",
        calling(*pieces_of('{"path": "ü\ud83d\ude00"}', 12)),
        "as usual",
        answered(READ),
        (CHAT,),
    ),
    Mended(
        "two calls, piece by piece in turns",
        calling(
            called(ARGUMENTS[:5], index=0, id="a"),
            called("{", index=1, id="b", name="list_files"),
            called(ARGUMENTS[5:9], name="", index=0),
            called("}", name="", index=1),
            called(ARGUMENTS[9:], name="", index=0),
        ),
        "told apart by their index",
        answered(READ, LIST),
        (CHAT,),
    ),
    Mended(
        "indexes that begin at 1",
        calling(called(ARGUMENTS, index=1, id="a"), called("{}", index=2, id="b", name="list_files")),
        "as usual",
        answered(READ, LIST),
        (CHAT,),
    ),
    Mended(
        "no indexes",
        calling(called(ARGUMENTS, id="a"), called("{}", id="b", name="list_files")),
        "told apart by their ids",
        answered(READ, LIST),
        (CHAT,),
    ),
    Mended(
        "the name in each of a thousand pieces",
        calling(*(called(part, index=0, id="a") for part in ['{"path": "', *"ü😀", '"}', *[" "] * 1000])),
        "it is one call",
        answered(READ),
        (CHAT,),
    ),
    Mended(
        "calls before the end and with it, from Ollama",
        lambda wire: stream(
            wire.part(tool_calls=[called({"path": "ü😀"}, id="a")]),
            line(OLLAMA_END | {"message": {"tool_calls": [called({}, id="b", name="list_files")]}}),
        ),
        "all of them count",
        answered(READ, LIST),
        (OLLAMA,),
    ),
)

TABLES = {"Reasoning": THOUGHTS, "Usage": USAGES, "Tool calls": CALLS}
