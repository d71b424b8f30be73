import asyncio
from pathlib import PurePosixPath

import pytest

from journeyman.agent.interfaces import Allowed, Refused
from journeyman.agent.messages import ToolCall
from journeyman.errors import ToolError
from journeyman.review.consent import (
    AllowAlways,
    AllowOnce,
    Question,
    Refuse,
    RuledConsent,
    refuse_without_asking,
)

from .commands import EDIT, READ, RUN, policy


def run(command: str) -> ToolCall:
    return ToolCall("1", "run_command", {"command": command})


class Person:
    """Gives prepared answers and remembers the questions."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.questions: list[Question] = []

    async def ask(self, question: Question):
        self.questions.append(question)
        return self.answers.pop(0)


async def test_nobody_is_asked_where_the_rules_decide():
    person = Person()
    consent = RuledConsent(policy(deny=["run_command(rm *)"]), person.ask)

    assert await consent.asks(ToolCall("1", "read_file", {"path": "a"}), READ) == Allowed()
    assert isinstance(await consent.asks(run("rm a"), RUN), Refused)
    assert person.questions == []


async def test_the_question_says_why_and_what_always_would_allow():
    person = Person(AllowOnce())

    assert await RuledConsent(policy(), person.ask).asks(run("npm test"), RUN) == Allowed()
    assert person.questions == [Question(run("npm test"), RUN, "It runs a command.", "run_command(npm test *)")]


async def test_what_is_forbidden_while_the_user_thinks_is_not_allowed_by_the_answer():
    async def ask(question: Question):
        consent.policy = policy(deny=["run_command(npm *)"])
        return AllowOnce()

    consent = RuledConsent(policy(), ask)

    assert isinstance(await consent.asks(run("npm test"), RUN), Refused)


async def test_once_is_asked_for_again_and_always_is_not():
    person = Person(AllowOnce(), AllowAlways())
    consent = RuledConsent(policy(), person.ask)

    for command in ["npm test", "npm test a", "npm test b"]:
        assert await consent.asks(run(command), RUN) == Allowed()
    assert len(person.questions) == 2


async def test_always_means_once_where_no_rule_is_safe():
    person = Person(AllowAlways(), Refuse())
    consent = RuledConsent(policy(), person.ask)

    assert await consent.asks(run("$X"), RUN) == Allowed()
    assert isinstance(await consent.asks(run("$X"), RUN), Refused)
    assert [question.rule for question in person.questions] == [None, None]


@pytest.mark.parametrize(
    ("feedback", "reason"),
    [
        ("", "The user refused this call. Do not try it again; ask what to do instead."),
        ("Use make.", "The user refused this call and says: Use make."),
    ],
)
async def test_a_refusal_tells_the_model_what_the_user_said(feedback, reason):
    consent = RuledConsent(policy(), Person(Refuse(feedback)).ask)

    assert await consent.asks(run("npm test"), RUN) == Refused(reason)


async def test_parallel_questions_wait_for_each_other_and_one_always_settles_both():
    asked, answered = asyncio.Event(), asyncio.Event()
    questions = []

    async def ask(question):
        questions.append(question)
        asked.set()
        await answered.wait()
        return AllowAlways()

    consent = RuledConsent(policy(), ask)
    both = asyncio.gather(consent.asks(run("npm test a"), RUN), consent.asks(run("npm test b"), RUN))
    await asked.wait()
    answered.set()

    assert await both == [Allowed(), Allowed()]
    assert len(questions) == 1


async def test_a_cancelled_question_lets_the_next_one_through():
    asked = asyncio.Event()

    async def ask(question):
        if not asked.is_set():
            asked.set()
            await asyncio.Event().wait()
        return AllowOnce()

    consent = RuledConsent(policy(), ask)
    first = asyncio.ensure_future(consent.asks(run("a"), RUN))
    await asked.wait()
    first.cancel()

    assert await consent.asks(run("b"), RUN) == Allowed()
    assert first.cancelled()


@pytest.mark.parametrize(("command", "hint"), [("npm test", "--allow 'run_command(npm test *)'"), ("$X", "can run it")])
async def test_without_a_terminal_the_model_hears_what_the_user_could_do(command, hint):
    consent = RuledConsent(policy(), refuse_without_asking("there is no terminal to ask at"))

    decision = await consent.asks(run(command), RUN)

    assert isinstance(decision, Refused)
    assert "needs the user's consent, and there is no terminal to ask at" in decision.reason
    assert hint in decision.reason


async def test_a_file_is_judged_by_its_other_names_too():
    links = {"notes.txt": ".env", "alias.py": "src/a.py"}
    consent = RuledConsent(
        policy(mode="act", deny=["edit_file(src/**)"]), Person().ask, lambda path: PurePosixPath(links.get(path, path))
    )

    async def decided(path: str, spec) -> type:
        return type(await consent.asks(ToolCall("1", spec.name, {"path": path}), spec))

    assert await decided("notes.txt", READ) is Refused
    assert await decided("alias.py", READ) is Allowed
    assert await decided("alias.py", EDIT) is Refused
    assert await decided("other.py", EDIT) is Allowed


async def test_a_path_that_leads_outside_is_left_to_the_tool():
    def refuse(path: str) -> PurePosixPath:
        raise ToolError("outside")

    call = ToolCall("1", "read_file", {"path": "link"})

    assert await RuledConsent(policy(), Person().ask, refuse).asks(call, READ) == Allowed()
