"""One HTTP connection to a model service: limits of waiting, trying again, errors that say what to do."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from importlib import import_module
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Any, NoReturn

import httpx

from ..errors import ProviderRefused, ProviderUnreachable
from .clients import Clients
from .endpoint import Endpoint
from .framing import LineSplitter
from .json_text import compact, parse
from .refusals import as_words, body_statement, quote, refusal

TRIES = 4
FIRST_PAUSE_SECONDS = 0.5
"""Between the first two tries; doubles with each try."""
MAX_WAIT_SECONDS = 60.0
"""A service that wants a longer pause is asked after this time nevertheless."""
LINGER_SECONDS = 0.2
"""How long a complete answer may take to end its connection, so that the connection can be used again."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits of waiting."""

    first_byte_seconds: float = 300
    """Long, because servers load models and read long prompts before they say anything."""
    stall_seconds: float = 120
    """Between two pieces of one answer."""
    probe_seconds: float = 5
    """For small questions, such as which models there are."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


async def connect(endpoint: Endpoint, patience: Patience) -> "Connection":
    """Return a connection to `endpoint`. Nothing is sent yet."""
    # A thread, because a client for https reads all certificate authorities, and the first client
    # imports half of httpx: about 30 ms each (2026-11, 2 cores).
    clients = await asyncio.to_thread(_clients, endpoint, patience)
    return Connection(endpoint, patience, clients)


@dataclass(frozen=True, slots=True)
class Connection:
    """Asks one service. Close it when done."""

    endpoint: Endpoint
    patience: Patience
    clients: Clients

    async def aclose(self) -> None:
        """Close the connection. Streams that are open end with ProviderUnreachable."""
        await self.clients.aclose()

    async def ask(self, url: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON at `url`, or what it answers to `body`; asked once, and within seconds."""
        try:
            async with (
                self.clients.lent() as client,
                aclosing(await self._send(client, url, body, self.patience.probe_seconds)) as response,
            ):
                content = await self._read(response)
        except _Again as failure:
            raise failure.error from failure.__cause__
        value = parse(content)
        if value is None:
            raise not_json(self.endpoint, content.decode("utf-8", "replace"))
        return value

    async def stream(
        self, url: str, body: Mapping[str, Any], *, is_complete: Callable[[], bool]
    ) -> AsyncGenerator[str, None]:
        """Yield the lines of the answer as they arrive, then a blank one; first, failures are tried again.

        `is_complete` is asked before more is read: once the format's own end mark was seen, only what
        is already on its way is waited for.

        Raises:
            ProviderUnreachable: nobody answered, too late, or the connection broke.
            ProviderRefused: and its kinds, as `refusal` tells them apart.
        """
        splitter = LineSplitter()
        for attempt in range(1, TRIES + 1):
            has_begun = False
            try:
                async with aclosing(self._pieces(url, body, is_complete)) as pieces:
                    async for piece in pieces:
                        has_begun = True
                        for line in splitter.feed(piece):
                            yield line
                break
            except _Again as failure:
                if has_begun or attempt == TRIES:
                    raise failure.error from failure.__cause__
                seconds = max(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1), failure.wait_seconds)
                logger.info("%s Asking again in %.1f s.", failure.error, seconds)
                await self.patience.sleep(seconds)
        for line in splitter.close():
            yield line

    async def _pieces(
        self, url: str, body: Mapping[str, Any], is_complete: Callable[[], bool]
    ) -> AsyncGenerator[bytes, None]:
        limit = self.patience.first_byte_seconds
        async with (
            self.clients.lent() as client,
            aclosing(await self._send(client, url, body, limit)) as response,
        ):
            pieces = response.aiter_bytes()
            while piece := await self._next(pieces, limit, is_complete):
                limit = self.patience.stall_seconds
                yield piece

    async def _next(self, pieces: AsyncIterator[bytes], limit: float, is_complete: Callable[[], bool]) -> bytes:
        """Return the next piece, or nothing at the end of the answer."""
        try:
            async with asyncio.timeout(LINGER_SECONDS if is_complete() else limit):
                return await anext(pieces, b"")
        except (TimeoutError, httpx.RequestError) as error:
            if is_complete():
                return b""
            if isinstance(error, httpx.RequestError):
                raise _Again(cut_off(self.endpoint)) from error
            raise ProviderUnreachable(
                f"{self.endpoint.label} sent nothing for {limit:g} seconds. Try again; if it stays so, restart it."
            ) from None

    async def _send(
        self, client: httpx.AsyncClient, url: str, body: Mapping[str, Any] | None, limit: float
    ) -> httpx.Response:
        """Return the response to a request, of which only the head has been read."""
        if body is None:
            request = client.build_request("GET", url)
        else:
            # Half of a surrogate pair, which models print at times, has no place in UTF-8.
            content = compact(body).encode("utf-8", "replace")
            json_type = {"Content-Type": "application/json"}
            request = client.build_request("POST", url, content=content, headers=json_type)
        response = await self._head(client, request, limit)
        if response.status_code != 200:
            async with aclosing(response):
                await self._refuse(response, "" if body is None else body["model"])
        return response

    async def _head(self, client: httpx.AsyncClient, request: httpx.Request, limit: float) -> httpx.Response:
        label = self.endpoint.label
        try:
            async with asyncio.timeout(limit):
                return await client.send(request, stream=True)
        except TimeoutError:
            raise ProviderUnreachable(
                f"{label} did not answer within {limit:g} seconds. If it is loading a model, try again when it is done."
            ) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            # On this machine the reason is always the same: nobody listens.
            reason = "" if self.endpoint.is_local or not str(error) else f" ({error})"
            problem = f"{label} does not answer{reason}. {self.endpoint.next_step}"
            raise _Again(ProviderUnreachable(problem).offering(self.endpoint.remedy)) from error
        except httpx.RequestError as error:
            problem = f"{label} closed the connection instead of answering."
            raise _Again(ProviderUnreachable(f"{problem} Try again; if it stays so, look at its log.")) from error

    async def _refuse(self, response: httpx.Response, model: str) -> NoReturn:
        if response.is_redirect:
            # Followed, it would take the key to another host, or turn the question into a GET.
            place = quote(self.endpoint, response.headers.get("location", "nowhere").partition("?")[0])
            raise ProviderRefused(
                f"{self.endpoint.label} sends us on to {place} ({response.status_code}). "
                "Set JOURNEYMAN_ENDPOINT to the address where its API is now."
            )
        body = b""
        with suppress(_Again):
            # The status alone says enough, when the words break off.
            body = await self._read(response)
        error = refusal(self.endpoint, model, body_statement(body, response.status_code))
        if isinstance(error, ProviderUnreachable):
            raise _Again(error, seconds_to_wait(response.headers, now=datetime.now(UTC)))
        raise error

    async def _read(self, response: httpx.Response) -> bytes:
        try:
            async with asyncio.timeout(self.patience.probe_seconds):
                return await response.aread()
        except (TimeoutError, httpx.RequestError) as error:
            raise _Again(cut_off(self.endpoint)) from error


class _Again(Exception):
    """A failure after which the same request may succeed. Never leaves this module."""

    def __init__(self, error: ProviderUnreachable, wait_seconds: float = 0) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_seconds = wait_seconds


def seconds_to_wait(headers: Mapping[str, str], *, now: datetime) -> float:
    """Return how long the service asks us to wait, in seconds, at most a minute; 0 if it did not say.

    `Retry-After` holds seconds or an HTTP date (RFC 9110, section 10.2.3). A date in the past means
    now, and anything else means nothing.
    """
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            date = parsedate_to_datetime(value)
        except ValueError:
            return 0.0
        # A date with the zone "-0000" comes back without a zone; it is UTC.
        seconds = (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()
    # Written so that "nan" counts as no wait.
    return min(seconds, MAX_WAIT_SECONDS) if seconds > 0 else 0.0


def cut_off(endpoint: Endpoint) -> ProviderUnreachable:
    """Return the error for an answer that ends in the middle."""
    return ProviderUnreachable(
        f"The connection to {endpoint.label} broke before the answer was complete. "
        "Try again; if it stays so, look at its log."
    )


def not_json(endpoint: Endpoint, text: str) -> ProviderRefused:
    """Return the error for an answer in no format that we know, such as a proxy's login page."""
    said = quote(endpoint, as_words(text)) or "nothing"
    return ProviderRefused(
        f"{endpoint.label} answered in no format of a model service. Check JOURNEYMAN_ENDPOINT. It said: {said}"
    )


def _clients(endpoint: Endpoint, patience: Patience) -> Clients:
    with suppress(ImportError):
        # The first request would import it, and hold up the loop for 20 ms; this is done in a thread.
        import_module("anyio._backends._asyncio")
    # Below this level these log headers, and whole addresses.
    for library in ("httpx", "httpcore"):
        logging.getLogger(library).setLevel(logging.WARNING)
    headers = {"User-Agent": "journeyman", "Accept-Encoding": "identity"}
    if endpoint.api_key:
        headers["Authorization"] = f"Bearer {endpoint.api_key}"
    is_plain = endpoint.base_url.startswith("http://")
    make = partial(
        httpx.AsyncClient,
        headers=headers,
        # The limits for reading are ours: they differ between the first piece and the others.
        timeout=httpx.Timeout(None, connect=10, write=patience.stall_seconds),
        # A context that trusts nobody spares http the loading of certificates.
        verify=SSLContext(PROTOCOL_TLS_CLIENT) if is_plain else httpx.create_ssl_context(),
        # A proxy from the environment is for the world outside.
        trust_env=not endpoint.is_local,
    )
    return Clients(make)
