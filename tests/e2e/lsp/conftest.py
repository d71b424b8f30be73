"""One server for all tests of this folder, and editors that connect to it, each with folders of its own."""

import os
import re
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from lsprotocol import types as lsp

from command import environment, start
from e2e.lsp.editor import Editor
from e2e.lsp.model import NAME, Model
from e2e.lsp.skills import put
from journeyman.lsp import protocol

Connect = Callable[..., Awaitable[Editor]]


@dataclass
class Listening:
    """A server that waits for editors."""

    port: int
    stderr: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """Where the server keeps what it stores."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def server(home) -> Iterator[Listening]:
    """Nothing in it may fail that nobody foresaw."""
    process = start(["serve", "--tcp", "127.0.0.1:0"], env=environment(home), cwd=home)
    assert process.stderr
    first = process.stderr.readline()
    port = re.search(r"Listening on 127\.0\.0\.1:(\d+)", first)
    assert port, first
    listening = Listening(int(port[1]))
    reading = threading.Thread(target=lambda: listening.stderr.extend(process.stderr))
    reading.start()
    yield listening
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    reading.join()
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()
    assert [line for line in listening.stderr if " ERROR " in line] == []


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    async with Model().running() as model:
        yield model


@pytest.fixture
def project(tmp_path) -> Path:
    """A workspace folder."""
    folder = (tmp_path / "project").resolve()
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\ny = 2\n")
    return folder


@pytest.fixture
async def connect(server, model, project) -> AsyncIterator[Connect]:
    """Connects editors; `settings` and `trusted` are what they say when they begin."""
    async with AsyncExitStack() as leaving:

        async def connected(
            *folders: Path,
            settings: dict[str, Any] | None = None,
            env: dict[str, str] | None = None,
            configuration: dict[str, Any] | None = None,
            capabilities: lsp.ClientCapabilities | None = None,
            then: Literal["initialized", "nothing yet"] = "initialized",
            **options: Any,
        ) -> Editor:
            """With `env`, the editor starts a server of its own."""
            editor = Editor()
            await (editor.start(env) if env else editor.connect(server.port))
            leaving.push_async_callback(editor.leave)
            if configuration is not None:
                editor.set_configuration(configuration, section="journeyman")
            roots = [lsp.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders or [project]]
            editor.capabilities = capabilities or able()
            params = lsp.InitializeParams(
                capabilities=editor.capabilities,
                process_id=os.getpid(),
                workspace_folders=roots,
                initialization_options={"settings": with_model(model.url) | (settings or {}), **options},
            )
            editor.server = await editor.initialize_async(params)
            if then == "initialized":
                editor.initialized(lsp.InitializedParams())
            return editor

        yield connected


@pytest.fixture
async def editor(connect) -> Editor:
    """An editor with the project open, connected to the shared server."""
    return await connect()


@pytest.fixture
async def chat(editor, project):
    """A session in which nothing is asked."""
    return await editor.new(project, mode="act")


@pytest.fixture
def shared(project) -> Path:
    (project / "routes").mkdir()
    (project / "routes" / "users.py").write_text("users = 1\n")
    return put(project)


@pytest.fixture
async def knowing(shared, connect):
    """An editor whose server has read the skills of the project."""
    editor = await connect(settings={"mode": "act"})
    await editor.until(protocol.SKILL_DID_CHANGE)
    return editor


def with_model(url: str) -> dict[str, Any]:
    """The editor's settings."""
    return {"provider": "openai", "endpoint": url, "model": NAME, "contextWindow": 32_000}


def able(**experimental: Any) -> lsp.ClientCapabilities:
    """What VS Code with our extension can do."""
    return lsp.ClientCapabilities(
        workspace=lsp.WorkspaceClientCapabilities(
            apply_edit=True,
            configuration=True,
            workspace_folders=True,
            workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=True),
        ),
        text_document=lsp.TextDocumentClientCapabilities(
            code_action=lsp.CodeActionClientCapabilities(
                data_support=True, resolve_support=lsp.ClientCodeActionResolveOptions(["edit", "command"])
            )
        ),
        window=lsp.WindowClientCapabilities(work_done_progress=True),
        experimental={"journeyman": {"version": 1}} | experimental,
    )
