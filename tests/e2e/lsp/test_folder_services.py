"""What concerns a folder or a prompt that is being written: models, keys, commit messages, suggestions, the budget."""

import asyncio

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from e2e.lsp.editor import TIMEOUT_SECONDS, git
from e2e.lsp.model import say
from journeyman.lsp import protocol


async def test_the_models_of_the_service_are_listed(editor, project):
    listed = await editor.ask(protocol.MODEL_LIST, root=project.as_uri())

    assert [model["id"] for model in listed["models"]] == ["tiny", "other"]


async def test_a_session_offers_the_models_that_were_listed(editor, chat, project):
    await editor.ask(protocol.MODEL_LIST, root=project.as_uri())
    options = (await chat.ask(protocol.SESSION_SET_CONFIG, configId="thinking", value="auto"))["configOptions"]

    [models] = [option["options"] for option in options if option["id"] == "model"]
    assert [model["value"] for model in models] == ["tiny", "other"]


@pytest.mark.parametrize(("key", "sent"), [("key-of-the-editor", "Bearer key-of-the-editor"), (None, "")])
async def test_the_editor_is_asked_for_the_key_of_a_remote_service(connect, project, model, key, sent):
    # This machine, written so that it does not look like it.
    endpoint = model.url.replace("127.0.0.1", "2130706433")
    editor = await connect(settings={"endpoint": endpoint})
    editor.key = key
    model.will(say("Hello."))

    chat = await editor.new(project)
    await chat.play("hi")

    assert set(editor.keys_asked_for) == {endpoint}
    assert model.keys == [sent]


async def test_no_key_is_asked_for_a_service_on_this_machine(editor, chat, model):
    model.will(say("Hello."))

    await chat.play("hi")

    assert editor.keys_asked_for == []


async def test_a_commit_message_is_written_for_what_is_staged(editor, project, model):
    git(project, "init", "--quiet")
    git(project, "add", "a.py")
    (project / "b.py").write_text("not staged\n")
    model.will(say("Add a.py\n\nIt holds x and y."))

    result = await editor.ask(protocol.GIT_COMMIT_MESSAGE, root=project.as_uri(), staged=True)

    assert result == {"text": "Add a.py\n\nIt holds x and y."}
    assert "+x = 1" in model.told
    assert "b.py" not in model.told
    titles = [reports[0].title for reports in editor.progress_reports.values()]
    assert "Writing a commit message" in titles


async def test_a_commit_message_can_be_for_all_changes(editor, project, model):
    git(project, "init", "--quiet")
    model.will(say("Add a.py"))

    await editor.ask(protocol.GIT_COMMIT_MESSAGE, root=project.as_uri(), staged=False)

    assert "a.py (new)" in model.told


async def test_without_anything_staged_there_is_no_commit_message(editor, project, model):
    git(project, "init", "--quiet")

    error = await editor.refusal(protocol.GIT_COMMIT_MESSAGE, root=project.as_uri())

    assert "Stage what belongs together with `git add`" in error.message
    assert model.requests == []


async def test_a_commit_message_that_takes_too_long_can_be_cancelled(editor, project, model):
    git(project, "init", "--quiet")
    model.will(say("never", begin=asyncio.Event()), say("Add a.py"))
    params = {"root": project.as_uri(), "staged": False}

    asking = asyncio.create_task(editor.protocol.send_request_async(protocol.GIT_COMMIT_MESSAGE, params, "the request"))
    await model.asked(1)
    editor.protocol.notify(lsp.CANCEL_REQUEST, lsp.CancelParams("the request"))
    with pytest.raises(JsonRpcException) as cancelled:
        await asyncio.wait_for(asking, TIMEOUT_SECONDS)
    again = await editor.ask(protocol.GIT_COMMIT_MESSAGE, **params)

    assert cancelled.value.code == lsp.LSPErrorCodes.RequestCancelled
    assert again == {"text": "Add a.py"}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("/re", ["/review"]),
        ("/", ["/init", "/review", "/test"]),
        ("look at @sh", ["src/shop.py"]),
        ("look at @py", ["a.py", "src/shop.py"]),
        ("look at @nothing-like-it", []),
        ("nothing", []),
    ],
)
async def test_commands_and_files_are_suggested(chat, project, text, labels):
    (project / "src").mkdir()
    (project / "src" / "shop.py").write_text("")

    result = await chat.ask(protocol.CONTEXT_COMPLETE, text=text, position={"line": 0, "character": len(text)})

    assert [item["label"] for item in result["items"]] == labels


async def test_a_command_tells_the_model_what_it_means(chat, model):
    model.will(say("Looks good."))

    await chat.play("/review the parser")

    assert model.told.startswith("/review the parser\n\n")
    assert len(model.told) > 200


async def test_the_preview_says_what_would_be_sent_in_parts(chat, model, project):
    (project / "AGENTS.md").write_text("Always say please.\n")
    prompt = [{"type": "text", "text": "word " * 1_000}]

    before = await chat.ask(protocol.CONTEXT_PREVIEW)
    with_prompt = await chat.ask(protocol.CONTEXT_PREVIEW, prompt=prompt)

    for preview in (before, with_prompt):
        assert preview["total"] == sum(part["tokens"] for part in preview["parts"])
        assert preview["contextWindow"] == 32_000
    assert with_prompt["total"] > before["total"] + 500
    assert model.requests == []


async def test_the_meter_is_told_after_each_step(chat, model):
    model.will(say("Hello."))

    await chat.play("hi")
    preview = await chat.ask(protocol.CONTEXT_PREVIEW, texts=True)

    [meter] = [update for update in chat.updates if update["kind"] == "context_update"]
    texts = {part["name"]: part.pop("text") for part in preview["parts"]}
    assert {"kind": "context_update", **preview} == meter
    assert texts["history"] == "User: hi\n\nAssistant: Hello. "
    assert "read_file" in texts["tools"]
