"""NVIDIA NIM, in NVIDIA's cloud or on a server of one's own.

https://docs.nvidia.com/nim/large-language-models/latest, https://docs.api.nvidia.com/nim/reference
"""

import asyncio
import logging
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import Any

from ..errors import ProviderError, ProviderUnreachable
from .catalog import list_served
from .dialect import Dialect, Wire, Wishes
from .embedding_wire import EmbeddingWire, write_plain
from .endpoint import SERVICES, ModelInfo
from .http import Connection
from .refusals import Explanation

POLL_SECONDS = 2.0
"""Between two questions whether the model is loaded."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KnownModel:
    """What NVIDIA's catalogue does not say of models."""

    ids: str
    """A pattern, in which `*` stands for anything."""
    context_window: int | None = None
    """About what NVIDIA's cloud serves, in tokens."""
    system: tuple[str, str] | None = None
    """What a system prompt must begin with so that the model does not think, or does."""
    switch: str = "enable_thinking"
    """The variable of its chat template that turns thinking on and off."""
    has_efforts: bool = False
    """Whether it takes `reasoning_effort`."""


async def list_models(connection: Connection) -> list[ModelInfo]:
    """Return the models. In NVIDIA's cloud, those that we know come first: the list has others than talk.

    Waits for a server that is still loading its model.

    Raises:
        ProviderError: it did not answer, or not in time.
    """
    try:
        infos = await list_served(connection)
    except ProviderUnreachable:
        if not await wait_until_loaded(connection):
            raise
        infos = await list_served(connection)
    if connection.endpoint.base_url != SERVICES["nim"].default_url:
        return infos
    infos = [replace(info, context_window=info.context_window or known(info.id).context_window) for info in infos]
    return sorted(infos, key=lambda info: info.context_window is None)


async def wait_until_loaded(connection: Connection) -> bool:
    """Wait while a server is loading its model, for as long as one may wait for an answer; see `Dialect.recover`.

    Raises:
        ProviderUnreachable: it is still loading.
    """
    seconds = connection.patience.first_byte_seconds
    if await _is_healthy(connection, "ready") or not await _is_healthy(connection, "live"):
        return False
    logger.info("%s is loading its model.", connection.endpoint.label)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for _ in range(int(seconds / POLL_SECONDS)):
                await connection.patience.sleep(POLL_SECONDS)
                if await _is_healthy(connection, "ready"):
                    return True
    raise ProviderUnreachable(
        f"{connection.endpoint.label} is still loading its model after {seconds:g} seconds. "
        "Try again when it is done; its log tells how far it is.",
        wait_seconds=None,
    )


async def _is_healthy(connection: Connection, question: str) -> bool:
    """Whether a server says that it is "live", or "ready". One that does not know the question is neither ill."""
    try:
        await connection.ask(f"{connection.endpoint.server_root}/v1/health/{question}")
    except ProviderUnreachable:
        return False
    except ProviderError:
        return True
    return True


def status_path(headers: Mapping[str, str]) -> str:
    """Return where to ask for what NVIDIA's cloud has put into a queue; see `Dialect.status_path`."""
    request_id = headers.get("nvcf-reqid", "")
    return f"/status/{request_id}" if _REQUEST_ID.fullmatch(request_id) else ""


def write(wire: Wire, info: ModelInfo, wishes: Wishes) -> None:
    """Turn thinking on or off in the way of the model. A server that does not know the way says so."""
    if wishes.thinking is None:
        return
    model, is_on = known(info.id), wishes.thinking != "off"
    if model.has_efforts:
        wire["reasoning_effort"] = {"off": "low", "on": "medium"}.get(wishes.thinking, wishes.thinking)
    elif model.system:
        _begin_system(wire["messages"], model.system[is_on])
    else:
        wire["chat_template_kwargs"] = {model.switch: is_on}


def _begin_system(messages: list[Wire], words: str) -> None:
    if messages and messages[0]["role"] == "system":
        messages[0] = messages[0] | {"content": f"{words}\n\n{messages[0]['content']}"}
    else:
        messages.insert(0, {"role": "system", "content": words})


def guided(response_format: Any) -> Wire:
    """Return NIM's older words for a schema that the answer must fit."""
    return {"nvext": {"guided_json": response_format["json_schema"]["schema"]}}


def known(model: str) -> KnownModel:
    """Return what is known of a model; nothing much of most."""
    return next((one for one in _known_models() if fnmatchcase(model, one.ids)), KnownModel(model))


@cache
def _known_models() -> tuple[KnownModel, ...]:
    text = resources.files(__package__).joinpath("nim.toml").read_text(encoding="utf-8")
    return tuple(
        KnownModel(**model | {"system": tuple(model["system"])} if "system" in model else model)
        for model in tomllib.loads(text)["models"]
    )


def write_embedding(model: str, texts: Sequence[str]) -> Wire:
    """Return the request's body: models for retrieval take none without the kind of its texts.

    All are queries, which can be compared with each other: "symmetric" is what the makers of E5 call that.
    """
    return write_plain(model, texts) | {"input_type": "query", "truncate": "END"}


EMBEDDINGS = EmbeddingWire(write=write_embedding, optional=frozenset({"encoding_format", "input_type", "truncate"}))
_KEY = "(set JOURNEYMAN_API_KEY or NVIDIA_API_KEY to one that was made at build.nvidia.com; it begins with `nvapi-`)"

DIALECT = Dialect(
    write=write,
    instead={"response_format": guided},
    explanations=(
        Explanation(f"wants a valid key (401) {_KEY}.", status=401),
        Explanation(f"does not let this key in (403) {_KEY}.", status=403),
        Explanation(
            "lists the model, but does not serve it to your account (404). Choose another one.",
            status=404,
            words="not found for account",
        ),
        Explanation("does not serve the model any more (410). Choose another one.", status=410),
        Explanation(
            "cannot run the model at the moment. Try again later, or choose another one.",
            words="degraded function",
            kind=ProviderUnreachable,
        ),
    ),
    status_path=status_path,
    recover=wait_until_loaded,
)
