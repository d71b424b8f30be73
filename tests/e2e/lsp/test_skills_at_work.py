"""Skills in prompts, at places in documents, and as they are learned."""

import asyncio
import json
from collections import deque

import pytest
from lsprotocol import types as lsp

from e2e.lsp.conftest import able
from e2e.lsp.model import call, calls, say
from e2e.lsp.skills import BODY, DESCRIPTION, ROUTES, text_of
from e2e.lsp.test_code_actions import FIRST_LINE, offered, resolved, run
from journeyman.lsp import protocol

DRAFT = {
    "reason": "It was done the same way as before.",
    "decision": "new",
    "name": "rename-settings",
    "description": "Renames a setting everywhere. Use it when a setting gets another name.",
    "when_to_use": "When a setting is to be called otherwise.",
    "steps": ["Search for the old name in all files.", "Edit each file, then read it again."],
    "pitfalls": ["Documents name it, too."],
    "check": "Search for the old name once more.",
}


async def test_a_prompt_that_begins_with_a_skill_follows_it(knowing, project, model):
    chat = await knowing.new(project)
    model.will(say("Done."))

    await chat.play(f"/{ROUTES} for invoices")

    used = next(update for update in chat.updates if update["kind"] == "skills_used")["skills"]
    assert [(one["name"], one["version"], one["how"]) for one in used] == [(ROUTES, 1, "forced")]
    assert f"/{ROUTES} for invoices" in model.heard
    assert BODY in model.heard
    whole = await knowing.ask(protocol.SKILL_GET, root=project.as_uri(), name=ROUTES)
    assert [(use["how"], use["verdict"], use["steps"]) for use in whole["uses"]] == [("forced", None, None)]


async def test_a_skill_that_is_chosen_for_a_prompt_is_followed(knowing, project, model):
    chat = await knowing.new(project)
    model.will(say("Done."))

    await chat.prompt("Serve the invoices.", skill=ROUTES)
    await chat.until("turn_state", state="idle")

    assert BODY in model.heard


async def test_a_skill_that_does_not_exist_is_refused_with_what_there_is(knowing, project):
    chat = await knowing.new(project)
    block = [{"type": "text", "text": "/dance"}]

    named = await chat.refusal(protocol.SESSION_PROMPT, prompt=block)
    chosen = await chat.refusal(protocol.SESSION_PROMPT, prompt=[{"type": "text", "text": "Go."}], skill="dance")

    assert (named.code, chosen.code) == (-32051, -32055)
    assert "There is no command /dance, and no skill of this name. There are: /init, /review, /test" in named.message


async def test_a_skill_cannot_join_a_running_turn(knowing, project, model):
    chat, begin = await knowing.new(project), asyncio.Event()
    model.will(say("Done.", begin=begin))
    await chat.prompt("go")
    await model.asked(1)

    error = await chat.refusal(
        protocol.SESSION_PROMPT, prompt=[{"type": "text", "text": f"/{ROUTES}"}], delivery="steer"
    )
    begin.set()

    assert (error.code, "A skill cannot join a running turn" in error.message) == (-32051, True)
    await chat.until("turn_state", state="idle")


async def test_commands_hold_the_skills_and_follow_them(knowing, project):
    chat = await knowing.new(project)
    await knowing.ask(protocol.SKILL_SAVE, root=project.as_uri(), name="tidy-up", text=text_of("tidy-up"))
    await knowing.ask(protocol.SKILL_SAVE, root=project.as_uri(), name="test", text=text_of("test"))

    update = await chat.until("available_commands_update")
    start = {"text": "/t", "position": {"line": 0, "character": 2}}
    suggested = (await chat.ask(protocol.CONTEXT_COMPLETE, **start))["items"]
    by_word = (await chat.ask(protocol.CONTEXT_COMPLETE, text="/rou", position={"line": 0, "character": 4}))["items"]

    assert [one["name"] for one in chat.opened["commands"]] == ["init", "review", "test", ROUTES]
    assert {"name": "tidy-up", "description": DESCRIPTION} in update["availableCommands"]
    assert [(one["label"], one["kind"]) for one in suggested] == [("/test", "command"), ("/tidy-up", "skill")]
    assert [one["insertText"] for one in by_word] == [f"/{ROUTES} "]


async def test_a_skill_is_offered_where_it_fits_and_applied(knowing, project, model):
    here, elsewhere = (knowing.open(project / path) for path in ("routes/users.py", "a.py"))
    model.will(say("Done."))

    [action] = await applicable(knowing, here)
    command = await resolved(knowing, action)
    started = await run(knowing, command.command, *command.arguments)
    await knowing.until(
        protocol.SESSION_UPDATE,
        lambda params: params["sessionId"] == started["sessionId"] and params["update"].get("state") == "idle",
    )

    assert (action["title"], action["kind"]) == ("Apply skill: Add a route", "journeyman.skill")
    assert await applicable(knowing, elsewhere) == []
    assert "Apply the skill add-a-route to `users` in routes/users.py, line 1." in model.heard
    assert BODY in model.heard


async def test_a_skill_that_is_to_be_applied_must_be_named(knowing, project):
    uri = knowing.open(project / "routes" / "users.py")

    with pytest.raises(Exception, match="No skill is named"):
        await run(knowing, "journeyman.prompt", {"intent": "apply", "uri": uri, "range": FIRST_LINE, "diagnostics": []})


async def applicable(editor, uri):
    return [action for action in await offered(editor, uri) if action["kind"] == "journeyman.skill"]


def look(editor, uri):
    here = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    editor.protocol.notify(protocol.EDITOR_DID_FOCUS, {"textDocument": {"uri": uri}, "selection": here})


async def test_a_skill_is_suggested_where_the_user_stays(knowing, project):
    uri = knowing.open(project / "routes" / "users.py")

    look(knowing, uri)
    suggestion = await knowing.until(protocol.SKILL_SUGGEST)

    assert suggestion == {
        "root": project.as_uri(),
        "uri": uri,
        "name": ROUTES,
        "title": "Add a route",
        "why": "for files like routes/*.py",
    }


async def test_in_a_folder_that_is_not_trusted_its_skills_are_listed_and_nothing_more(shared, connect, project):
    editor = await connect(trusted=False)
    await editor.until(protocol.SKILL_DID_CHANGE)
    chat = await editor.new(project)

    [skill] = (await editor.ask(protocol.SKILL_LIST, root=project.as_uri()))["skills"]
    ended = await chat.play(f"/{ROUTES}")

    assert not skill["usable"]
    assert "the folder is not trusted" in skill["problem"]
    assert [one["name"] for one in chat.opened["commands"]] == ["init", "review", "test"]
    assert await applicable(editor, editor.open(project / "routes" / "users.py")) == []
    assert (ended["stopReason"], ended["error"]["kind"]) == ("error", "skill")


async def test_the_user_says_how_a_turn_went(chat, editor, project, model):
    model.will(say("Done."))
    turn_id = (await chat.play("go"))["turnId"]

    assert await chat.ask(protocol.EPISODE_FEEDBACK, turnId=turn_id, value="down", note="No.") == {}
    error = await chat.refusal(protocol.EPISODE_FEEDBACK, turnId="absent", value="up")
    growth = await editor.ask(protocol.GROWTH_SUMMARY, root=project.as_uri())

    assert (error.code, "no record of this turn" in error.message) == (-32053, True)
    assert growth.keys() == {"kinds", "total", "learning", "note", "confidence"}
    assert growth["total"]["successes"] == 0


async def teach_a_task(chat, model) -> str:
    """Let a task go well that has enough steps to learn from, and return its turn."""
    model.answers_to["learn_skill"] = deque([say(json.dumps(DRAFT))])
    files = [("write_file", {"path": f"part{number}.py", "content": f"x = {number}\n"}) for number in range(5)]
    model.will(calls(*files), call("read_file", path="part1.py"), say("Renamed."))
    turn_id = (await chat.play("Rename the setting everywhere."))["turnId"]
    await chat.ask(protocol.EPISODE_FEEDBACK, turnId=turn_id, value="up")
    return turn_id


async def test_what_a_task_taught_is_told_to_its_conversation_and_its_cost_is_metered(chat, editor, project, model):
    turn_id = await teach_a_task(chat, model)

    learned = await chat.until("skill_learned")
    preview = await chat.ask(protocol.CONTEXT_PREVIEW)
    skill = (await editor.ask(protocol.SKILL_GET, root=project.as_uri(), name="rename-settings"))["skill"]

    assert (learned["what"], learned["name"], learned["state"]) == ("learned", "rename-settings", "candidate")
    assert learned["turnId"] == turn_id
    assert (skill["state"], skill["usable"]) == ("candidate", True)
    assert preview["learning"]["requests"] == 1
    assert preview["learning"]["inputTokens"] > 0


async def test_an_editor_without_our_messages_is_shown_what_was_learned(connect, project, model):
    capabilities = able()
    capabilities.experimental = None
    plain = await connect(capabilities=capabilities, settings={"mode": "act"})
    model.answers_to["learn_skill"] = deque([say(json.dumps(DRAFT))])
    files = [("write_file", {"path": f"part{number}.py", "content": f"x = {number}\n"}) for number in range(5)]
    model.will(calls(*files), say("Renamed."))
    chat = await plain.new(project)

    turn_id = await chat.prompt("Rename the setting everywhere.")
    await plain.until(lsp.WINDOW_SHOW_MESSAGE, lambda params: params.message.strip() == "Renamed.")
    await chat.ask(protocol.EPISODE_FEEDBACK, turnId=turn_id, value="up")

    await plain.until(lsp.WINDOW_SHOW_MESSAGE, lambda params: params.message == "Learned rename-settings (candidate).")
