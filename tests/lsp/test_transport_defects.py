"""What pygls gets wrong and `lsp/dispatch.py` and its neighbours put right.

Each test runs the same probe against plain pygls and asserts that it still goes wrong there: when one of these fails,
pygls has caught up, and code of ours can go.
"""

import asyncio

import pytest
from pygls.workspace import TextDocument

from lsp.probe_server import connect
from lsp.probes import FLOOD
from lsp.raw_client import RpcError

POPUP = "window/showMessage"
DOCUMENT = {"uri": "file:///a.py", "version": 2}
BOTH = pytest.mark.parametrize("which", ["ours", "plain"])


@BOTH
@pytest.mark.parametrize("params", [{"params": {}}, {"params": []}, {}])
async def test_a_request_whose_params_do_not_fit_is_answered(which, params):
    async with connect(which) as client:
        client.say("workspace/symbol", **params, id="bad")
        await client.request("probe/echo", {})
        answers = [message["error"]["code"] for message in client.messages if message.get("id") == "bad"]

    assert answers == {"ours": [-32602], "plain": []}[which]


@BOTH
async def test_a_request_with_a_nested_message_is_understood(which):
    async with connect(which) as client:
        nested = client.start("probe/echo", {"message": {"jsonrpc": "2.0", "id": 1, "method": "x", "params": {}}})
        await client.request("probe/echo", {})
        answers = [message.get("result", {}) for message in client.messages if message.get("id") == nested]

    same = [{"message": {"jsonrpc": "2.0", "id": 1, "method": "x", "params": {}}}]
    assert (answers == same) == (which == "ours")


@BOTH
async def test_a_command_that_is_cancelled_stops(which):
    async with connect(which) as client:
        command = client.start("workspace/executeCommand", {"command": "probe.slow"})
        await client.notification("probe/began")
        await client.notify("$/cancelRequest", {"id": command})
        with pytest.raises(RpcError, match="-32800"):
            await client.result(command)
        await client.request("probe/echo", {})

        assert client.said("probe/ended") == {"ours": [{"name": "command"}], "plain": []}[which]


@BOTH
async def test_a_late_answer_to_a_question_that_was_given_up_is_dropped(which):
    async with connect(which) as client:
        late = asyncio.Event()

        async def answer(_):
            await late.wait()
            return [1]

        client.handlers["workspace/configuration"] = answer
        asking = client.start("probe/asks", {})
        await client.notification("workspace/configuration")
        await client.request("probe/givesUp", {})
        assert await client.result(asking) is None
        late.set()
        # The answer is on its way when the task of the handler is through.
        await asyncio.gather(*client._answering)
        await client.request("probe/echo", {})

        assert len(client.said("$/cancelRequest")) == {"ours": 1, "plain": 0}[which]
        assert len(client.said(POPUP)) == {"ours": 0, "plain": 1}[which]


@BOTH
async def test_shutdown_succeeds_while_a_command_is_running(which):
    async with connect(which) as client:
        command = client.start("workspace/executeCommand", {"command": "probe.slow"})
        await client.notification("probe/began")
        if which == "plain":
            with pytest.raises(RpcError, match="changed size"):
                await client.request("shutdown")
            return
        assert await client.request("shutdown") is None

        with pytest.raises(RpcError, match="-32800"):
            await client.result(command)
        with pytest.raises(RpcError, match="-32600"):
            await client.request("probe/echo", {})


@BOTH
@pytest.mark.parametrize("in_order", [True, False])
async def test_the_exit_code_tells_whether_the_client_ended_in_order(which, in_order):
    async with connect(which) as client:
        if in_order:
            await client.request("shutdown")
        await client.notify("exit")

        assert await client.exit_code() == (0 if in_order or which == "plain" else 1)


@BOTH
async def test_a_client_that_does_not_read_does_not_stop_the_server(which):
    async with connect(which) as client:
        client.stop_reading()
        client.say("probe/flood", {}, id="flood")
        if which == "plain":
            with pytest.raises(TimeoutError):
                await client.logged("all is sent", timeout_seconds=1)
            return
        await client.logged("all is sent")

        client.read_on()
        await client.answer("flood")
        assert len(client.said("probe/flooded")) == FLOOD[0]


@BOTH
async def test_a_stray_print_stays_out_of_the_protocol(which):
    async with connect(which) as client:
        await client.request("probe/prints", {})
        await client.request("probe/echo", {})

        assert client.garbage == {"ours": b"", "plain": b"a stray print\n"}[which]


@BOTH
async def test_the_log_holds_no_messages(which):
    async with connect(which) as client:
        await client.request("probe/echo", {"text": "a word of the user"})
        await client.request("shutdown")
        await client.notify("exit")

        assert ("a word of the user" in await client.errors()) == (which == "plain")


@BOTH
async def test_a_mistake_in_a_handler_is_told_without_its_details(which):
    async with connect(which) as client:
        with pytest.raises(RpcError) as caught:
            await client.request("probe/fails", {})

        assert caught.value.code == -32603
        assert ("what only the log may say" in caught.value.message) == (which == "plain")
        assert ("traceback" in (caught.value.data or {})) == (which == "plain")


@BOTH
async def test_names_of_fields_arrive_as_they_were_sent(which):
    sent = {"a-b": 1, "class": 2, "_x": 3, "type_name": "4"}
    async with connect(which) as client:
        echoed = client.start("probe/echo", sent)
        await client.request("probe/echo", {})
        answers = [message.get("result") for message in client.messages if message.get("id") == echoed]

    assert (answers == [sent]) == (which == "ours")


@BOTH
async def test_the_server_says_which_version_of_our_messages_it_speaks(which):
    async with connect(which, initialized=False) as client:
        capabilities = (await client.initialize())["capabilities"]

        assert capabilities.get("experimental") == {"ours": {"journeyman": {"version": 1}}, "plain": None}[which]


@BOTH
async def test_a_change_of_a_document_that_nobody_opened_reaches_the_handler(which):
    async with connect(which) as client:
        await client.notify("textDocument/didChange", {"textDocument": DOCUMENT, "contentChanges": [{"text": "a"}]})
        change = {"text": "b", "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}}
        await client.notify("textDocument/didChange", {"textDocument": DOCUMENT, "contentChanges": [change]})
        await client.request("probe/echo", {})

        assert (len(client.said("probe/changed")) == 2) == (which == "ours")


def test_pygls_cuts_lines_where_lsp_does_not():
    assert len(TextDocument("file:///a.py", source="a\fb\u2028c\n").lines) == 3
