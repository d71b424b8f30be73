"""What a service does otherwise than the plain chat completions format: as data, and as small functions."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ..errors import ProviderError
from .endpoint import Endpoint, ModelInfo, Thinking
from .refusals import Explanation, Statement

if TYPE_CHECKING:
    from httpx import Auth

    from .http import Connection

Wire = dict[str, Any]
"""The body of a request, or a part of one."""


@dataclass(frozen=True, slots=True)
class Routing:
    """Who may run a model, at a service that passes requests on to others."""

    order: tuple[str, ...] = ()
    """Who is asked first, and next; empty: as the service likes."""
    fallbacks: bool = True
    """Whether others may be asked when none of these can."""
    data_collection: Literal["allow", "deny"] | None = None
    """Whether they may keep what they are sent; None: as the account says."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user wants of a service. Each heeds what it knows of."""

    thinking: Thinking | None = None
    routing: Routing = Routing()


def _write_nothing(_wire: Wire, _info: ModelInfo, _wishes: Wishes) -> None:
    """Leave a request as it is."""


def _no_status_path(_headers: Mapping[str, str]) -> str:
    return ""


async def _give_up(_connection: "Connection") -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one service speaks. Every default is the plain format."""

    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with each request, beside the key. Nothing in them is the user's."""
    write: Callable[[Wire, ModelInfo, Wishes], None] = _write_nothing
    """Changes a request before it is sent; alike for each request, so that prompt caches hold."""
    instead: Mapping[str, Callable[[Any], Wire]] = field(
        # OpenAI's own newer models take only the newer name, most other servers only the older one.
        default_factory=lambda: {"max_tokens": lambda limit: {"max_completion_tokens": limit}}
    )
    """What says the same as a parameter that a service refuses, made of its value."""
    sealed_field: str = ""
    """The field of an answer that holds what is to be sent back unchanged, as a list; empty: there is none."""
    join: Callable[[list[Wire], Wire], None] = list.append
    """Puts the next element of that field to those before, of which it may be a continuation."""
    explanations: tuple[Explanation, ...] = ()
    explain: Callable[[Endpoint, str, Statement], ProviderError] | None = None
    """Makes an error of what the service states about a model; None: the usual way, with `explanations`."""
    kind_header: str = ""
    """The header of a refusal that names its kind; empty: there is none."""
    auth: "Auth | None" = None
    """Signs the requests; None: the key is enough."""
    is_silent_on_overflow: bool = False
    """Whether an answer without anything in it means that the request did not fit the window."""
    status_path: Callable[[Mapping[str, str]], str] = _no_status_path
    """Where to ask for an answer that comes later, by the headers of one with status 202; empty: nowhere."""
    recover: Callable[["Connection"], Awaitable[bool]] = _give_up
    """Waits for a service that could not answer; says whether it can by now."""


PLAIN = Dialect()
