"""A conversation as an editor shows it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeyman.lsp import protocol

if TYPE_CHECKING:
    from e2e.lsp.editor import Editor


class Chat:
    """A session, the updates that came of it, and how far a test has read them."""

    def __init__(self, editor: "Editor", root: Path, opened: dict[str, Any]) -> None:
        self.editor, self.root, self.opened = editor, root, opened
        self.id: str = opened["sessionId"]
        self._read = 0

    @property
    def numbered(self) -> list[dict[str, Any]]:
        return self.editor.updates[self.id]

    @property
    def updates(self) -> list[dict[str, Any]]:
        return [each["update"] for each in self.numbered]

    async def ask(self, method: str, **params: Any) -> Any:
        return await self.editor.ask(method, sessionId=self.id, **params)

    async def refusal(self, method: str, **params: Any) -> Any:
        return await self.editor.refusal(method, sessionId=self.id, **params)

    async def prompt(self, text: str, delivery: str = "send", **more: Any) -> str:
        """Send a prompt and return the id of its turn."""
        block = {"type": "text", "text": text}
        result = await self.ask(protocol.SESSION_PROMPT, prompt=[block], delivery=delivery, **more)
        return result["turnId"]

    async def play(self, text: str) -> dict[str, Any]:
        """Send a prompt, wait until it is answered, and return how that ended."""
        await self.prompt(text)
        return await self.until("turn_state", state="idle")

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Wait for an update, reading on from the last one, and return it."""

        def found() -> list[dict[str, Any]]:
            wanted = {"kind": kind, **fields}.items()
            for at, update in enumerate(self.updates[self._read :], self._read):
                if all(update.get(name) == value for name, value in wanted):
                    self._read = at + 1
                    return [update]
            return []

        return (await self.editor.wait(found, f"{kind} {fields}"))[0]

    async def says(self, text: str) -> None:
        """Wait until the agent has said something."""
        await self.editor.wait(lambda: text in self.answer, text)

    async def allow(self, option: str = "allow_once", **more: Any) -> dict[str, Any]:
        """Wait for the question whether a tool may run, answer it, and return it."""
        question = await self.until("permission_pending")
        await self.ask(protocol.PERMISSION_RESOLVE, permissionId=question["permissionId"], optionId=option, **more)
        return question

    async def choose(self, option: str, value: str) -> dict[str, str]:
        """Change an option, and return all of them."""
        result = await self.ask(protocol.SESSION_SET_CONFIG, configId=option, value=value)
        return values(result["configOptions"])

    async def state(self, since: int | None = None) -> dict[str, Any]:
        return await self.ask(protocol.SESSION_STATE, **({} if since is None else {"sinceSeq": since}))

    async def cancel(self) -> None:
        """Cancel, and wait until it is done."""
        self.editor.protocol.notify(protocol.SESSION_CANCEL, {"sessionId": self.id})
        await self.until("turn_state", state="idle", stopReason="cancelled")

    async def changes(self) -> list[dict[str, Any]]:
        return (await self.ask(protocol.CHANGES_LIST))["changeSets"]

    async def reject(self, change_set: dict[str, Any], hunk_ids: list[str] | None = None) -> dict[str, Any]:
        """Reject hunks of a change set, or all that are pending."""
        named = {} if hunk_ids is None else {"hunkIds": hunk_ids}
        return await self.ask(protocol.CHANGES_RESOLVE, changeSetId=change_set["changeSetId"], action="reject", **named)

    async def export(self) -> list[dict[str, Any]]:
        """The stored messages."""
        result = await self.ask(protocol.SESSION_EXPORT, root=self.root.as_uri())
        return [json.loads(line) for line in result["text"].splitlines()]

    @property
    def answer(self) -> str:
        """All that the agent said."""
        return shown(self.updates)["agent"]


def values(options: list[dict[str, Any]]) -> dict[str, str]:
    return {option["id"]: option["currentValue"] for option in options}


def shown(updates: list[dict[str, Any]]) -> dict[str, Any]:
    """What a client shows after these updates."""
    said = {"user": "", "agent": ""}
    tools: dict[str, tuple[str, str]] = {}
    for update in updates:
        match update:
            case {"kind": "user_message_chunk", "content": {"text": text}}:
                said["user"] += text
            case {"kind": "agent_message_chunk", "content": {"text": text}}:
                said["agent"] += text
            case {"kind": "tool_call", "toolCallId": name, "title": title, "status": status}:
                tools[name] = title, status
            case {"kind": "tool_call_update", "toolCallId": name, "status": status}:
                tools[name] = tools[name][0], status
    return {**said, "tools": list(tools.values())}


def results(lines: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """The tool calls of an export, each with the texts of its results: there must be exactly one."""
    found: dict[str, tuple[str, list[str]]] = {}
    for line in lines[1:]:
        for call in line["body"].get("tool_calls", ()):
            assert call["id"] not in found
            found[call["id"]] = call["name"], []
        if line["kind"] == "tool_result":
            found[line["body"]["call_id"]][1].append(line["body"]["text"])
    return list(found.values())
