"""One HTTP connection to a model service: limits of waiting, trying again, errors that say what to do."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Any

import httpx

from ..errors import ProviderError, ProviderRefused, ProviderUnreachable
from .endpoint import Endpoint
from .json_text import Broken, compact, parse
from .patience import Patience, seconds_to_wait
from .refusals import as_words, body_statement, quote, refusal

MAX_ERROR_BYTES = 64_000
MAX_ANSWER_BYTES = 20_000_000
LINGER_SECONDS = 0.2
"""How long a complete answer may take to end its connection, so that the connection can be used again."""

logger = logging.getLogger(__name__)


async def connect(endpoint: Endpoint, patience: Patience) -> "Connection":
    """Return a connection to `endpoint`. Nothing is sent yet."""
    # A thread, because a client for https reads all certificate authorities, and the first client
    # imports half of httpx: about 30 ms each (2026-11, 2 cores).
    client = await asyncio.to_thread(_client, endpoint, patience)
    return Connection(endpoint, patience, client)


class Connection:
    """Asks one service. Close it when done."""

    def __init__(self, endpoint: Endpoint, patience: Patience, client: httpx.AsyncClient) -> None:
        self.endpoint = endpoint
        self.patience = patience
        self._client = client

    async def aclose(self) -> None:
        """Close the connection. Streams that are open end with ProviderUnreachable."""
        await self._client.aclose()

    async def get(self, url: str) -> Any:
        """Return the JSON at `url`; asked once, and within seconds."""
        return await self._ask(partial(self._client.build_request, "GET", url), "")

    async def post(self, url: str, body: Mapping[str, Any], *, model: str) -> Any:
        """Return the JSON that `url` answers to `body`; asked once, and within seconds."""
        return await self._ask(partial(self._post, url, body), model)

    async def stream(
        self, url: str, body: Mapping[str, Any], *, model: str, is_complete: Callable[[], bool]
    ) -> AsyncGenerator[bytes, None]:
        """Yield the pieces of the answer as they arrive; before the first, failures are tried again.

        `is_complete` is asked before each further piece: once the format's own end mark was seen, only
        what is already on its way is read.

        Raises:
            ProviderUnreachable: nobody answered, too late, or the connection broke.
            ProviderRefused: and its kinds, as `refusal` tells them apart.
        """
        for attempt in range(1, self.patience.tries + 1):
            has_begun = False
            try:
                async with aclosing(self._pieces(self._post(url, body), model, is_complete)) as pieces:
                    async for piece in pieces:
                        has_begun = True
                        yield piece
            except _Again as failure:
                if has_begun or attempt == self.patience.tries:
                    raise failure.error from failure.__cause__
                await self._pause(failure, attempt)
            else:
                return

    async def _pieces(
        self, request: httpx.Request, model: str, is_complete: Callable[[], bool]
    ) -> AsyncGenerator[bytes, None]:
        limit = self.patience.first_byte_seconds
        response = await self._send(request, limit)
        try:
            await self._raise_for_refusal(response, model)
            pieces = response.aiter_bytes()
            while piece := await self._next(pieces, LINGER_SECONDS if is_complete() else limit, is_complete):
                limit = self.patience.stall_seconds
                yield piece
        finally:
            await response.aclose()

    async def _next(self, pieces: AsyncIterator[bytes], limit: float, is_complete: Callable[[], bool]) -> bytes:
        """Return the next piece, or nothing at the end of the answer."""
        try:
            async with asyncio.timeout(limit):
                return await anext(pieces, b"")
        except TimeoutError:
            if is_complete():
                return b""
            raise ProviderUnreachable(
                f"{self.endpoint.label} sent nothing for {limit:g} seconds. Try again; if it stays so, restart it."
            ) from None
        except httpx.RequestError as error:
            if is_complete():
                return b""
            raise _Again(cut_off(self.endpoint)) from error

    async def _send(self, request: httpx.Request, limit: float) -> httpx.Response:
        """Return the response, of which only the head has been read."""
        label = self.endpoint.label
        try:
            async with asyncio.timeout(limit):
                return await self._client.send(request, stream=True)
        except TimeoutError:
            raise ProviderUnreachable(
                f"{label} did not answer within {limit:g} seconds. If it is loading a model, try again when it is done."
            ) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            # On this machine the reason is always the same: nobody listens.
            reason = "" if self.endpoint.is_local or not str(error) else f" ({error})"
            problem = f"{label} does not answer{reason}. {self.endpoint.next_step}"
            raise _Again(ProviderUnreachable(problem)) from error
        except httpx.RequestError as error:
            problem = f"{label} closed the connection instead of answering."
            raise _Again(ProviderUnreachable(f"{problem} Try again; if it stays so, look at its log.")) from error

    async def _raise_for_refusal(self, response: httpx.Response, model: str) -> None:
        if response.status_code == 200:
            return
        if response.is_redirect:
            # Followed, it would take the key to another host, or turn the question into a GET.
            place = quote(self.endpoint, response.headers.get("location", "nowhere").partition("?")[0])
            raise ProviderRefused(
                f"{self.endpoint.label} sends us on to {place} ({response.status_code}). "
                "Set JOURNEYMAN_ENDPOINT to the address where its API is now."
            )
        body, _ = await self._read(response, MAX_ERROR_BYTES)
        error = refusal(self.endpoint, model, body_statement(body, response.status_code))
        if isinstance(error, ProviderUnreachable):
            raise _Again(error, seconds_to_wait(response.headers, now=datetime.now(UTC)))
        raise error

    async def _read(self, response: httpx.Response, max_bytes: int) -> tuple[bytes, bool]:
        """Return a body and whether it is whole; of an error, what came before it broke is of use too."""
        body = b""
        try:
            async with asyncio.timeout(self.patience.probe_seconds):
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > max_bytes:
                        return body[:max_bytes], False
        except (TimeoutError, httpx.RequestError):
            return body, False
        return body, True

    async def _ask(self, request: Callable[[], httpx.Request], model: str) -> Any:
        try:
            response = await self._send(request(), self.patience.probe_seconds)
            try:
                await self._raise_for_refusal(response, model)
                body, is_whole = await self._read(response, MAX_ANSWER_BYTES)
            finally:
                await response.aclose()
        except _Again as failure:
            raise failure.error from failure.__cause__
        if not is_whole:
            raise cut_off(self.endpoint)
        value = parse(body)
        if isinstance(value, Broken):
            raise not_json(self.endpoint, value.text)
        return value

    async def _pause(self, failure: "_Again", attempt: int) -> None:
        pause = self.patience.pause_seconds(attempt)
        seconds = pause if failure.wait_seconds is None else max(pause, failure.wait_seconds)
        logger.info("%s Asking again in %.1f s.", failure.error, seconds)
        await self.patience.sleep(seconds)

    def _post(self, url: str, body: Mapping[str, Any]) -> httpx.Request:
        # Half of a surrogate pair, which models print at times, has no place in UTF-8.
        content = compact(body).encode("utf-8", "replace")
        return self._client.build_request("POST", url, content=content, headers={"Content-Type": "application/json"})


class _Again(Exception):
    """A failure after which the same request may succeed. Never leaves this module."""

    def __init__(self, error: ProviderError, wait_seconds: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_seconds = wait_seconds


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


def _client(endpoint: Endpoint, patience: Patience) -> httpx.AsyncClient:
    # Below this level these log headers, and whole addresses.
    for library in ("httpx", "httpcore"):
        logging.getLogger(library).setLevel(logging.WARNING)
    headers = {"User-Agent": "journeyman", "Accept-Encoding": "identity"}
    if endpoint.api_key:
        headers["Authorization"] = f"Bearer {endpoint.api_key}"
    is_plain = endpoint.base_url.startswith("http://")
    return httpx.AsyncClient(
        base_url=endpoint.base_url,
        headers=headers,
        # The limits for reading are ours: they differ between the first piece and the others.
        timeout=httpx.Timeout(None, connect=patience.connect_seconds, write=patience.stall_seconds),
        # A context that trusts nobody spares http the loading of certificates.
        verify=SSLContext(PROTOCOL_TLS_CLIENT) if is_plain else True,
        # A proxy from the environment is for the world outside.
        trust_env=not endpoint.is_local,
    )
