"""Replace old messages by a summary when the context window fills up.

The newest steps stay as they are. The user's own words are carried over, not summarized. The old
history stays stored; only what is sent gets shorter.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from ..errors import ProviderError
from .asking import ask
from .context import CHARACTERS_PER_TOKEN, Window, cut_middle
from .events import HistoryCompacted
from .interfaces import ModelRequest, Provider
from .messages import AssistantMessage, Message, Summary, ToolResult, Usage, UserMessage
from .prompts import load_prompt
from .tokens import estimate_message

KEPT_SHARE = 0.25
"""How much of the prompt the newest messages may take and stay as they are."""

MAX_SUMMARY_TOKENS = 1500
SUMMARY_PART = 6
"""In a small window the summary gets one part in so many of the prompt, so that steps have room beside it."""
USER_TEXTS_PART = 4
"""The user's own words together get about one part in so many."""


async def compact(models: Sequence[Provider], messages: Sequence[Message], window: Window) -> HistoryCompacted | None:
    """Return the shorter history, or None if there is nothing left to shorten.

    One model request writes the summary, to the first of the models that answers. If none does, a list of
    what was done stands in for it: a turn must not end because its summary could not be written.
    """
    kept_tokens = int(window.prompt_size * KEPT_SHARE)
    older, recent = split(messages, kept_tokens)
    limit = _result_limit(recent, kept_tokens * CHARACTERS_PER_TOKEN, window)
    kept = [_kept(message, limit) for message in recent]
    if not any(isinstance(message, AssistantMessage) for message in older):
        # There is nothing to summarize, but the results may be more than there is room for.
        shorter = HistoryCompacted((*older, *kept), Usage(), window.size)
        return shorter if any(map(_is_shorter, kept, recent)) else None
    answer = await _ask(models, summary_request(older, window))
    summary = Summary(_user_texts(older, window), answer.text.strip() or outline(older))
    return HistoryCompacted((summary, *kept), answer.usage, window.size)


def split(messages: Sequence[Message], kept_tokens: int) -> tuple[Sequence[Message], Sequence[Message]]:
    """Cut before a step, so that at most `kept_tokens` of messages, and always the last step, are kept."""
    border, size = len(messages), 0
    for index in range(len(messages) - 1, -1, -1):
        size += estimate_message(messages[index])
        if size > kept_tokens and border < len(messages):
            break
        if not isinstance(messages[index], ToolResult):
            border = index
    return messages[:border], messages[border:]


def summary_request(older: Sequence[Message], window: Window) -> ModelRequest:
    """Ask for a summary of `older`, which is itself cut to half of the window."""
    limit = window.prompt_size * CHARACTERS_PER_TOKEN // 2
    transcript = cut_middle("\n\n".join(map(_digest, older)), limit)
    prompt = load_prompt("compaction").replace("{transcript}", transcript)
    output = min(MAX_SUMMARY_TOKENS, window.prompt_size // SUMMARY_PART)
    return ModelRequest(load_prompt("compaction_system"), (UserMessage(prompt),), max_output_tokens=output)


def outline(messages: Sequence[Message]) -> str:
    """List the tool calls of `messages`, a line each: a summary that needs no model."""
    failed = {message.call_id for message in messages if isinstance(message, ToolResult) and message.is_error}
    lines = [message.text for message in messages if isinstance(message, Summary)]
    for message in messages:
        if isinstance(message, AssistantMessage):
            for call in message.tool_calls:
                arguments = cut_middle(", ".join(str(value) for value in call.arguments.values()), 120)
                lines.append(f"- {call.name}: {arguments}{' (failed)' if call.id in failed else ''}")
    return "\n".join(lines)


async def _ask(models: Sequence[Provider], request: ModelRequest) -> AssistantMessage:
    for model in models:
        # If the service is gone for good, the next step meets the same error and reports it.
        with suppress(ProviderError):
            return await ask(model, request)
    return AssistantMessage()


def _digest(message: Message) -> str:
    match message:
        case UserMessage():
            return f"USER: {cut_middle(message.sent_text, 2000)}{_gone(message)}"
        case Summary():
            return f"EARLIER SUMMARY: {message.text}"
        case ToolResult():
            return f"{'ERROR' if message.is_error else 'RESULT'}: {cut_middle(message.text, 600)}"
        case AssistantMessage():
            calls = [f"CALL {call.name} {cut_middle(str(call.arguments), 600)}" for call in message.tool_calls]
            return "\n".join(filter(None, [f"ASSISTANT: {cut_middle(message.text, 1500)}", *calls]))


def _user_texts(older: Sequence[Message], window: Window) -> tuple[str, ...]:
    texts: list[str] = []
    for message in older:
        if isinstance(message, Summary):
            texts += message.user_texts
        elif isinstance(message, UserMessage) and message.text:
            texts.append(f"{message.text}{_gone(message)}")
    # A pasted log must not fill the window for ever; the whole message stays in the session.
    room = window.prompt_size * CHARACTERS_PER_TOKEN // USER_TEXTS_PART
    limit = max(200, min(room // max(1, len(texts)), window.result_characters))
    return tuple(cut_middle(text, limit) for text in texts)


def _gone(message: UserMessage) -> str:
    """Say that there were images: pictures cannot be summarized, and are too large to stay."""
    kinds = ", ".join(image.mime_type for image in message.images)
    return f"\n[Shown with this, and no longer here: {kinds}]" if kinds else ""


def _is_shorter(kept: Message, message: Message) -> bool:
    return isinstance(kept, ToolResult) and isinstance(message, ToolResult) and len(kept.text) < len(message.text)


def _result_limit(recent: Sequence[Message], room: int, window: Window) -> int:
    """Return how many characters of each result stay, so that all of them fit `room`: those of one step can be many.

    They may also come from before the window turned out to be smaller.
    """
    lengths = sorted(len(message.text) for message in recent if isinstance(message, ToolResult))
    for index, length in enumerate(lengths):
        fair = room // (len(lengths) - index)
        if length > fair:
            return min(fair, window.result_characters)
        room -= length
    return window.result_characters


def _kept(message: Message, limit: int) -> Message:
    match message:
        case AssistantMessage():
            # The service counted these in a longer prompt; `prompt_tokens` must not take that for this one.
            return replace(message, usage=Usage())
        case ToolResult():
            return replace(message, text=cut_middle(message.text, limit))
        case _:
            return message
