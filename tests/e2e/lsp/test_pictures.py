"""Pictures in a prompt: seen by the model, by other editors, and again when the session goes on."""

import asyncio

from e2e.lsp.model import call, say
from journeyman.lsp import protocol
from pictures import PIXEL, block

PICTURE = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL.data}"}}
SHOWN = {"kind": "user_message_chunk", "content": block(PIXEL)}


def blocks(text="What is this?"):
    return [{"type": "text", "text": text}, block(PIXEL)]


async def show(chat, **more):
    await chat.ask(protocol.SESSION_PROMPT, prompt=blocks(), **more)
    return await chat.until("turn_state", state="idle")


async def test_the_model_sees_what_the_user_shows(chat, model):
    model.will(say("A dot."))

    await show(chat)

    assert PICTURE in model.requests[0]["messages"][-1]["content"]
    assert SHOWN in chat.updates
    [user] = [line["body"] for line in (await chat.export())[1:] if line["kind"] == "user"]
    assert user["images"] == [{"mime_type": "image/png", "size_bytes": PIXEL.size_bytes}]


async def test_what_was_shown_is_there_again_when_the_session_goes_on(chat, model, connect, project):
    model.will(say("A dot."), say("Red."))
    await show(chat)
    await chat.editor.leave()
    later = await connect(project)
    loaded = await later.load(project, chat.id)

    state = await loaded.state()
    await loaded.play("Which color?")

    assert SHOWN in state["updates"]
    assert PICTURE in model.requests[1]["messages"][1]["content"]


async def test_a_picture_can_join_a_running_turn(chat, model):
    model.will(call("list_files"), say("A dot."))
    held = asyncio.Event()
    model.answers[0].begin = held
    await chat.prompt("Look around.")
    await model.asked(1)
    await chat.ask(protocol.SESSION_PROMPT, prompt=blocks(), delivery="steer")
    held.set()

    await chat.until("turn_state", state="idle")

    assert PICTURE in model.requests[1]["messages"][-1]["content"]
    assert SHOWN in chat.updates


async def test_a_model_that_cannot_see_refuses_before_the_turn(model, connect, project):
    model.about = {"capabilities": {"vision": False}}
    editor = await connect(settings={"model": None})
    chat = await editor.new(project)

    error = await chat.refusal(protocol.SESSION_PROMPT, prompt=blocks())

    assert error.data == {"kind": "usage"}
    assert "tiny cannot see images" in error.message
    assert (model.requests, chat.updates) == ([], [])


async def test_the_meter_counts_pictures(chat):
    words = await chat.ask(protocol.CONTEXT_PREVIEW, prompt=blocks()[:1])
    picture = await chat.ask(protocol.CONTEXT_PREVIEW, prompt=blocks())

    assert picture["total"] - words["total"] > 1_000
