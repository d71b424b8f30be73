"""Whatever comes instead of Bedrock's frames ends in an answer, or in an error that can be read."""

from contextlib import aclosing, suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from journeyman.agent.events import TextDelta
from journeyman.errors import ProviderError
from journeyman.providers import Endpoint
from journeyman.providers.bedrock_answer import BedrockAnswer
from journeyman.providers.bedrock_frames import Frame, FrameDecoder, frames_of
from providers.asking import HELLO, opened, recorded
from providers.event_stream import delta, frame, start
from providers.fake_service import Says

ENDPOINT = Endpoint("bedrock", "http://127.0.0.1:1")
WHOLE = recorded("bedrock", "tool_call.eventstream")
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=9),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def read(data: bytes) -> list[Frame]:
    return list(FrameDecoder(ENDPOINT).feed(data))


@given(some.binary(max_size=200))
@example(b"\0" * 16)
@example(b"\0\0\0\x10\0\0\0\0\x05\xc2\x48\xeb\0\0\0\0")
def test_bytes_of_any_kind_are_frames_or_an_error(data: bytes):
    with suppress(ProviderError):
        assert all(isinstance(one, Frame) for one in read(data))


@given(some.integers(0, len(WHOLE) - 1), some.integers(1, 255))
def test_a_byte_that_changed_on_its_way_is_noticed(position: int, change: int):
    changed = bytes([*WHOLE[:position], WHOLE[position] ^ change, *WHOLE[position + 1 :]])
    with pytest.raises(ProviderError):
        read(changed)


@pytest.mark.parametrize("name", ["contentBlockStart", "contentBlockDelta", "messageStop", "metadata", "", "new"])
@given(inner=JSON)
def test_fields_of_any_kind_say_something_or_nothing(name: str, inner: Any):
    fields = "contentBlockIndex start delta stopReason usage text toolUse reasoningContent input toolUseId name".split()
    fields += ["inputTokens", "signature", "redactedContent", "output", "message", "content"]
    for outer in (dict.fromkeys(fields, inner), {one: dict.fromkeys(fields, inner) for one in fields}, {}):
        answer = BedrockAnswer()
        for said in (Frame(name, outer), *frames_of(outer)):
            assert all(isinstance(one.text, str) for one in answer.add(said))
        answer.message({}, "")


def test_a_frame_without_known_headers_says_nothing():
    assert read(frame({}, {"x": 1}) + frame({":message-type": "odd", ":event-type": ""}, {})) == [
        Frame("", {"x": 1}),
        Frame("", {}),
    ]


async def test_who_stops_listening_hangs_up():
    says = Says([start() + delta(0, text="Hel")], then="hang")
    async with opened({"/model/m/converse-stream": says}, "bedrock", api_key="k") as (service, model):
        async with aclosing(model.provider.stream(HELLO)) as parts:
            assert await anext(parts) == TextDelta("Hel")
        await service.client_left.wait()
