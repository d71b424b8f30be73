"""Trying a model out with a long input: what is sent, what counts as seen, and when it is left out."""

import asyncio
from itertools import count

import pytest

from journeyman.agent.events import TextDelta
from journeyman.agent.messages import AssistantMessage, Usage
from journeyman.agent.probe.long_input import LongInput
from journeyman.agent.tokens import estimate_request
from journeyman.errors import ContextOverflow, ProviderRefused, ProviderUnreachable


class Reader:
    """A model that finds the word if it sees the first line. It counts `density` tokens where we estimate one."""

    def __init__(self, *, window=100_000, density=1.0, says="", counts=True, fails_at_second=None):
        self.window, self.density, self.says, self.counts = window, density, says, counts
        self.fails_at_second = fails_at_second
        self.requests = []

    async def stream(self, request):
        self.requests.append(request)
        if len(self.requests) == 2 and self.fails_at_second:
            raise self.fails_at_second
        tokens = min(int(estimate_request("", (), request.messages) * self.density), self.window)
        is_whole = tokens < self.window
        text = self.says or ("Marigold." if is_whole and "marigold" in request.messages[0].text else "I do not know.")
        yield TextDelta(text)
        yield AssistantMessage(text, usage=Usage(tokens if self.counts else 0, 3))


async def read(reader, *, window=8_000, max_tokens=8_000, tick=0.1, seconds=180.0):
    """Each look at the clock is a tick after the one before."""
    ticks = count(step=tick)
    async with asyncio.timeout(20):
        return await LongInput(reader, window, max_tokens, seconds, lambda: next(ticks)).try_out()


def sizes(reader):
    return [estimate_request("", (), request.messages) * reader.density for request in reader.requests]


@pytest.mark.parametrize("density", [0.5, 1.0, 2.0])
@pytest.mark.parametrize(("window", "tokens"), [(2_000, 1_500), (8_000, 6_000), (200_000, 8_000)])
async def test_three_quarters_of_the_window_are_filled_however_the_model_counts(window, tokens, density):
    reader = Reader(density=density)

    part = await read(reader, window=window)

    assert (part.outcome, part.message) == ("right", "")
    assert len(reader.requests) == 2
    assert sizes(reader)[1] == pytest.approx(tokens, rel=0.1)
    assert reader.requests[1].max_output_tokens <= window / 8


async def test_the_fact_stands_first_and_the_question_last():
    reader = Reader()

    await read(reader)

    first, *lines, blank, question = reader.requests[1].messages[0].text.splitlines()
    assert "marigold" in first
    assert "first line" in question
    assert "marigold" not in question
    assert blank == ""
    assert len(set(lines)) == len(lines) > 100
    assert not lines[0].startswith(reader.requests[0].messages[0].text.splitlines()[1])


async def test_what_the_model_thinks_shows_that_it_saw_the_fact():
    class Thinker(Reader):
        async def stream(self, request):
            yield AssistantMessage("", thought="It says marigold.", usage=Usage(5, 1))

    assert (await read(Thinker())).outcome == "right"


async def test_a_model_that_forgets_is_told_from_a_service_that_cuts():
    forgets = await read(Reader(says="It is Tuesday."))
    cuts = await read(Reader(window=2_000))

    assert (forgets.outcome, forgets.message) == ("wrong", "It did not find what the first line of 6,000 tokens says.")
    assert cuts.outcome == "cut_off"
    assert cuts.message.startswith("The service read 2,000 of about 5,7")
    assert "`context_window`" in cuts.message


async def test_a_service_that_drops_the_middle_has_cut_it_off_although_the_fact_was_seen():
    assert (await read(Reader(window=2_000, says="Marigold"))).outcome == "cut_off"


@pytest.mark.parametrize("density", [0.01, 20.0])
async def test_a_count_of_something_else_shows_nothing(density):
    reader = Reader(density=density, window=10**9)

    assert (await read(reader)).outcome == "right"
    assert estimate_request("", (), reader.requests[1].messages) == pytest.approx(6_000, rel=0.1)


async def test_a_service_that_does_not_count_is_judged_by_the_answer():
    assert (await read(Reader(counts=False))).outcome == "right"
    assert (await read(Reader(counts=False, window=2_000))).outcome == "wrong"


async def test_it_is_left_out_where_reading_would_take_too_long():
    reader = Reader()

    # 400 tokens in 10 seconds.
    part = await read(reader, tick=10.0)

    assert part.outcome == "not_tried"
    assert part.message == "It would take about 150 seconds to read 6,000 tokens."
    assert len(reader.requests) == 1


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ContextOverflow("It has a window of 4,096 tokens.", window=4096), "wrong"),
        (ProviderRefused("No."), "wrong"),
        (ProviderUnreachable("It does not answer."), "not_tried"),
    ],
)
async def test_what_the_service_says_against_it_is_told(error, outcome):
    part = await read(Reader(fails_at_second=error))

    assert (part.outcome, part.message) == (outcome, str(error))


@pytest.mark.parametrize("window", [16, 300, 1_000])
async def test_it_fits_a_very_small_window(window):
    reader = Reader()

    await read(reader, window=window)

    assert all(request.max_output_tokens >= 16 for request in reader.requests)
    assert len(reader.requests) == 2
