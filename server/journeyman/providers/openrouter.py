"""OpenRouter: many services behind one, so it says who answered, for how much, and lets the user choose.

https://openrouter.ai/docs/api-reference/overview
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import ProviderUnreachable
from .catalog import entries_at, first_count, to_info
from .dialect import Dialect, Routing, Wire, Wishes
from .endpoint import ModelInfo, Price
from .http import Connection
from .json_text import as_list, as_object, as_text
from .refusals import Explanation

_REASONING: Mapping[str, Wire] = {"off": {"effort": "none"}, "on": {"enabled": True}}
_IN_PIECES = {"reasoning.text", "reasoning.summary"}
_JOINED = {"text", "summary"}
"""What comes in pieces of a thought; everything else of it comes once."""
_CACHED: Wire = {"cache_control": {"type": "ephemeral"}}
_MAX_PRICE_USD = 1e6


async def list_models(connection: Connection) -> list[ModelInfo]:
    """Return the models, in OpenRouter's order.

    Raises:
        ProviderError: it did not answer.
    """
    return list(map(to_own_info, await entries_at(connection, f"{connection.endpoint.base_url}/models")))


def to_own_info(entry: Mapping[str, Any]) -> ModelInfo:
    """Return what an element of the list says."""
    info = to_info(entry)
    window = first_count(as_object(entry.get("top_provider")).get("context_length"), info.context_window)
    info = replace(info, context_window=window, price=_price(as_object(entry.get("pricing"))))
    if not isinstance(parameters := entry.get("supported_parameters"), list):
        return info
    sees = "image" in as_list(as_object(entry.get("architecture")).get("input_modalities"))
    return replace(info, tools="tools" in parameters, vision=sees, thinking="reasoning" in parameters)


def _price(pricing: Mapping[str, Any]) -> Price | None:
    """Return the price of a million tokens; OpenRouter names that of one, as text, and -1 if it depends."""
    try:
        price = Price(*(float(pricing[name]) * 1e6 for name in ("prompt", "completion")))
    except (KeyError, TypeError, ValueError):
        return None
    is_price = 0 <= price.input_usd < _MAX_PRICE_USD and 0 <= price.output_usd < _MAX_PRICE_USD
    return price if is_price else None


def write(wire: Wire, info: ModelInfo, wishes: Wishes) -> None:
    """Say who may run the model, how much it may think, and what is worth keeping in a cache."""
    if wishes.thinking and info.thinking is not False:
        wire["reasoning"] = _REASONING.get(wishes.thinking, {"effort": wishes.thinking})
    if preferences := _preferences(wire, wishes.routing):
        wire["provider"] = preferences
    if info.id.startswith("anthropic/") and "tools" in wire:
        # Other models' caches need no marks. Requests without tools stand alone: nobody reads their cache.
        for message in (wire["messages"][0], wire["messages"][-1]):
            _mark(message)


def _preferences(wire: Wire, routing: Routing) -> Wire:
    preferences: Wire = {}
    if routing.order:
        preferences["order"] = list(routing.order)
    if not routing.fallbacks:
        preferences["allow_fallbacks"] = False
    if routing.data_collection:
        preferences["data_collection"] = routing.data_collection
    if "response_format" in wire:
        # Who does not know the parameter would be asked all the same, and enforce nothing.
        preferences["require_parameters"] = True
    return preferences


def _mark(message: Wire) -> None:
    """Let the prompt up to the end of `message` be cached."""
    content = message["content"]
    parts = [{"type": "text", "text": content}] if content and isinstance(content, str) else content
    if parts:
        message["content"] = [*parts[:-1], parts[-1] | _CACHED]


def join(blocks: list[Wire], block: Wire) -> None:
    """Put the next piece of reasoning to those before: what was signed as a whole must go back as a whole.

    Pieces of one thought have the same type and index; the signature may come alone, last.
    """
    thought = _continued(blocks, block) if as_text(block.get("type")) in _IN_PIECES else None
    if thought is None:
        blocks.append(dict(block))
        return
    for name, value in block.items():
        if name in _JOINED and as_text(value):
            thought[name] = as_text(thought.get(name)) + value
        elif value is not None:
            thought[name] = value


def _continued(blocks: list[Wire], block: Wire) -> Wire | None:
    """Return the thought that a piece belongs to. One that is signed is complete."""
    says_more = any(as_text(block.get(name)) for name in _JOINED)
    for thought in reversed(blocks if "index" in block else blocks[-1:]):
        is_same = all(thought.get(name) == block.get(name) for name in ("type", "index"))
        if is_same and block.get("id") in (None, "", thought.get("id")):
            return None if says_more and thought.get("signature") else thought
    return None


DIALECT = Dialect(
    # Its own list of applications. Where the user's code is from, or who they are, is not for it.
    headers={"X-Title": "Journeyman"},
    write=write,
    sealed_field="reasoning_details",
    join=join,
    explanations=(
        Explanation(
            "wants to be paid first (402). Add credits at openrouter.ai/settings/credits, choose a cheaper model, "
            "or set JOURNEYMAN_MAX_OUTPUT_TOKENS to less.",
            status=402,
        ),
        Explanation(
            "does not let the request pass (403): for its content, or because of a limit of the key. Say it in other "
            "words, choose another model, or look at openrouter.ai/settings/keys.",
            status=403,
        ),
        Explanation(
            "knows nobody who serves the model in this way (404). Choose another model, or loosen what you have set: "
            "`openrouter_order`, `openrouter_data_collection`, openrouter.ai/settings/privacy.",
            status=404,
            words="no (endpoints|allowed providers)",
        ),
        Explanation(
            "waited too long for the model (408). Try again, or choose a faster one.",
            status=408,
            kind=ProviderUnreachable,
        ),
        Explanation(
            "got no usable answer from the model (502). Try again, or choose another one.",
            status=502,
            kind=ProviderUnreachable,
        ),
        Explanation(
            "finds nobody who serves the model now (503). Try again, choose another one, or loosen "
            "`openrouter_order` and `openrouter_data_collection`.",
            status=503,
            kind=ProviderUnreachable,
        ),
    ),
)
