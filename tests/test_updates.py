"""Events become the update objects of the protocol."""

from journeyman.agent.events import (
    FileChange,
    HistoryCompacted,
    MessageAdded,
    Notice,
    StepFinished,
    TextDelta,
    ThoughtDelta,
    ToolFinished,
    ToolOutput,
    ToolProgress,
    ToolStarted,
    TurnFinished,
)
from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, Usage, UserMessage
from journeyman.errors import ProviderUnreachable
from journeyman.tools.plan import Plan
from journeyman.updates import failed, idle, title, to_updates

SPECS = {"plan": Plan.spec}


def updates(event):
    return list(to_updates(event, SPECS))


def test_text_thoughts_and_steering_are_chunks():
    assert [*updates(TextDelta("a")), *updates(ThoughtDelta("b")), *updates(MessageAdded(UserMessage("c")))] == [
        {"kind": "agent_message_chunk", "content": {"type": "text", "text": "a"}},
        {"kind": "agent_thought_chunk", "content": {"type": "text", "text": "b"}},
        {"kind": "user_message_chunk", "content": {"type": "text", "text": "c"}},
    ]


def test_a_note_of_the_agent_itself_is_not_shown_as_the_users():
    assert updates(MessageAdded(UserMessage("", "Your answer was empty."))) == []


def test_a_plan_is_a_tool_call_and_a_plan():
    call = ToolCall("1", "plan", {"entries": [{"content": "look", "status": "completed"}, "fix"]})

    assert updates(ToolStarted(call))[1] == {
        "kind": "plan",
        "entries": [
            {"content": "look", "status": "completed", "priority": "medium"},
            {"content": "fix", "status": "pending", "priority": "medium"},
        ],
    }


def test_a_finished_call_has_its_text_its_diff_and_its_exit_code():
    output = ToolOutput("ok", (FileChange("a.py", None, "x"),), exit_code=0)

    assert updates(ToolFinished(ToolResult("1", "ok"), output)) == [
        {
            "kind": "tool_call_update",
            "toolCallId": "1",
            "status": "completed",
            "content": [
                {"type": "content", "content": {"type": "text", "text": "ok"}},
                {"type": "diff", "path": "a.py", "oldText": None, "newText": "x"},
            ],
            "exitCode": 0,
        }
    ]


def test_progress_usage_and_compaction_are_told():
    step = StepFinished(AssistantMessage(usage=Usage(10, 2, 5, 0.25)))

    assert [*updates(ToolProgress("1", "…")), *updates(step), *updates(HistoryCompacted((), Usage(), 8_000))] == [
        {"kind": "tool_call_update", "toolCallId": "1", "progress": "…"},
        {
            "kind": "usage_update",
            "usage": {"inputTokens": 10, "outputTokens": 2, "cachedTokens": 5, "totalTokens": 12, "costUsd": 0.25},
        },
        {"kind": "history_compacted", "messages": 0},
    ]
    assert updates(TurnFinished("end_turn")) == []


def test_what_the_user_should_know_of_the_service_is_told():
    assert updates(Notice("fallback", "It is away. Asking b instead.")) == [
        {"kind": "notice", "noticeKind": "fallback", "text": "It is away. Asking b instead."}
    ]


def test_stop_reasons_are_those_of_the_agent_client_protocol():
    assert idle("s", "t", "end_turn", Usage())["stopReason"] == "end_turn"
    assert "message" not in idle("s", "t", "end_turn", Usage())
    for reason in ("max_steps", "max_turn_tokens", "repetition"):
        update = idle("s", "t", reason, Usage())
        assert update["stopReason"] == "max_turn_requests"
        assert update["message"]


def test_a_failed_turn_says_what_to_do():
    update = failed("s", "t", ProviderUnreachable("Start it."), Usage())

    assert (update["stopReason"], update["error"]) == (
        "error",
        {"kind": "provider_unreachable", "message": "Start it."},
    )


def test_a_title_is_one_short_line():
    assert title(ToolCall("1", "run_command", {"command": "a\n" + "b" * 200})) == "Run a " + "b" * 77 + "…"
    assert title(ToolCall("1", "unknown_tool", {})) == "unknown_tool"
