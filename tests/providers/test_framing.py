"""Bytes that arrive in any pieces give the same lines, events and objects."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from journeyman.agent.events import TextDelta, ThoughtDelta
from journeyman.errors import ProviderRefused
from journeyman.providers.answer import ThoughtSplitter
from journeyman.providers.framing import MAX_LINE_LENGTH, EventDecoder, LineSplitter, ServerEvent
from journeyman.providers.json_text import parse

PARTS = ["data: ü€😀\n", "data\n", "data:x", "\n", "\r", "\r\n", "\ufeff", ": ping\n", "event: error\n", "id: 1\n"]
streams = st.lists(st.sampled_from(PARTS), max_size=12).map(lambda parts: "".join(parts).encode())
cuts = st.lists(st.integers(0, 150), max_size=8)


def pieces(data: bytes, places: Iterable[int]) -> list[bytes]:
    edges = [0, *sorted(place for place in places if place <= len(data)), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


def lines(chunks: Iterable[bytes]) -> list[str]:
    splitter = LineSplitter()
    return [line for chunk in chunks for line in splitter.feed(chunk)] + list(splitter.close())


def events(chunks: Iterable[bytes]) -> list[ServerEvent]:
    decoder = EventDecoder()
    return [event for line in lines(chunks) if (event := decoder.add(line))]


@settings(deadline=None)
@given(streams, cuts)
@example(b"data: a\r\n\r\ndata: b", [8, 9, 10])
def test_any_cut_gives_the_same_lines_and_events(data: bytes, places: list[int]):
    assert lines(pieces(data, places)) == lines([data])
    assert events(pieces(data, places)) == events([data])


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        ("data: a\n\ndata: b\n\n", [ServerEvent("a"), ServerEvent("b")]),
        ("data:a\r\rdata:b\r\n\r\n", [ServerEvent("a"), ServerEvent("b")]),
        ("data: a\ndata:\ndata:  b\n\n", [ServerEvent("a\n\n b")]),
        ("event: error\ndata: a\n\ndata: b\n\n", [ServerEvent("a", "error"), ServerEvent("b")]),
        ("event: error\n\ndata: b\n\n", [ServerEvent("b")]),
        ("\ufeffdata: a", [ServerEvent("a")]),
        (": ping\n\n:\n\nid: 1\nretry: 5\n\n", []),
        ("data: a\u2028b\n\n", [ServerEvent("a\u2028b")]),
        ("", []),
    ],
)
def test_events_follow_the_standard(stream: str, expected: list[ServerEvent]):
    assert events([stream.encode()]) == expected


def test_bytes_that_are_no_text_become_replacement_characters():
    assert events([b"data: \xff\xc3\n\n"]) == [ServerEvent("\ufffd\ufffd")]


def test_lines_outside_events_are_kept_for_whoever_wonders():
    decoder = EventDecoder()
    assert [decoder.add(line) for line in ('{"error":', ' "no"}', "")] == [None, None, None]
    assert decoder.stray == '{"error":\n "no"}\n'


def test_a_line_without_end_is_refused():
    splitter = LineSplitter()
    assert list(splitter.feed(b"0123456789\n" + b"0" * MAX_LINE_LENGTH)) == ["0123456789"]
    with pytest.raises(ProviderRefused, match=r"more than 8,000,000 characters.*Check that the address"):
        list(splitter.feed(b"0"))


def test_objects_come_one_a_line():
    assert lines([b'{"a":', b'1}\n\n{"a":2}\r\n[3]\n', b'{"a":4']) == ['{"a":1}', "", '{"a":2}', "[3]", '{"a":4', ""]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":NaN}', '{"a":' + "9" * 5000 + "}", "{"])
def test_what_python_cannot_read_safely_is_no_json(text: str):
    assert parse(text) is None


thoughts = st.lists(
    st.sampled_from(["<think>", "</think>", "<thinking>", "</thinking>", "<", "th", " ", "\n", "a"]), max_size=8
).map("".join)


def split(chunks: Iterable[str]) -> tuple[str, str]:
    splitter = ThoughtSplitter()
    deltas = [delta for chunk in chunks for delta in splitter.feed(chunk)] + list(splitter.close())
    assert all(delta.text for delta in deltas)
    return tuple("".join(d.text for d in deltas if isinstance(d, kind)) for kind in (ThoughtDelta, TextDelta))


@settings(deadline=None)
@given(thoughts, st.lists(st.integers(0, 40), max_size=5))
@example("<think> ", [7])
def test_any_cut_gives_the_same_thoughts(text: str, places: list[int]):
    edges = [0, *sorted(place for place in places if place <= len(text)), len(text)]
    cut = [text[start:end] for start, end in pairwise(edges)]
    assert split(cut) == split([text])


@pytest.mark.parametrize(
    ("text", "thought", "answer"),
    [
        ("<think>a</think>b", "a", "b"),
        ("\n<think>\n\n</think>\n\nb", "", "b"),
        ("<think>a", "a", ""),
        ("<thin air", "", "<thin air"),
        ("x <think>a</think>", "", "x <think>a</think>"),
        ("<thi", "", "<thi"),
        ("<think>a</think>  ", "a", ""),
        ("  b", "", "  b"),
    ],
)
def test_only_what_is_thought_at_the_start_is_a_thought(text: str, thought: str, answer: str):
    assert split([text]) == (thought, answer)
