"""The tools that think and ask."""

import pytest

from journeyman.agent.events import FileChange, ToolOutput
from journeyman.agent.interfaces import ToolSpec
from journeyman.errors import ToolError
from journeyman.tools.ask_user import NOBODY, AskUser
from journeyman.tools.plan import Plan
from journeyman.tools.redacted import MASK, Redacted


def quiet(text):
    """Forget what a tool reports."""


async def test_the_plan_is_shown_with_marks():
    entries = [
        {"content": "look", "status": "completed"},
        {"content": "fix", "status": "in_progress"},
        {"content": "t"},
    ]

    output = await Plan().run({"entries": entries}, quiet)

    assert output.text == "[x] look\n[>] fix\n[ ] t"


async def test_a_plan_in_other_words_is_understood():
    entries = ["look", {"content": "fix", "status": "DONE"}]

    assert (await Plan().run({"entries": entries}, quiet)).text == "[ ] look\n[x] fix"


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ([], "`entries` should have at least 1 item, not 0, got []"),
        ([{"status": "completed"}], "`entries[0].content` (string) is missing, got status"),
        (
            [{"content": "x", "status": "soon"}],
            "`entries[0].status` should be 'pending', 'in_progress' or 'completed', got 'soon'",
        ),
        ([7], "`entries[0]` should be a valid object, got 7"),
        ("look", "`entries` should be a valid list, got 'look'"),
    ],
)
async def test_a_plan_that_is_none_is_refused(entries, complaint):
    with pytest.raises(ToolError) as caught:
        await Plan().run({"entries": entries}, quiet)

    assert str(caught.value) == f"Wrong arguments: {complaint}. Correct this and call the tool again."


async def test_choices_that_are_no_list_are_refused():
    async def ask(question, choices):
        return None

    with pytest.raises(ToolError, match=r"`choices` should be a valid list, got 'a, b'"):
        await AskUser(ask).run({"question": "Which?", "choices": "a, b"}, quiet)


async def test_the_users_answer_reaches_the_model():
    asked = []

    async def ask(question, choices):
        asked.append((question, tuple(choices)))
        return "blue"

    output = await AskUser(ask).run({"question": "Which?", "choices": ["red", "blue"]}, quiet)

    assert asked == [("Which?", ("red", "blue"))]
    assert output.text == "The user answered: blue"


async def test_where_nobody_is_the_model_decides():
    async def ask(question, choices):
        return None

    assert (await AskUser(ask).run({"question": "Which?"}, quiet)).text == NOBODY


class Leaky:
    spec = ToolSpec("leak", "Leak.", {"type": "object"}, effect="read")

    async def run(self, arguments, report):
        report("progress: s3cret")
        if arguments:
            raise ToolError("failed near s3cret")
        return ToolOutput("key=s3cret", (FileChange("a", None, "s3cret\n"),), exit_code=0)


async def test_the_key_is_masked_wherever_a_tool_says_it():
    tool, said = Redacted(Leaky(), ("s3cret",)), []

    output = await tool.run({}, said.append)

    assert output == ToolOutput(f"key={MASK}", (FileChange("a", None, f"{MASK}\n"),), exit_code=0)
    assert said == [f"progress: {MASK}"]
    with pytest.raises(ToolError, match=r"failed near \[key removed\]"):
        await tool.run({"fail": True}, quiet)
