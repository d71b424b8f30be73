"""LM Studio: its own lists know the window in force, what a model can do, and what is loaded.

https://lmstudio.ai/docs/developer/rest
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..errors import ProviderRefused, ProviderUnreachable
from .catalog import entries_at, first_count, list_served
from .dialect import Dialect, Wire, Wishes
from .endpoint import ModelInfo
from .http import Connection
from .json_text import as_flag, as_list, as_object, as_text
from .refusals import Explanation

_EFFORTS = {"off": "none", "on": "medium"}
"""As its developers say (lmstudio-bug-tracker#2057, June 2026); versions before 0.4.17 pass it over."""


async def list_models(connection: Connection) -> list[ModelInfo]:
    """Return the models that can talk, those that are loaded first: they answer at once.

    Only the newest list tells of reasoning, only the oldest is there in every version, and that one
    knows no windows.

    Raises:
        ProviderError: it did not answer, or has no list.
    """
    for version in ("v1", "v0"):
        try:
            entries = await entries_at(connection, f"{connection.endpoint.server_root}/api/{version}/models")
        except ProviderRefused:
            continue
        talking = [entry for entry in entries if not as_text(entry.get("type")).startswith("embedding")]
        talking.sort(key=lambda entry: not (entry.get("loaded_instances") or entry.get("state") == "loaded"))
        if talking:
            return [info for entry in talking for info in to_infos(entry)]
    return await list_served(connection)


def to_infos(entry: Mapping[str, Any]) -> Iterator[ModelInfo]:
    """Yield what an element of either list says; once more for each loaded instance with a name of its own."""
    instances = [as_object(instance) for instance in as_list(entry.get("loaded_instances"))]
    windows = [first_count(as_object(instance.get("config")).get("context_length")) for instance in instances]
    abilities = entry.get("capabilities")
    can = as_object(abilities)
    info = ModelInfo(
        id=as_text(entry.get("key")) or as_text(entry.get("id")),
        context_window=first_count(entry.get("loaded_context_length"), *windows),
        # The older list has a list of abilities, and a type of its own for models that see.
        tools=True if "tool_use" in as_list(abilities) else as_flag(can.get("trained_for_tool_use")),
        vision=True if entry.get("type") == "vlm" else as_flag(can.get("vision")),
        thinking=True if can.get("reasoning") else None,
        max_context_window=first_count(entry.get("max_context_length")),
    )
    yield info
    for instance, window in zip(instances, windows, strict=True):
        if (name := as_text(instance.get("id"))) not in {"", info.id}:
            yield replace(info, id=name, context_window=window)


def write(wire: Wire, info: ModelInfo, wishes: Wishes) -> None:
    """Ask for as much thinking as the user wants."""
    if wishes.thinking and info.thinking is not False:
        wire["reasoning_effort"] = _EFFORTS.get(wishes.thinking, wishes.thinking)


DIALECT = Dialect(
    write=write,
    explanations=(
        Explanation(
            "has no model loaded, and loads none by itself. Load one with `lms load`, or turn on "
            "just-in-time loading in its server settings.",
            words="no models loaded",
        ),
        Explanation(
            "lost the model, which has crashed. Try again; if it stays so, load it with a shorter context, or choose "
            "another one.",
            words="model has crashed",
            kind=ProviderUnreachable,
        ),
        Explanation("unloaded the model. Try again.", words="model (is|was)? ?unloaded", kind=ProviderUnreachable),
        Explanation(
            "could not load the model. Choose a smaller one, or load it with a shorter context.",
            words="failed to load( the)? model|insufficient system resources",
        ),
    ),
    # lmstudio-bug-tracker#2339: status 200, and then nothing.
    is_silent_on_overflow=True,
)
