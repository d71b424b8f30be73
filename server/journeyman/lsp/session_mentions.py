"""Point at an earlier session in a prompt: `@session:6b03bd2a2ba99`."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..agent.context import cut_middle
from ..agent.messages import AssistantMessage, Message, Summary, UserMessage
from ..agent.tokens import estimate_tokens
from ..errors import StorageError
from .suggestions import MAX_SUGGESTIONS

if TYPE_CHECKING:
    from ..memory.sessions import StoredSession
    from ..records import Records

MAX_TOLD = 3
"""Sessions that one prompt can bring along."""
MAX_TOKENS = 1_500
"""Of one session."""
MAX_PART_CHARACTERS = 1_500
"""Of one prompt or answer: a pasted log must not push out all others."""
MAX_CHARACTERS = 6_000
MAX_LOOKED_THROUGH = 1_000
"""Sessions whose titles are compared, the latest first."""

_MENTIONED = re.compile(r"(?:^|\s)@session:([0-9a-z]{1,64})\b", re.ASCII)


async def suggest_sessions(wanted: str, records: "Records", *, current: str) -> list[dict[str, Any]]:
    """Return the sessions with such an id or with this in their title, the last used first; not the `current` one."""
    page = await records.sessions(lambda store, _: store.list(limit=MAX_LOOKED_THROUGH))
    others = (one for one in page.sessions if one.title and one.id != current)
    fitting = (one for one in others if one.id.startswith(wanted) or wanted in one.title.casefold())
    return [_to_suggestion(one) for one in islice(fitting, MAX_SUGGESTIONS)]


def _to_suggestion(session: "StoredSession") -> dict[str, Any]:
    return {
        "label": session.title,
        "insertText": f"@session:{session.id} ",
        "kind": "session",
        "detail": f"{session.updated_at:%Y-%m-%d}",
    }


async def mentioned_sessions(text: str, records: "Records") -> str:
    """Return what was said in the sessions that a prompt names with `@session:`, for the model, or ""."""
    ids = islice(dict.fromkeys(_MENTIONED.findall(text)), MAX_TOLD)
    return "\n\n".join([told for id_ in ids if (told := await _told(id_, records))])


async def _told(session_id: str, records: "Records") -> str:
    try:
        session, messages = await records.sessions(lambda store, _: (store.get(session_id), store.history(session_id)))
    except StorageError:
        # There is none, or it is damaged. The model sees the words of the user all the same.
        return ""
    return digest(session.title, messages)


def digest(title: str, messages: Iterable[Message]) -> str:
    """Return a session as the model reads it: its title, the prompts, and what each came to; cut in the middle."""
    whole = "\n\n".join([f"Title: {title}", *(cut_middle(part, MAX_PART_CHARACTERS) for part in _said(messages))])
    text = cut_middle(whole, MAX_CHARACTERS)
    if (tokens := estimate_tokens(text)) > MAX_TOKENS:
        text = cut_middle(whole, len(text) * MAX_TOKENS // tokens)
    inert = text.replace("</earlier_session", "<\\/earlier_session")
    return f"The user points at an earlier session:\n<earlier_session>\n{inert}\n</earlier_session>"


def _said(messages: Iterable[Message]) -> Iterator[str]:
    """Yield each prompt, and the last answer before the next one; what was said in between was on the way."""
    answer = ""
    for message in messages:
        match message:
            case UserMessage(text=text) if text:
                yield from [f"Agent: {answer}"] if answer else []
                yield f"User: {text}"
                answer = ""
            case Summary():
                yield from (f"User: {text}" for text in message.user_texts)
                answer = message.text
            case AssistantMessage(text=text) if text:
                answer = text
            case _:
                pass
    yield from [f"Agent: {answer}"] if answer else []
