"""Write the message for the next commit."""

import re
from collections.abc import Sequence
from pathlib import Path

from .agent.asking import ask
from .agent.context import CHARACTERS_PER_TOKEN, Window, cut_middle
from .agent.interfaces import ModelRequest, Provider
from .agent.messages import UserMessage
from .agent.prompts import load_prompt
from .errors import ProviderError
from .project.uncommitted import Uncommitted, What, read_uncommitted
from .review.secrets import is_secret

MAX_SUBJECT_LENGTH = 72
MAX_MESSAGE_TOKENS = 600
MAX_NAMES = 200
SHORTEST_SHARE = 200
"""In characters. Less of a diff than this says nothing."""
SYSTEM = "You write commit messages that tell a colleague what changed and why."
CHATTER = re.compile(r"(?i)\A(?:sure|certainly|okay|here(?:\N{RIGHT SINGLE QUOTATION MARK}|')?s?\b)[^\n]*:\s*\n+")
LABEL = re.compile(r"(?i)\A(?:\*\*)?(?:commit message|subject|message):(?:\*\*)?\s*")
FENCED = re.compile(r"(?s)```[\w-]*\n(.*?)\n?```")


async def write_commit_message(root: Path, provider: Provider, window: Window, what: What) -> str:
    """Ask the model for a message for what is staged, or for all that is not committed yet.

    Raises:
        UsageError: there is no repository or nothing to commit.
        ProviderError: the model could not be asked, or answered with nothing.
    """
    uncommitted = await read_uncommitted(root, what, is_hidden=is_secret)
    prompt = commit_prompt(uncommitted, window.prompt_size * CHARACTERS_PER_TOKEN // 2)
    output = min(MAX_MESSAGE_TOKENS, window.max_output)
    answer = await ask(provider, ModelRequest(SYSTEM, (UserMessage(prompt),), max_output_tokens=output))
    message = cleaned(answer.text)
    if not message:
        raise ProviderError("The model answered with no message. Try again, or choose another model.")
    return message


def commit_prompt(uncommitted: Uncommitted, limit: int) -> str:
    """Return the question, with about `limit` characters of changes."""
    names = [f"{path} (content not shown)" if path in uncommitted.hidden else path for path in uncommitted.paths]
    names += [f"{path} (new)" for path in uncommitted.untracked]
    more = [f"and {len(names) - MAX_NAMES} more"] if len(names) > MAX_NAMES else []
    return load_prompt("commit_message").format(
        subjects=cut_middle("\n".join(uncommitted.subjects), limit // 8),
        names=cut_middle("\n".join(names[:MAX_NAMES] + more), limit // 4),
        diff="".join(fair_shares(uncommitted.diffs, limit * 5 // 8)),
    )


def fair_shares(texts: Sequence[str], room: int) -> list[str]:
    """Cut `texts` to `room` characters together: what the short ones leave goes to the long ones."""
    limit = 0
    for index, length in enumerate(sorted(map(len, texts))):
        limit = room // (len(texts) - index)
        if length > limit:
            break
        room -= length
    else:
        return list(texts)
    if limit < SHORTEST_SHARE:
        texts = texts[: max(1, room // SHORTEST_SHARE)]
        limit = SHORTEST_SHARE
    return [cut_middle(text, limit) for text in texts]


def cleaned(answer: str) -> str:
    """Return the message in an answer: without what models put around it, its first line short enough."""
    text = CHATTER.sub("", answer.strip())
    if fenced := FENCED.search(text):
        text = fenced[1].strip()
    text = LABEL.sub("", text)
    for quote in "\"'`":
        if len(text) > 1 and text[0] == text[-1] == quote:
            text = text[1:-1].strip()
    subject, _, body = text.partition("\n")
    subject, rest = _shortened(subject.strip())
    return "\n\n".join(filter(None, (subject, rest, body.strip())))


def _shortened(subject: str) -> tuple[str, str]:
    """Cut between words; what is left over begins the text below."""
    if len(subject) <= MAX_SUBJECT_LENGTH:
        return subject.removesuffix("."), ""
    cut = subject.rfind(" ", 1, MAX_SUBJECT_LENGTH + 1)
    cut = cut if cut > 0 else MAX_SUBJECT_LENGTH
    return subject[:cut].rstrip(" ,;:"), subject[cut:].strip()
