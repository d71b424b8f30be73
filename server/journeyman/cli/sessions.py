"""journeyman sessions: look at conversations, take them over from elsewhere, and delete them."""

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from ..agent.messages import AssistantMessage, Message, Summary, ToolResult, UserMessage
from ..errors import UsageError
from ..memory.import_rows import Origin
from ..memory.imports import ImportStore
from ..memory.sessions import StoredSession
from ..updates import title
from ..workspace import Workspace
from .actions import Action, add_actions, run_action
from .printing import clean, print_json
from .sessions_import import add_options, import_sessions
from .terminal import has_terminal, read_line
from .wire import to_wire

MAX_SHOWN_RESULT = 400
"""Characters of a tool result that `show` prints."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions: dict[str, tuple[str, Action]] = {
        "list": ("list the conversations of this workspace, the newest first", _list),
        "show": ("print a conversation", _show),
        "search": ("find messages by their words", _search),
        "export": ("print a conversation as JSON Lines, with all that compaction replaced", _export),
        "delete": ("delete a conversation for good", _delete),
        "import": ("take over conversations from files and other agents", import_sessions),
    }
    for name, command in add_actions(parser, actions, json_help="print JSON"):
        if name in ("show", "export", "delete"):
            command.add_argument("id", metavar="ID", help="the start of the id is enough")
        if name == "search":
            command.add_argument("query", nargs="+", metavar="WORDS")
        if name in ("list", "search"):
            command.add_argument("--limit", type=_positive, default=20, metavar="N", help="at most N; 20 if not given")
        if name == "import":
            add_options(command)
        if name == "delete":
            command.add_argument("--yes", action="store_true", help="do not ask")


async def run(args: argparse.Namespace) -> int:
    """Do what was asked; errors are raised. 1 if something that was to be imported was refused."""
    return await run_action(args)


async def _list(args: argparse.Namespace, workspace: Workspace) -> None:
    page = await workspace.records.sessions(lambda store, _: store.list(limit=args.limit))
    sources = await _sources(workspace, *page.sessions)
    if args.json:
        print_json([_session_to_wire(session, sources) for session in page.sessions])
        return
    for session in page.sessions:
        origin = f" · from {sources[session.id]}" if session.id in sources else ""
        print(f"{session.id}  {session.updated_at:%Y-%m-%d %H:%M}  {clean(session.title) or '(no title)'}{origin}")
    if not page.sessions:
        print('There are no sessions in this workspace yet. Start one with: journeyman run "…"', file=sys.stderr)


async def _show(args: argparse.Namespace, workspace: Workspace) -> None:
    session = await workspace.records.sessions(lambda store, _: store.find(args.id))
    messages = await workspace.records.sessions(lambda store, _: store.history(session.id))
    if args.json:
        print_json([{"kind": type(message).__name__, **to_wire(message)} for message in messages])
        return
    origin = (await _sources(workspace, session)).get(session.id)
    about = [session.id, session.model, f"{session.updated_at:%Y-%m-%d %H:%M}", origin and f"from {origin}"]
    print(f"# {clean(session.title)}\n{clean(' · '.join(filter(None, about)))}")
    for message in messages:
        print(f"\n{clean(_shown(message, is_ours=origin is None))}")


async def _search(args: argparse.Namespace, workspace: Workspace) -> None:
    hits = await workspace.records.sessions(lambda store, _: store.search(" ".join(args.query), limit=args.limit))
    if args.json:
        origins = await _origins(workspace, [hit.message_id for hit in hits])
        print_json([to_wire(hit) | _origin_to_wire(origins.get(hit.message_id)) for hit in hits])
        return
    for hit in hits:
        print(f"{hit.session_id}  {hit.at:%Y-%m-%d %H:%M}  {hit.role}: {clean(' '.join(hit.snippet.split()))}")
    if not hits:
        print("No message has these words.", file=sys.stderr)


async def _export(args: argparse.Namespace, workspace: Workspace) -> None:
    session = await workspace.records.sessions(lambda store, _: store.find(args.id))
    lines: list[dict[str, Any]] = await workspace.records.sessions(lambda store, _: list(store.export(session.id)))
    if args.json:
        print_json(lines)
        return
    for line in lines:
        print(json.dumps(line))


async def _delete(args: argparse.Namespace, workspace: Workspace) -> None:
    session = await workspace.records.sessions(lambda store, _: store.find(args.id))
    if not args.yes:
        await _confirm(session)
    await workspace.delete_session(session.id)
    if args.json:
        print_json([_session_to_wire(session, {})])
    else:
        print(f"Deleted {session.id}.")


async def _confirm(session: StoredSession) -> None:
    if not has_terminal():
        raise UsageError(f"Deleting {session.id} cannot be undone. Say --yes if you mean it.")
    answer = await read_line(f"Delete {session.id} ({clean(session.title)}) for good? [y/N] ")
    if answer.strip().lower() not in ("y", "yes"):
        raise UsageError("Nothing was deleted.")


async def _sources(workspace: Workspace, *sessions: StoredSession) -> dict[str, str]:
    key, ids = workspace.records.workspace, [session.id for session in sessions]
    return await workspace.records.thread.run(lambda db: ImportStore(db, key).sources(ids))


async def _origins(workspace: Workspace, message_ids: list[int]) -> dict[int, Origin]:
    key = workspace.records.workspace
    return await workspace.records.thread.run(lambda db: ImportStore(db, key).external_ids(message_ids))


def _session_to_wire(session: StoredSession, sources: Mapping[str, str]) -> dict[str, Any]:
    wire = to_wire(session)
    origin = {"source": sources[session.id]} if session.id in sources else {}
    return {"sessionId": wire.pop("id"), **wire, **origin}


def _origin_to_wire(origin: Origin | None) -> dict[str, str]:
    """Return what is known of a message from elsewhere; nothing of one that is ours."""
    if origin is None:
        return {}
    named = {"externalId": origin.id, "name": origin.name}
    return {"source": origin.source, "externalSession": origin.session} | {
        key: value for key, value in named.items() if value
    }


def _shown(message: Message, *, is_ours: bool) -> str:
    match message:
        case UserMessage():
            shown = [f"[{image.mime_type}, {image.size_bytes:,} bytes]" for image in message.images]
            return "\n".join(["## User", message.text or message.context, *shown])
        case Summary():
            return f"## Summary of what came before\n{message.text}"
        case AssistantMessage():
            calls = [f"● {title(call)}" for call in message.tool_calls]
            return "\n".join(["## Journeyman" if is_ours else "## Assistant", *filter(None, [message.text]), *calls])
        case ToolResult():
            cut = message.text[:MAX_SHOWN_RESULT]
            return f"{'✗' if message.is_error else '✓'} {cut}{' …' if len(message.text) > len(cut) else ''}"


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)
