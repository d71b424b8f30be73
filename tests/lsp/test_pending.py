"""Questions to the user wait as long as it takes, and are answered once."""

import asyncio
from itertools import count

import pytest

from journeyman.agent.interfaces import ToolSpec
from journeyman.agent.messages import ToolCall
from journeyman.errors import UsageError
from journeyman.lsp.pending import Pending
from journeyman.review.consent import AllowAlways, AllowOnce, Question, Refuse

SPEC = ToolSpec("run_command", "Run.", {}, "execute")
CALL = ToolCall("1", "run_command", {"command": "make"})


class Asking:
    def __init__(self):
        self.told, self.states = [], []
        self.pending = Pending(self.told.append, self.changed, map(str, count(1)).__next__)

    def changed(self):
        self.states.append(bool(self.pending.updates))

    async def consent(self, rule="run_command(make)"):
        task = asyncio.create_task(self.pending.ask_consent(Question(CALL, SPEC, "It runs a command.", rule)))
        await asyncio.sleep(0)
        return task


@pytest.mark.parametrize(
    ("option", "feedback", "answer"),
    [
        ("allow_once", "", AllowOnce()),
        ("allow_always", "", AllowAlways()),
        ("reject_once", "", Refuse()),
        ("reject_once", " Use ninja. ", Refuse("Use ninja.")),
    ],
)
async def test_the_users_word_is_passed_on(option, feedback, answer):
    asking = Asking()
    task = await asking.consent()

    asking.pending.resolve_permission("permission-1", option, feedback)

    assert await task == answer
    assert asking.told[-1] == {"kind": "permission_resolved", "permissionId": "permission-1", "optionId": option}
    assert asking.states == [True, False]


async def test_what_is_asked_says_why_and_which_rule_would_allow_it():
    asking = Asking()
    task = await asking.consent()

    assert asking.told == [
        {
            "kind": "permission_pending",
            "permissionId": "permission-1",
            "toolCallId": "1",
            "title": "Run make",
            "tool": "run_command",
            "rawInput": {"command": "make"},
            "reason": "It runs a command.",
            "rule": "run_command(make)",
            "options": [
                {"optionId": "allow_once", "name": "Allow", "kind": "allow_once"},
                {"optionId": "allow_always", "name": "Always allow run_command(make)", "kind": "allow_always"},
                {"optionId": "reject_once", "name": "Refuse", "kind": "reject_once"},
            ],
        }
    ]
    assert asking.pending.updates == asking.told
    task.cancel()


async def test_always_is_not_offered_without_a_rule_that_is_safe():
    asking = Asking()
    task = await asking.consent(rule=None)

    with pytest.raises(UsageError, match="'allow_always' was not offered"):
        asking.pending.resolve_permission("permission-1", "allow_always", "")

    asking.pending.resolve_permission("permission-1", "allow_once", "")
    assert await task == AllowOnce()


async def test_a_second_answer_is_told_that_it_is_late():
    asking = Asking()
    task = await asking.consent()
    asking.pending.resolve_permission("permission-1", "allow_once", "")

    with pytest.raises(UsageError, match="Nothing waits for an answer to 'permission-1'"):
        asking.pending.resolve_permission("permission-1", "reject_once", "")

    assert await task == AllowOnce()


async def test_a_cancelled_question_is_resolved_for_everybody():
    asking = Asking()
    task = await asking.consent()

    task.cancel()
    await asyncio.wait([task])

    assert asking.told[-1]["optionId"] == "cancelled"
    assert asking.pending.updates == []
    assert asking.states == [True, False]


@pytest.mark.parametrize("answer", ["Postgres", None])
async def test_the_agents_own_question_is_answered_or_left_to_it(answer):
    asking = Asking()
    task = asyncio.create_task(asking.pending.ask_user("Which database?", ["SQLite", "Postgres"]))
    await asyncio.sleep(0)

    asking.pending.resolve_question("question-1", answer)

    assert await task == answer
    assert asking.told == [
        {
            "kind": "question_pending",
            "questionId": "question-1",
            "question": "Which database?",
            "choices": ["SQLite", "Postgres"],
        },
        {"kind": "question_resolved", "questionId": "question-1", "answer": answer},
    ]


async def test_an_answer_that_is_late_fits_no_question_of_another_session():
    told = []
    sessions = [Pending(told.append, lambda: None) for _ in range(2)]
    asked = [asyncio.create_task(one.ask_user("Which?", [])) for one in sessions]
    await asyncio.sleep(0)

    with pytest.raises(UsageError, match="Nothing waits"):
        sessions[1].resolve_question(told[0]["questionId"], "this")

    for task in asked:
        task.cancel()


async def test_consent_cannot_be_given_as_the_answer_to_a_question_nor_the_other_way_round():
    asking = Asking()
    consent = await asking.consent()
    question = asyncio.create_task(asking.pending.ask_user("Which?", []))
    await asyncio.sleep(0)

    with pytest.raises(UsageError, match="asks for consent"):
        asking.pending.resolve_question("permission-1", "yes")
    with pytest.raises(UsageError, match="was not offered"):
        asking.pending.resolve_permission("question-2", "allow_once", "")

    consent.cancel()
    question.cancel()
