"""A second agent does a part of the task; only its summary comes back."""

import pytest

from journeyman.agent.events import ToolOutput
from journeyman.agent.messages import AssistantMessage, ToolCall, Usage, UserMessage
from journeyman.errors import ProviderUnreachable, ToolError
from journeyman.tools.delegate import Delegate
from scripted import ScriptedProvider
from turns import Echo, No, Write, agent_with, asks_for, says


async def delegate(provider, *tools, report=lambda _: None, **options) -> ToolOutput:
    return await Delegate(agent_with(provider, *tools, **options)).run({"task": "count the tests"}, report)


async def test_only_the_summary_and_the_cost_come_back():
    provider = ScriptedProvider(
        asks_for(says("x" * 5_000), usage=Usage(100, 10)), AssistantMessage("There are 12.", usage=Usage(200, 5))
    )

    output = await delegate(provider)

    assert output == ToolOutput("There are 12.", usage=Usage(300, 15))
    assert provider.requests[0].messages == (UserMessage("count the tests"),)


async def test_what_it_does_is_reported_and_asked_for():
    write, said = Write(), []
    provider = ScriptedProvider(asks_for(ToolCall("1", "write", {"say": "x"})), AssistantMessage("I could not."))

    await delegate(provider, write, consent=No(), report=said.append)

    assert said == ["write\n"]
    assert write.log == []


async def test_an_unfinished_part_says_so():
    provider = ScriptedProvider(*(asks_for(says(str(n)), text="Looking.") for n in range(2)))

    output = await delegate(provider, Echo(), max_steps=2)

    assert output.text == "The second agent ended without finishing (max_steps). It last said: Looking."


async def test_a_model_that_is_away_is_told_to_the_first_agent():
    with pytest.raises(ToolError, match=r"The second agent stopped: gone Do this part yourself."):
        await delegate(ScriptedProvider(ProviderUnreachable("gone")))
