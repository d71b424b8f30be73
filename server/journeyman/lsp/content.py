"""What a client sends as a prompt: content blocks in, the user's words and what they point at out."""

import asyncio
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..agent.messages import Image, UserMessage
from ..errors import UsageError
from .client import Client
from .documents import to_path
from .folder_mentions import mentioned_folders
from .images import MAX_IMAGES, to_image
from .memory_mentions import mentioned_memories
from .session_mentions import mentioned_sessions
from .skill_mentions import mentioned_skills
from .suggestions import expand, mentioned_files, named_command

if TYPE_CHECKING:
    from ..workspace import Workspace

MAX_RESOURCE_CHARACTERS = 16_000
"""Of a file or selection that comes with the prompt; the model can read the rest."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A task for the agent."""

    text: str
    """The user's own words."""
    context: str = ""
    """What they point at."""
    skills: tuple[str, ...] = ()
    """Those that the user wants to be followed."""
    images: tuple[Image, ...] = ()

    @property
    def message(self) -> UserMessage:
        """What the model is told."""
        return UserMessage(self.text, self.context, self.images)


async def read_prompt(
    blocks: Sequence[Mapping[str, Any]], client: Client, workspace: "Workspace", skill: str | None = None
) -> Prompt:
    """Return what a client sends, with what the user looks at; `skill` is one that was chosen for it.

    Raises:
        UsageError: what `to_prompt` raises.
        SkillError: there is no such skill, or one that the text names cannot be used.
    """
    chosen = [skill] if skill is not None else []
    for name in chosen:
        await workspace.skills.get(name)
    texts = [block["text"] for block in blocks if isinstance(block.get("text"), str)]
    known = await workspace.skills.all() if texts and named_command(texts[0]) else ()
    root, text = workspace.root, "\n".join(texts)
    chosen += await mentioned_skills(text, workspace.skills)
    notes = (
        focus_note(client, root),
        await mentioned_memories(text, workspace.memory),
        await mentioned_sessions(text, workspace.records),
        await mentioned_folders(text, root),
    )
    context = "\n\n".join(filter(None, notes))
    return await asyncio.to_thread(to_prompt, blocks, root, context=context, known=known, chosen=chosen)


def to_prompt(
    blocks: Iterable[Mapping[str, Any]],
    root: Path,
    *,
    context: str = "",
    known: Container[str] = (),
    chosen: Iterable[str] = (),
) -> Prompt:
    """Join content blocks, as in ACP; `context` is put in front of what they point at.

    The text may begin with a command, or with the name of one of the `known` skills behind a slash, which is then
    followed beside those that were `chosen`.

    Raises:
        UsageError: a block is of another type or lacks a field, an image cannot be sent, nothing is said, or there is
            no such command.
    """
    texts: list[str] = []
    images: list[Image] = []
    pointed_at = [context] if context else []
    for block in blocks:
        match block:
            case {"type": "text", "text": str(text)}:
                texts.append(text)
            case {"type": "image"}:
                images.append(to_image(block))
            case _:
                pointed_at.append(_shown(block, root))
    text = "\n\n".join(texts).strip()
    if not text:
        raise UsageError("The prompt is empty. Say what to do.")
    if len(images) > MAX_IMAGES:
        raise UsageError(f"The prompt has {len(images)} images. Send {MAX_IMAGES} at most.")
    pointed_at += [f"The user points at `{path}`." for path in mentioned_files(text, root)]
    meaning, named = expand("\n\n".join(texts), known)
    skills = dict.fromkeys([named, *chosen] if named else chosen)
    return Prompt(text, "\n\n".join(filter(None, [*pointed_at, meaning])), tuple(skills), tuple(images))


def _shown(block: Mapping[str, Any], root: Path) -> str:
    match block:
        case {"type": "resource_link", "uri": str(uri)}:
            return f"The user points at `{shown_path(uri, root)}`."
        case {"type": "resource", "resource": {"uri": str(uri), "text": str(text)}}:
            return quoted(shown_path(uri, root), text)
        case {"type": str(name)} if name in {"text", "resource_link", "resource"}:
            raise UsageError(f"A content block of type `{name}` lacks a field. See docs/protocol.md for its fields.")
        case _:
            raise UsageError(
                f"Content blocks of type {block.get('type')!r} are not understood. "
                "Send `text`, `image`, `resource_link` or `resource`."
            )


def quoted(path: str, text: str) -> str:
    """Return `text` of `path` for the model, cut to a length that leaves room for others."""
    rest = len(text) - MAX_RESOURCE_CHARACTERS
    note = f"\n[… {rest:,} more characters. Read the file to see them. …]" if rest > 0 else ""
    return f'<file path="{path}">\n{text[:MAX_RESOURCE_CHARACTERS]}{note}\n</file>'


def focus_note(client: Client, root: Path) -> str:
    """Say what the user is looking at, for the model: "here" and "this" in a prompt mean that."""
    document, selection = client.focus.text_document, client.focus.selection
    if document is None or not document.uri.startswith("file:"):
        return ""
    path = shown_path(document.uri, root)
    if path == document.uri:
        return ""
    note = f"The user is looking at `{path}`"
    if selection is None:
        return f"{note}."
    first, last = selection.start.line + 1, selection.end.line + 1
    return (
        f"{note}, line {first}." if selection.start == selection.end else f"{note}, with lines {first}–{last} selected."
    )


def shown_path(uri: str, root: Path) -> str:
    """Return the path below `root` that a URI means, or the URI itself if it lies elsewhere."""
    path = to_path(uri)
    return path.relative_to(root).as_posix() if path and path.is_relative_to(root) else uri
