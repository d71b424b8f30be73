"""The loop breaker."""

from journeyman.agent.messages import ToolCall, ToolResult
from journeyman.agent.repetition import LoopBreaker


def read(breaker, path="a", text="same", is_error=False):
    call = ToolCall("any id", "read_file", {"path": path})
    return breaker.observe(call, ToolResult("any id", text, is_error), wrote=False)


def write(breaker, content="x", text="Wrote a.", is_error=False):
    call = ToolCall("any id", "write_file", {"path": "a", "content": content})
    return breaker.observe(call, ToolResult("any id", text, is_error), wrote=True)


def test_the_third_time_is_a_hint_and_the_fifth_the_end():
    breaker = LoopBreaker()

    assert [read(breaker) for _ in range(5)] == ["go_on", "go_on", "hint", "hint", "stop"]
    assert breaker.stopped


def test_calls_that_alternate_are_noticed():
    breaker = LoopBreaker()

    advice = [read(breaker, path) for _ in range(5) for path in ("a", "b")]

    assert advice[4:6] == ["hint", "hint"]
    assert advice[8] == "stop"


def test_another_result_or_another_argument_is_no_repetition():
    breaker = LoopBreaker()

    assert {read(breaker, text=str(number)) for number in range(20)} == {"go_on"}
    assert {read(breaker, path=str(number)) for number in range(20)} == {"go_on"}
    assert not breaker.stopped


def test_arguments_in_another_order_are_the_same():
    breaker = LoopBreaker()
    result = ToolResult("1", "same")
    orders = [{"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 1, "b": 2}]

    advice = [breaker.observe(ToolCall("1", "x", order), result, wrote=False) for order in orders]

    assert advice[-1] == "hint"


def test_a_new_write_starts_the_counts_again():
    breaker = LoopBreaker()

    advice = [(read(breaker), read(breaker), write(breaker, content=str(number))) for number in range(10)]

    assert set(advice) == {("go_on", "go_on", "go_on")}


def test_a_write_that_fails_or_was_made_before_does_not():
    failing, repeating = LoopBreaker(), LoopBreaker()

    for _ in range(4):
        read(failing)
        write(failing, is_error=True)
        read(repeating)
        write(repeating)

    assert read(failing) == "stop"
    assert write(repeating) == "stop"


def test_writes_are_counted_through_other_writes():
    breaker = LoopBreaker()

    advice = [(write(breaker, "same"), write(breaker, str(number)))[0] for number in range(5)]

    assert advice == ["go_on", "go_on", "hint", "hint", "stop"]
