"""Logs never hold what the user says or what files say."""

from lsprotocol import types as lsp

from command import environment
from e2e.lsp.model import calls, edit, say
from journeyman.lsp import protocol

SECRET = "xyzzy-4711"
"""Stands in everything that tests send."""


async def test_neither_stderr_nor_log_messages_hold_prompts_or_files(connect, model, project, tmp_path):
    editor = await connect(env=environment(tmp_path), settings={"mode": "ask"})
    (project / "a.py").write_text(f"x = '{SECRET}'\n")
    uri = editor.open(project / "a.py", f"x = '{SECRET}'\ny = '{SECRET}'\n")
    editor.answers["diagnostics"] = {"diagnostics": [{"uri": SECRET, "diagnostics": SECRET}]}
    model.will(
        say(f"I am {SECRET}."),
        edit("a.py", f"y = '{SECRET}'", f"y = '{SECRET}{SECRET}'"),
        calls((SECRET, {}), ("run_command", {"command": f"echo {SECRET}; exit 3"}), ("read_file", {"path": SECRET})),
        say(f"Done with {SECRET}."),
    )
    chat = await editor.new(project)

    await chat.play(f"who is {SECRET}?")
    await chat.prompt(f"change {SECRET}")
    await chat.allow()
    await chat.allow("reject_once", feedback=SECRET)
    await chat.until("turn_state", state="idle")
    failed = await chat.play(f"{SECRET}: the model has no answer for this")
    await chat.refusal(protocol.SESSION_PROMPT, prompt=SECRET)
    await chat.refusal(protocol.SESSION_PROMPT, prompt=[{"type": SECRET}])
    await editor.refusal(f"journeyman/{SECRET}", text=SECRET)
    editor.protocol.notify(protocol.EDITOR_DID_FOCUS, {"textDocument": SECRET})
    editor.workspace_did_change_configuration(lsp.DidChangeConfigurationParams({"journeyman": {"mode": SECRET}}))
    await editor.wait(lambda: editor.messages, "window/showMessage")
    await editor.leave()

    assert failed["stopReason"] == "error"
    assert SECRET * 2 in editor.texts[uri]
    assert "was dropped: params.textDocument does not fit" in "".join(editor.stderr)
    assert SECRET not in "".join(editor.stderr)
    assert not any(SECRET in params.message for params in editor.log_messages)
