"""Where a turn ends or mends itself: limits, loops, calls printed as text, overflow."""

import pytest

from journeyman.agent.events import HistoryCompacted, StepFinished, TextDelta, ToolFinished, TurnFinished
from journeyman.agent.loop import CUT_OFF, EMPTY, STOPPED
from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, Usage, UserMessage
from journeyman.agent.repetition import HINT
from journeyman.errors import ContextOverflow
from scripted import ScriptedProvider
from turns import Echo, Write, asks_for, play, says


async def test_the_step_limit_stops_a_model_that_never_finishes():
    answers = [asks_for(says(str(n))) for n in range(3)]

    assert (await play(ScriptedProvider(*answers), max_steps=3))[-1] == TurnFinished("max_steps")


async def test_the_token_limit_stops_an_expensive_turn():
    answers = [asks_for(says(str(n)), usage=Usage(900, 100)) for n in range(3)]

    events = await play(ScriptedProvider(*answers), max_tokens=2000)

    assert events[-1] == TurnFinished("max_turn_tokens")
    assert len([event for event in events if isinstance(event, StepFinished)]) == 2


async def test_the_same_call_with_the_same_result_gets_a_hint_and_then_ends_the_turn():
    provider = ScriptedProvider(*[asks_for(says("again")) for _ in range(9)])

    events = await play(provider)

    hints = [HINT in event.result.text for event in events if isinstance(event, ToolFinished)]
    assert hints == [False, False, True, True, True]
    assert events[-1] == TurnFinished("repetition")


async def test_calls_behind_the_one_that_broke_the_loop_are_answered():
    write = Write()
    same = [says("again", str(n)) for n in range(5)]
    provider = ScriptedProvider(asks_for(*same, ToolCall("w", "write", {"say": "late"})))

    events = await play(provider, Echo(), write)

    assert write.log == []
    assert events[-2] == ToolFinished(ToolResult("w", STOPPED, is_error=True))


async def test_a_tool_call_printed_as_text_runs_and_stays_hidden():
    printed = 'I will look.\n<tool_call>\n{"name": "echo", "arguments": {"say": "pong"}}\n</tool_call>'
    provider = ScriptedProvider(AssistantMessage(printed), AssistantMessage("done"))

    events = await play(provider)

    shown = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert "tool_call" not in shown
    assert shown.startswith("I will look.")
    assert provider.requests[1].messages[-1].text == "pong"


async def test_a_call_that_was_cut_off_is_asked_for_again_once():
    cut = AssistantMessage('<tool_call>\n{"name": "echo", "arguments": {"say": "po', stop_reason="max_tokens")
    provider = ScriptedProvider(cut, cut)

    events = await play(provider)

    assert provider.requests[1].messages[-1] == CUT_OFF
    assert events[-1] == TurnFinished("max_tokens")


async def test_an_empty_answer_is_asked_for_again_once():
    provider = ScriptedProvider(AssistantMessage(), AssistantMessage("here"))

    events = await play(provider)

    assert provider.requests[1].messages[-1] == EMPTY
    assert events[-1] == TurnFinished("end_turn")


async def test_a_turn_without_any_answer_does_not_end_as_if_all_were_well():
    assert (await play(ScriptedProvider(AssistantMessage(), AssistantMessage())))[-1] == TurnFinished("refusal")


async def test_a_request_that_overflows_is_compacted_and_sent_once_more():
    history = [UserMessage("start"), AssistantMessage("one"), UserMessage("more"), AssistantMessage("two")]
    provider = ScriptedProvider(
        ContextOverflow("too long", window=8000), AssistantMessage("## Goal\nx"), AssistantMessage("done")
    )

    events = await play(provider, messages=[*history, UserMessage("x" * 40_000)])

    assert any(isinstance(event, HistoryCompacted) for event in events)
    assert events[-1] == TurnFinished("end_turn")


async def test_an_overflow_that_cannot_be_helped_is_an_error():
    with pytest.raises(ContextOverflow):
        await play(ScriptedProvider(ContextOverflow("too long")))


async def test_commands_that_print_the_same_between_edits_are_no_loop():
    answers = []
    for number in range(6):
        answers.append(asks_for(ToolCall("w", "write", {"say": str(number)})))
        answers.append(asks_for(says("All checks passed.")))
    provider = ScriptedProvider(*answers, AssistantMessage("done"))

    events = await play(provider, Echo(), Write())

    assert events[-1] == TurnFinished("end_turn")


async def test_an_overflow_in_the_middle_of_an_answer_is_an_error():
    class Breaks:
        async def stream(self, request):
            yield TextDelta("So far")
            raise ContextOverflow("too long")

    with pytest.raises(ContextOverflow):
        await play(Breaks(), messages=[UserMessage("a"), AssistantMessage("b"), UserMessage("c")])
