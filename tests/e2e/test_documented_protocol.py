"""What the server really sends has the fields that the documents name, and no others."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from command import environment
from documents import examples, fields, read
from lsp.raw_client import RawClient
from protocol_shapes import documented_messages, documented_objects, leaves

ANSWERS = [
    {
        "text": "I look.",
        "tool_calls": [{"name": "write_file", "arguments": {"path": "made.py", "content": "x = 1\n"}}],
    },
    {"tool_calls": [{"name": "ask_user", "arguments": {"question": "Round up?", "choices": ["up", "down"]}}]},
    {"text": "Done."},
    {"text": "Add made.py"},
]
WHOLE = ("usage", "rawInput")


class Talk:
    """A client that notes what the server answers and tells."""

    def __init__(self, client: RawClient) -> None:
        self.client = client
        self.said: defaultdict[str, list[Any]] = defaultdict(list)

    async def ask(self, method: str, **params: Any) -> Any:
        """Send one of our requests and return its result."""
        result = await self.client.request(f"journeyman/{method}", params)
        self.said[f"journeyman/{method}"].append(result)
        return result

    async def update(self, kind: str, **more: Any) -> Any:
        """Return the first update of a kind; wait until it comes."""
        wanted = {"kind": kind, **more}
        params = await self.client.notification(
            "journeyman/session/update", lambda params: wanted.items() <= params["update"].items()
        )
        return params["update"]


async def test_everything_that_the_server_sends_is_documented(tmp_path: Path):
    root = tmp_path / "timesheet"
    root.mkdir()
    (root / "log.py").write_text("x = 1\n")
    git(root, "init", "--quiet")
    git(root, "add", "log.py")
    script = tmp_path / "answers.json"
    script.write_text(json.dumps(ANSWERS))
    env = environment(tmp_path, JOURNEYMAN_PROVIDER="scripted", JOURNEYMAN_ENDPOINT=str(script))

    async with RawClient.started([sys.executable, "-m", "journeyman", "serve"], env=env, cwd=root) as client:
        folder = {"uri": root.as_uri(), "name": root.name}
        ours = {"experimental": {"journeyman": {"version": 1}}}
        await client.initialize(workspaceFolders=[folder], capabilities=ours)
        talk = Talk(client)
        await use_everything(talk, root.as_uri())
        assert await client.shut_down() == 0, await client.errors()

    for method, results in talk.said.items():
        assert_documented(results, leaves(documented_messages()[method].get("result", {}), documented_objects()))
    told = [params["update"] for params in client.said("journeyman/session/update")]
    known = by_kind(examples(read("docs/protocol-updates.md")))
    assert {kind: names for kind, names in by_kind(told).items() if not names <= known[kind]} == {}


def git(root: Path, *command: str) -> None:
    subprocess.run(["git", *command], cwd=root, check=True)


async def use_everything(talk: Talk, root: str) -> None:
    session = {"sessionId": (await talk.ask("session/new", root=root))["sessionId"]}
    await talk.ask("session/prompt", **session, prompt=[{"type": "text", "text": "Do it."}])
    permission = await talk.update("permission_pending")
    await talk.ask("permission/resolve", **session, permissionId=permission["permissionId"], optionId="allow_once")
    question = await talk.update("question_pending")
    await talk.ask("question/resolve", **session, questionId=question["questionId"], answer="up")
    await talk.update("turn_state", state="idle")
    await review(talk, session)
    await talk.ask("session/setConfig", **session, configId="mode", value="act")
    await talk.ask("session/state", **session)
    await talk.ask("context/complete", **session, text="/re", position={"line": 0, "character": 3})
    await talk.ask("context/preview", **session)
    await talk.ask("model/probe", root=root, model="scripted")
    await talk.ask("model/list", root=root)
    await talk.ask("model/recommended", root=root)
    await talk.ask("git/commitMessage", root=root, staged=True)
    await talk.ask("session/new", root=root, **{"from": session})
    await talk.ask("session/load", root=root, **session)
    await talk.ask("session/list", root=root)
    await talk.ask("session/rename", root=root, **session, title="Log")
    await talk.ask("session/export", root=root, **session)
    await talk.ask("session/delete", root=root, **session)


async def review(talk: Talk, session: dict[str, str]) -> None:
    [change_set] = (await talk.ask("changes/list", **session))["changeSets"]
    which = {**session, "changeSetId": change_set["changeSetId"]}
    await talk.ask("changes/diff", **which)
    await talk.ask("changes/resolve", **which, action="accept", hunkIds=["absent"])
    [checkpoint] = (await talk.ask("checkpoint/list", **session))["checkpoints"]
    await talk.ask("checkpoint/restore", **session, checkpointId=checkpoint["checkpointId"], what="both")


def assert_documented(results: list[Any], documented: list[str]) -> None:
    names = {leaf.removesuffix("?") for leaf in documented}
    shown = {path for result in results for path in fields(result, names) if path}
    assert shown <= names
    assert {leaf for leaf in documented if not leaf.endswith("?")} <= shown


def by_kind(updates: list[dict[str, Any]]) -> dict[str, set[str]]:
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for update in updates:
        kinds[update["kind"]].update(fields(update, WHOLE))
    return kinds
