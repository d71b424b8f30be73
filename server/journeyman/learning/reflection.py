"""Ask a model what a task has taught: a new skill, or a better version of the one that was used."""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..agent.asking import ask
from ..agent.context import Window
from ..agent.interfaces import ModelRequest, Provider
from ..agent.messages import AssistantMessage, Usage, UserMessage
from ..agent.prompts import load_prompt
from ..agent.tokens import estimate_request, estimate_tokens
from ..errors import ContextOverflow, ProviderError, ProviderRefused, ProviderUnreachable
from ..skills.skill import Skill
from .answers import Unusable
from .deviation import Deviation
from .digest import cut_to_tokens, plain, quoted
from .drafts import Draft, NothingToKeep, SameAs, draft_schema, read_draft
from .patches import Patch, may_change, patch_schema, read_patch

SYSTEM = "You write short instructions for a coding agent. You answer with one JSON object and nothing else."
MAX_REQUESTS = 2
MAX_PROMPT_TOKENS = 1_700
"""Of one request, by our estimate: two of them are to stay under 4,000. SmolLM2, whose vocabulary is small, counts
15 % more in English and 32 % more in Chinese (measured in November 2026); most others count less."""
MAX_OUTPUT_TOKENS = 1_500
MAX_SECONDS = 600
"""For one answer: a model that writes three tokens a second comes to its end; one that never ends is left."""
LEARN_DIGEST_TOKENS = 880
REFINE_DIGEST_TOKENS = 420
"""How long a digest should be for either question; what is longer loses its end."""
COMPLAINT_TOKENS = 100
"""Kept free for what is said about an answer that cannot be used."""
NEAR_TOKENS = 160
MAX_NEAR = 5
MAX_NEAR_DESCRIPTION = 140
SKILL_TOKENS = 650
DEVIATION_TOKENS = 120

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Failed:
    """The model was asked, and nothing came of it."""

    error: str
    """For people."""
    may_retry: bool
    """Whether the same may work later."""


@dataclass(frozen=True, slots=True)
class Reflection(Generic[T]):
    """What came of asking, and what it cost."""

    outcome: T | Failed
    usage: Usage
    requests: int


async def learn(
    provider: Provider,
    window: Window,
    episode_digest: str,
    near: Sequence[tuple[str, str]],
    *,
    max_requests: int = MAX_REQUESTS,
    max_seconds: float = MAX_SECONDS,
) -> Reflection[Draft | SameAs | NothingToKeep]:
    """Ask what is worth keeping of a task that went well.

    `near` are name and description of skills for similar tasks, the nearest first. Makes at most
    `max_requests`, each with at most `MAX_PROMPT_TOKENS`. Never raises because of the model.
    """
    near = near[:MAX_NEAR]
    listed = "\n".join(f"- {name}: {plain(text, MAX_NEAR_DESCRIPTION)}" for name, text in near)
    values = {"skills": cut_to_tokens(listed, NEAR_TOKENS) or "(none)"}
    prompt = _fitted("learn_skill", values, episode_digest, window)
    names = [name for name, _ in near]
    return await _ask(
        provider,
        window,
        prompt,
        draft_schema(names),
        lambda answer: read_draft(answer, names),
        max_requests,
        max_seconds,
    )


async def refine(
    provider: Provider,
    window: Window,
    skill: Skill,
    episode_digest: str,
    deviation: Deviation,
    *,
    max_requests: int = MAX_REQUESTS,
    max_seconds: float = MAX_SECONDS,
) -> Reflection[Patch | NothingToKeep]:
    """Ask what to change in a skill after a task that went well in another way than it says.

    Sections that do not fit into the prompt are left out of it, and stay as they are. Makes at most
    `max_requests`, fewer than two if the task has cost some already. Never raises because of the model.
    """
    text, shown = _shown(skill)
    values = {"skill": text, "deviation": cut_to_tokens(quoted(deviation.described()), DEVIATION_TOKENS)}
    prompt = _fitted("refine_skill", values, episode_digest, window)
    return await _ask(
        provider,
        window,
        prompt,
        patch_schema(),
        lambda answer: read_patch(answer, skill, shown),
        max_requests,
        max_seconds,
    )


async def _ask(
    provider: Provider,
    window: Window,
    prompt: str,
    schema: Mapping[str, Any] | None,
    read: Callable[[str], T | Unusable],
    max_requests: int,
    max_seconds: float,
) -> Reflection[T]:
    """Ask; once more without a schema if the service refuses it, or with what was wrong with the answer."""
    usage, complaint, problem = Usage(), "", "The model was asked as often as one task is worth, and nothing was kept."
    output = min(MAX_OUTPUT_TOKENS, window.max_output)
    for requests in range(1, max_requests + 1):
        try:
            request = ModelRequest(SYSTEM, (UserMessage(prompt + complaint),), (), output, schema)
            message = await _answer(provider, request, max_seconds)
        except ProviderError as error:
            is_refused = isinstance(error, ProviderRefused)
            if schema is None or not is_refused or isinstance(error, ContextOverflow):
                return Reflection(Failed(str(error), may_retry=not is_refused), usage, requests)
            # How services refuse a schema cannot be told from other refusals: what is meant otherwise comes again.
            schema, problem = None, str(error)
            continue
        usage += message.usage
        # Bad answers can be long.
        outcome = await asyncio.to_thread(read, message.text)
        if not isinstance(outcome, Unusable):
            return Reflection(outcome, usage, requests)
        problem = f"The model's answer could not be used: {outcome.problem}"
        told = cut_to_tokens(plain(outcome.problem, 400), COMPLAINT_TOKENS // 2)
        complaint = f"\n\nYour last answer could not be used: {told} Answer with the JSON object alone."
    return Reflection(Failed(problem, may_retry=False), usage, max_requests)


async def _answer(provider: Provider, request: ModelRequest, seconds: float) -> AssistantMessage:
    try:
        async with asyncio.timeout(seconds):
            return await ask(provider, request)
    except TimeoutError:
        raise ProviderUnreachable(f"The model had not ended its answer after {seconds:g} seconds.") from None


def _fitted(template: str, values: Mapping[str, str], episode_digest: str, window: Window) -> str:
    """Return the prompt, with as much of the digest as there is room for."""
    without = _filled(template, {**values, "work": ""})
    limit = min(MAX_PROMPT_TOKENS, window.prompt_size)
    room = limit - estimate_request(SYSTEM, (), (UserMessage(without),)) - COMPLAINT_TOKENS
    return _filled(template, {**values, "work": cut_to_tokens(episode_digest, max(0, room))})


def _filled(template: str, values: Mapping[str, str]) -> str:
    # All at once: what is filled in may hold the name of another place.
    return re.sub(r"\{(\w+)\}", lambda place: values.get(place[1], place[0]), load_prompt(template))


def _shown(skill: Skill) -> tuple[str, list[str]]:
    """Return as many sections of a skill as fit, whole, and their headings."""
    parts = [f"description: {plain(skill.description, 500)}"]
    room = SKILL_TOKENS - estimate_tokens(parts[0])
    headings: list[str] = []
    for heading, text in may_change(skill):
        part = f"## {heading}\n{quoted(text)}"
        if estimate_tokens(part) + 2 <= room:
            room -= estimate_tokens(part) + 2
            parts.append(part)
            headings.append(heading)
    return "\n\n".join(parts), headings
