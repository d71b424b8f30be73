"""One HTTP connection to a model service: limits of waiting, errors that say what to do."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any, Literal, NoReturn, TypeVar

import httpx

from ..agent.events import Notice
from ..errors import ProviderError, ProviderRefused, ProviderUnreachable
from .broken_answers import badly_packed, cut_off, not_json, says_nothing, too_much
from .clients import Clients, open_clients
from .dialect import PLAIN, Dialect
from .endpoint import Endpoint
from .framing import LineSplitter
from .json_text import compact, parse
from .refusals import body_statement, quote, refusal
from .trying import seconds_to_wait, trying

Progress = Literal["arriving", "said", "ended"]
"""How much of an answer has come: not yet all of it; all but its usage; that and the format's own end mark."""
POLL_SECONDS = 1.0
"""Between two questions for an answer that comes later."""
MAX_BODY_BYTES = 32_000_000
"""Of an answer that is read as a whole, such as a list of models."""
MAX_STREAM_BYTES = 200_000_000
"""Of an answer that streams. Each of its tokens takes some hundreds."""
SLICE_BYTES = 16_384
"""What is looked at before others get their turn: a packed piece may be a thousand times as large as it came."""
REST_SECONDS = 0.005
"""After this time others get their turn, also when more has come already."""
_PACKINGS: Sequence[list[str]] = ([], [""], ["gzip"], ["deflate"])
"""What httpx can unpack without help. We ask for none of them; some proxies pack all the same.

What is packed twice may grow a million times.
"""

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits of waiting."""

    first_byte_seconds: float = 300
    """Long, because servers load models and read long prompts before they say anything."""
    stall_seconds: float = 120
    """Between two pieces of one answer, of which signs of life such as comments are some."""
    content_seconds: float = 1200
    """Between two pieces that say something. Long, because models that hide their thoughts think for many minutes."""
    usage_seconds: float = 5
    """For the usage and the end mark, once all else was said."""
    end_seconds: float = 0.2
    """For the end of the connection behind an answer that has ended, so that it can be used again."""
    probe_seconds: float = 5
    """For small questions, such as which models there are."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


async def connect(endpoint: Endpoint, patience: Patience, dialect: Dialect = PLAIN) -> "Connection":
    """Return a connection to `endpoint`. Nothing is sent yet."""
    # A thread, because a client for https reads all certificate authorities, and the first client
    # imports half of httpx: about 30 ms each (2026-11, 2 cores).
    clients = await asyncio.to_thread(open_clients, endpoint, dialect, write_seconds=patience.stall_seconds)
    return Connection(endpoint, patience, clients, dialect)


@dataclass(frozen=True, slots=True)
class Connection:
    """Asks one service. Close it when done."""

    endpoint: Endpoint
    patience: Patience
    clients: Clients
    dialect: Dialect = PLAIN

    async def aclose(self) -> None:
        """Close the connection. Streams that are open end with ProviderUnreachable."""
        await self.clients.aclose()

    async def ask(self, url: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON at `url`, or what it answers to `body`; asked once, and within seconds."""
        async with (
            self.clients.lent() as client,
            aclosing(await self._send(client, url, body, self.patience.probe_seconds)) as response,
        ):
            content = await self._read(response)
        value = parse(content)
        if value is None:
            raise not_json(self.endpoint, content.decode("utf-8", "replace"))
        return value

    def trying(self, attempt: Callable[[], AsyncGenerator[Part, None]]) -> AsyncGenerator[Part | Notice, None]:
        """Yield what `attempt` yields; as long as that is nothing, what fails is tried again."""
        return trying(attempt, self.patience.sleep)

    async def stream(
        self, url: str, body: Mapping[str, Any], *, progress: Callable[[], Progress], amount: Callable[[], int]
    ) -> AsyncGenerator[str, None]:
        """Yield the lines of the answer as they arrive, then a blank one.

        `progress` is asked before more is read: an answer that can do without the rest does not wait
        long for it, and is not spoilt by what goes wrong there. `amount` is how much has been said so
        far: it has to grow, also while signs of life arrive.

        Raises:
            ProviderUnreachable: nobody answered, too late, or the connection broke.
            ProviderRefused: and its kinds, as `refusal` tells them apart.
        """
        splitter = LineSplitter()
        async with aclosing(self.pieces(url, body, progress=progress, amount=amount)) as pieces:
            async for piece in pieces:
                for line in splitter.feed(piece):
                    yield line
        for line in splitter.close():
            yield line

    async def pieces(
        self, url: str, body: Mapping[str, Any], *, progress: Callable[[], Progress], amount: Callable[[], int]
    ) -> AsyncGenerator[bytes, None]:
        """Yield the answer as it arrives, in pieces cut anywhere; for all else see `stream`."""
        limit = self.patience.first_byte_seconds
        async with (
            self.clients.lent() as client,
            aclosing(await self._send(client, url, body, limit)) as response,
        ):
            pieces, total, rested = response.aiter_bytes(), 0, monotonic()
            said, said_at = amount(), rested
            while piece := await self._next(pieces, limit, progress()):
                limit = self.patience.stall_seconds
                total += len(piece)
                if total > MAX_STREAM_BYTES:
                    raise too_much(self.endpoint)
                for start in range(0, len(piece), SLICE_BYTES):
                    yield piece[start : start + SLICE_BYTES]
                    if monotonic() - rested > REST_SECONDS:
                        await asyncio.sleep(0)
                        rested = monotonic()
                if said != (said := amount()):
                    said_at = monotonic()
                elif monotonic() - said_at > self.patience.content_seconds:
                    raise says_nothing(self.endpoint, self.patience.content_seconds)

    async def _next(self, pieces: AsyncIterator[bytes], limit: float, progress: Progress) -> bytes:
        """Return the next piece, or nothing at the end of the answer."""
        patience = self.patience
        limits = {"arriving": limit, "said": patience.usage_seconds, "ended": patience.end_seconds}
        try:
            async with asyncio.timeout(limits[progress]):
                return await anext(pieces, b"")
        except (TimeoutError, httpx.RequestError) as error:
            if progress != "arriving":
                return b""
            if isinstance(error, httpx.RequestError):
                raise self._broken(error) from error
            raise ProviderUnreachable(
                f"{self.endpoint.label} sent nothing for {limit:g} seconds. Try again; if it stays so, restart it.",
                wait_seconds=None,
            ) from None

    def _broken(self, error: httpx.RequestError) -> ProviderError:
        if isinstance(error, httpx.DecodingError):
            return badly_packed(self.endpoint, "in another way than it says")
        return cut_off(self.endpoint)

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
        if response.status_code == 202:
            response = await self._awaited(client, response, limit)
        if response.status_code != 200:
            async with aclosing(response):
                await self._refuse(response, "" if body is None else body.get("model", ""))
        packing = response.headers.get("content-encoding", "")
        if [name.strip() for name in packing.lower().split(",") if name.strip() != "identity"] not in _PACKINGS:
            await response.aclose()
            raise badly_packed(self.endpoint, f"as {quote(self.endpoint, packing)}")
        return response

    async def _head(self, client: httpx.AsyncClient, request: httpx.Request, limit: float) -> httpx.Response:
        label = self.endpoint.label
        try:
            async with asyncio.timeout(limit):
                return await client.send(request, stream=True)
        except TimeoutError:
            raise ProviderUnreachable(
                f"{label} did not answer within {limit:g} seconds. "
                "If it is loading a model, try again when it is done.",
                wait_seconds=None,
            ) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            # On this machine, unless it is about certificates, the reason is always the same: nobody listens.
            is_plain = not str(error) or (self.endpoint.is_local and "SSL" not in str(error))
            reason = "" if is_plain else f" ({error})"
            problem = f"{label} does not answer{reason}. {self.endpoint.next_step}"
            raise ProviderUnreachable(problem).offering(self.endpoint.remedy) from error
        except httpx.RequestError as error:
            if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error):
                # The reason quotes what came, and some servers repeat the request: it stays out of sight.
                raise ProviderRefused(
                    f"{label} answered something other than HTTP. Check JOURNEYMAN_ENDPOINT: "
                    "the port, and whether it begins with http or https."
                ) from None
            problem = f"{label} closed the connection instead of answering."
            raise ProviderUnreachable(f"{problem} Try again; if it stays so, look at its log.") from error

    async def _awaited(self, client: httpx.AsyncClient, response: httpx.Response, limit: float) -> httpx.Response:
        """Return the response to a request that was accepted for later: it has to be asked for."""
        path = self.dialect.status_path(response.headers)
        with suppress(TimeoutError):
            async with asyncio.timeout(limit):
                for _ in range(int(limit / POLL_SECONDS)):
                    if response.status_code != 202 or not path:
                        return response
                    await response.aclose()
                    await self.patience.sleep(POLL_SECONDS)
                    question = client.build_request("GET", self.endpoint.base_url + path)
                    response = await self._head(client, question, limit)
        if response.status_code != 202:
            return response
        await response.aclose()
        raise ProviderUnreachable(
            f"{self.endpoint.label} has let the request wait for {limit:g} seconds. Try again later, "
            "or choose another model.",
            wait_seconds=None,
        )

    async def _refuse(self, response: httpx.Response, model: str) -> NoReturn:
        if response.is_redirect:
            # Followed, it would take the key to another host, or turn the question into a GET.
            place = quote(self.endpoint, response.headers.get("location", "nowhere").partition("?")[0])
            raise ProviderRefused(
                f"{self.endpoint.label} sends us on to {place} ({response.status_code}). "
                "Set JOURNEYMAN_ENDPOINT to the address where its API is now."
            )
        body = b""
        with suppress(ProviderError):
            # The status alone says enough, when the words break off.
            body = await self._read(response)
        statement = body_statement(body, response.status_code)
        kind = response.headers.get(self.dialect.kind_header, statement.kind)
        explain = self.dialect.explain or partial(refusal, explanations=self.dialect.explanations)
        error = explain(self.endpoint, model, replace(statement, kind=kind))
        if isinstance(error, ProviderUnreachable):
            error.wait_seconds = seconds_to_wait(response.headers, now=datetime.now(UTC))
        raise error

    async def _read(self, response: httpx.Response) -> bytes:
        content = bytearray()
        try:
            async with asyncio.timeout(self.patience.probe_seconds):
                async for piece in response.aiter_bytes():
                    content += piece
                    if len(content) > MAX_BODY_BYTES:
                        raise too_much(self.endpoint)
                return bytes(content)
        except TimeoutError:
            raise cut_off(self.endpoint) from None
        except httpx.RequestError as error:
            raise self._broken(error) from error
