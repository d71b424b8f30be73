"""Older messages become a summary; the user's words and the newest steps stay."""

from dataclasses import replace

from journeyman.agent.compaction import compact, outline, split
from journeyman.agent.context import Window, cut_middle, plan_window, prompt_tokens
from journeyman.agent.events import HistoryCompacted
from journeyman.agent.loop import run_turn
from journeyman.agent.messages import AssistantMessage, Summary, ToolCall, ToolResult, Usage, UserMessage
from journeyman.errors import ProviderUnreachable
from pictures import PIXEL
from scripted import ScriptedProvider
from turns import agent_with

WINDOW = Window(8_000, 2_000)


def step(number: int, result: str = "ok", usage: Usage | None = None):
    call = ToolCall(str(number), "read_file", {"path": f"f{number}.py"})
    return [
        AssistantMessage(f"step {number}", (call,), "tool_calls", usage or Usage()),
        ToolResult(str(number), result),
    ]


LONG = [UserMessage("Fix the bug."), *(message for n in range(20) for message in step(n, "x" * 2_000))]


async def test_the_summary_stands_for_the_older_messages_and_the_newest_stay():
    provider = ScriptedProvider(AssistantMessage("## Goal\nFix it.", usage=Usage(700, 50)))

    compacted = await compact([provider], LONG, WINDOW)

    assert compacted
    summary, *recent = compacted.messages
    assert summary == Summary(("Fix the bug.",), "## Goal\nFix it.")
    assert recent == LONG[-len(recent) :]
    assert compacted.usage == Usage(700, 50)
    assert prompt_tokens("", (), compacted.messages) < WINDOW.prompt_size * WINDOW.compaction_share


async def test_the_request_for_a_summary_fits_the_window_itself():
    provider = ScriptedProvider(AssistantMessage("short"))

    await compact([provider], LONG * 20, WINDOW)

    request = provider.requests[0]
    assert prompt_tokens(request.system, (), request.messages) + request.max_output_tokens < WINDOW.size


async def test_the_users_words_survive_every_compaction():
    once = await compact([ScriptedProvider(AssistantMessage("first"))], LONG, WINDOW)
    assert once
    again = [*once.messages, UserMessage("And the docs."), *LONG[1:]]

    twice = await compact([ScriptedProvider(AssistantMessage("second"))], again, WINDOW)

    assert twice
    assert twice.messages[0] == Summary(("Fix the bug.", "And the docs."), "second")


async def test_what_was_shown_is_named_when_it_goes():
    provider = ScriptedProvider(AssistantMessage("first"))

    compacted = await compact([provider], [UserMessage("Fix this.", images=(PIXEL,)), *LONG[1:]], WINDOW)

    note = "Fix this.\n[Shown with this, and no longer here: image/png]"
    assert compacted
    assert compacted.messages[0] == Summary((note,), "first")
    assert note in provider.requests[0].messages[0].sent_text


async def test_a_summary_that_cannot_be_had_is_replaced_by_a_list_of_what_was_done():
    compacted = await compact([ScriptedProvider(ProviderUnreachable("gone"))], LONG, WINDOW)

    assert compacted
    assert isinstance(compacted.messages[0], Summary)
    assert "- read_file: f0.py" in compacted.messages[0].text


async def test_the_model_for_summaries_is_asked_first_and_the_other_while_it_is_away():
    away, writer = ScriptedProvider(ProviderUnreachable("gone")), ScriptedProvider(AssistantMessage("Did it."))

    compacted = await compact([away, writer], LONG, WINDOW)

    assert compacted is not None
    assert isinstance(summary := compacted.messages[0], Summary)
    assert summary.text == "Did it."
    assert away.requests == writer.requests


async def test_a_turn_lets_the_model_for_summaries_write_them():
    chat, writer = ScriptedProvider(AssistantMessage("fine")), ScriptedProvider(AssistantMessage("Did it."))
    agent = replace(agent_with(chat, window=WINDOW), summarizer=writer)

    events = [event async for event in run_turn(agent, [*LONG, UserMessage("Go on.")])]

    assert [type(event) for event in events].count(HistoryCompacted) == 1
    assert (len(writer.requests), len(chat.requests)) == (1, 1)


async def test_nothing_is_compacted_when_there_is_nothing_to_spare():
    assert await compact([ScriptedProvider()], [UserMessage("x" * 90_000)], WINDOW) is None


async def test_of_many_results_of_one_step_the_longest_are_cut_until_all_of_them_fit():
    texts = ["short", *("x" * 3_000 for _ in range(8))]
    calls = tuple(ToolCall(str(number), "read_file", {"path": f"{number}.py"}) for number in range(len(texts)))
    results = [ToolResult(str(number), text) for number, text in enumerate(texts)]

    compacted = await compact([], [UserMessage("go"), AssistantMessage(tool_calls=calls), *results], plan_window(8_000))

    assert compacted
    short, *long = [message.text for message in compacted.messages if isinstance(message, ToolResult)]
    assert short == "short"
    assert all(text.startswith("x") and "characters left out" in text for text in long)
    assert 5_500 < sum(map(len, long)) < 6_500


async def test_counts_from_before_do_not_mislead_the_next_estimate():
    messages = [UserMessage("go"), *LONG[1:], *step(99, usage=Usage(7_000, 10))]

    compacted = await compact([ScriptedProvider(AssistantMessage("s"))], messages, WINDOW)

    assert compacted
    assert prompt_tokens("", (), compacted.messages) < 4_000


def test_a_split_never_parts_a_call_from_its_result():
    for kept in range(0, 12_000, 300):
        older, recent = split(LONG, kept)
        assert [*older, *recent] == LONG
        assert not isinstance(recent[0], ToolResult)


def test_the_outline_says_what_failed():
    messages = [*step(1), AssistantMessage(tool_calls=(ToolCall("e", "edit_file", {"path": "a.py"}),))]

    assert (
        outline([*messages, ToolResult("e", "no", is_error=True)]) == "- read_file: f1.py\n- edit_file: a.py (failed)"
    )


def test_the_services_count_is_preferred_to_an_estimate():
    messages = [UserMessage("go"), *step(1, usage=Usage(5_000, 100))]

    assert 5_100 <= prompt_tokens("", (), messages) < 5_120


def test_a_small_window_leaves_room_for_answer_and_results():
    window = plan_window(8_000)

    assert (window.max_output, window.prompt_size, window.result_characters) == (2_000, 6_000, 3_200)


def test_cutting_keeps_both_ends_and_says_so():
    text = cut_middle("a" * 100 + "b" * 100, 60, "Read it in parts.")

    assert text.startswith("a" * 40 + "\n[")
    assert text.endswith("b" * 20)
    assert "140 characters left out. Read it in parts." in text
