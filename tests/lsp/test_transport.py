"""How a connection begins, works and ends; the server is a process of its own."""

import asyncio
import signal
import sys

import pytest

from command import environment
from lsp.probe_server import connect
from lsp.raw_client import RawClient, RpcError, frame

OPEN = {"textDocument": {"uri": "file:///a.py", "languageId": "python", "version": 1, "text": "x = 1\n"}}


async def test_commands_get_their_arguments():
    async with connect() as client:

        async def add(*arguments):
            return await client.request("workspace/executeCommand", {"command": "probe.add", "arguments": arguments})

        assert await add(1, 2) == 3
        for arguments, complaint in [
            ((1, "x"), 'params.arguments[1]: must be an integer, not "x"'),
            ((), "params.arguments: 2 expected, not 0"),
            ((1, 2, 3), "params.arguments: 2 expected, not 3"),
        ]:
            with pytest.raises(RpcError) as caught:
                await add(*arguments)
            assert (caught.value.code, caught.value.message) == (-32602, complaint)
        with pytest.raises(RpcError, match=r"-32602.*no command 'nope'"):
            await client.request("workspace/executeCommand", {"command": "nope"})


async def test_a_cancelled_request_is_answered_once_and_what_comes_late_is_dropped():
    async with connect() as client:
        slow = client.start("probe/slow", {})
        await client.notification("probe/began")
        for _ in range(3):
            await client.notify("$/cancelRequest", {"id": slow})
        for params in ({"id": "nobody"}, {"id": [1]}, {}, None, 5):
            await client.notify("$/cancelRequest", params)
        await client.request("probe/echo", {})

        answers = [message for message in client.messages if message.get("id") == slow]
        assert [answer["error"]["code"] for answer in answers] == [-32800]
        assert client.said("probe/ended") == [{"name": "request"}]


async def test_requests_before_initialize_are_refused_and_notifications_dropped():
    async with connect(initialized=False) as client:
        await client.notify("textDocument/didOpen", OPEN)
        for method in ("probe/echo", "shutdown", "nope"):
            with pytest.raises(RpcError, match="-32002"):
                await client.request(method, {})
        with pytest.raises(RpcError, match=r"-32602: params.capabilities: must be an object"):
            await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": 5})
        await client.initialize()
        await client.notify("textDocument/didOpen", OPEN)
        with pytest.raises(RpcError, match=r"-32600.*already"):
            await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})

        assert client.said("probe/opened") == [{"text": "x = 1\n"}]


async def test_exit_before_initialize_ends_the_server():
    async with connect(initialized=False) as client:
        await client.notify("exit")

        assert await client.exit_code() == 1


async def test_messages_that_are_sent_without_waiting_are_all_handled_in_order():
    async with connect(initialized=False) as client:
        client.say("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, id=1)
        client.say("initialized", {})
        client.say("textDocument/didOpen", OPEN)
        client.say("probe/echo", {"a": 1}, id=2)
        client.say("shutdown", id=3)
        client.say("exit")

        assert await client.exit_code() == 0
        await client.end()
        assert [message.get("id") or message["method"] for message in client.messages] == [1, "probe/opened", 2, 3]


async def test_a_client_that_hangs_up_ends_the_server_which_closes_everything():
    async with connect() as client:
        slow = client.start("probe/slow", {})
        await client.notification("probe/began")
        client.hang_up()

        assert await client.exit_code() == 1
        await client.end()
        assert (await client.answer(slow))["error"]["code"] == -32800
        assert "closed" in await client.errors()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_command_in_order(number, tmp_path):
    command = [sys.executable, "-m", "journeyman", "serve", "--stdio"]
    async with RawClient.started(command, env=environment(tmp_path), cwd=tmp_path) as client:
        await client.initialize()
        client.process.send_signal(number)

        assert await client.exit_code() == 130
        assert "Traceback" not in await client.errors()


async def test_the_server_ends_when_the_process_of_the_editor_is_gone():
    editor = await asyncio.create_subprocess_exec("sleep", "1000")
    async with connect(initialized=False) as client:
        await client.initialize(processId=editor.pid)
        # It must have been seen alive once.
        await client.request("probe/checksPassed", {"count": 3})
        editor.kill()
        await editor.wait()

        assert await client.exit_code() == 1
        assert "closed" in await client.errors()


async def test_a_process_that_was_never_there_is_not_missed():
    gone = await asyncio.create_subprocess_exec("true")
    await gone.wait()
    async with connect(initialized=False) as client:
        await client.initialize(processId=gone.pid)
        await client.request("probe/checksPassed", {"count": 3})

        assert await client.shut_down() == 0


async def test_a_burst_of_notifications_starves_nobody():
    async with connect() as client:
        client.send(frame({"jsonrpc": "2.0", "method": "probe/count", "params": {}}) * 10_000)

        assert await client.request("probe/counted", {}) == 10_000


async def test_what_is_sent_before_the_end_arrives():
    async with connect() as client:
        client.say("probe/flood", {}, id="flood")
        client.say("shutdown", id="shutdown")
        client.say("exit")

        assert await client.exit_code() == 0
        await client.end()
        assert len(client.said("probe/flooded")) == 40
        assert (await client.answer("shutdown"))["result"] is None


async def test_a_result_that_is_no_json_is_an_error():
    async with connect() as client:
        with pytest.raises(RpcError, match="-32603"):
            await client.request("probe/notJson", {})
        assert await client.request("probe/echo", {"a": 1}) == {"a": 1}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ([1, 2], [1, 2]),
        (RpcError(-32601, "no such thing"), "The editor refused workspace/configuration: no such thing."),
        (5, "The editor's answer to workspace/configuration does not fit. result: must be a list, not 5."),
        (None, "The editor did not answer workspace/configuration within 0.05 seconds."),
    ],
)
async def test_a_question_is_answered_or_it_is_said_why_not(answer, told):
    async with connect() as client:

        async def handle(_):
            if isinstance(answer, RpcError):
                raise answer
            return await asyncio.Event().wait() if answer is None else answer

        client.handlers["workspace/configuration"] = handle
        seconds = 0.05 if answer is None else 20
        if isinstance(told, list):
            assert await client.request("probe/question", {"seconds": seconds}) == told
            return
        with pytest.raises(RpcError) as caught:
            await client.request("probe/question", {"seconds": seconds})
        assert (caught.value.message, caught.value.data) == (told, {"kind": "no_answer"})
        assert len(client.said("$/cancelRequest")) == (answer is None)
