"""Sign requests to AWS with the credentials that its own tools would use: variables, profiles, SSO and roles.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

import asyncio
import logging
import re
import threading
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx

from ..errors import ProviderRefused, ProviderUnreachable
from .bedrock_frames import has_library
from .endpoint import REGION, Endpoint

SERVICE = "bedrock"
CREDENTIAL_SECONDS = 60.0
"""How long it may take to get credentials. They may come from another service, or from a program."""
DEFAULT_REGION = "us-east-1"
"""For addresses that name no region, such as that of a proxy on this machine, where nothing else names one."""
INSTALL = "pip install 'journeyman[bedrock]'"

_AT_AWS = re.compile(
    rf"(?:vpce-[a-z0-9-]+\.)?bedrock(?:-runtime)?(?:-fips)?\.({REGION})\.(?:(?:vpce\.)?amazonaws\.com(?:\.cn)?|api\.aws)"
)
"""Where Bedrock is. Other names at AWS may belong to anybody."""
_EXPIRED = re.compile(r"expired", re.IGNORECASE)


async def placed(endpoint: Endpoint) -> tuple[Endpoint, str]:
    """Return the endpoint with its region in its address, and that region.

    Where the address names none, AWS_REGION, AWS_DEFAULT_REGION and the profile do.

    Raises:
        ProviderRefused: none of them does.
    """
    if found := _AT_AWS.fullmatch(urlsplit(endpoint.base_url).hostname or ""):
        return endpoint, found[1]
    if endpoint.api_key and endpoint.base_url != endpoint.service.default_url:
        # A key needs no region beside it.
        return endpoint, ""
    region = await asyncio.to_thread(_configured_region) if has_library() else ""
    if endpoint.base_url != endpoint.service.default_url:
        return endpoint, region or DEFAULT_REGION
    if not re.fullmatch(REGION, region):
        raise ProviderRefused(
            "No AWS region is named. Set AWS_REGION to one that has Bedrock, such as us-east-1, or set "
            f"JOURNEYMAN_ENDPOINT to {endpoint.service.regional_url.format(region='REGION')}."
        )
    return replace(endpoint, base_url=endpoint.service.regional_url.format(region=region)), region


class Signature(httpx.Auth):
    """Signs each request anew. Credentials are renewed when they end, and looked for again when AWS says they have.

    All of it is done in a thread: it reads files, and may ask other services.
    """

    requires_request_body = True

    def __init__(self, endpoint: Endpoint, region: str) -> None:
        if not has_library():
            raise ProviderRefused(
                f"{endpoint.label} wants requests to be signed, and what signs them is not installed. "
                f"Run: {INSTALL}; or set AWS_BEARER_TOKEN_BEDROCK to an API key of Bedrock."
            )
        if not (endpoint.is_local or _is_at_aws(endpoint)):
            raise ProviderRefused(
                f"{endpoint.label} is not at AWS, or not behind https, so nothing is signed for it with your AWS "
                "credentials. Set JOURNEYMAN_ENDPOINT to an address of Bedrock, or JOURNEYMAN_API_KEY to a key for "
                "this one."
            )
        self._label = endpoint.label
        self._region = region
        self._lock = threading.Lock()
        self._session: Any = None

    async def ready(self) -> None:
        """Get the credentials, so that the first request need not wait for them. Raises what a request would."""
        await self._do(self._credentials)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Sign; if that was with credentials that had ended, and there are others by now, once more."""
        used = await self._do(self._sign, request)
        response = yield request
        if response.status_code == 403 and _EXPIRED.search(response.headers.get("x-amzn-errortype", "")):
            self._session = None
            if await self._do(self._sign, request) != used:
                yield request

    async def _do(self, work: Any, *args: Any) -> Any:
        try:
            async with asyncio.timeout(CREDENTIAL_SECONDS):
                return await asyncio.to_thread(self._explained, work, *args)
        except TimeoutError:
            raise ProviderUnreachable(
                f"The AWS credentials did not come within {CREDENTIAL_SECONDS:g} seconds. Run `aws sts "
                "get-caller-identity` to see what they wait for.",
                wait_seconds=None,
            ) from None

    def _explained(self, work: Any, *args: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - not always installed.

        try:
            return work(*args)
        except (BotoCoreError, ClientError) as error:
            raise ProviderRefused(_unusable(f"{' '.join(str(error).split())[:300]} ")) from error
        except (OSError, ValueError) as error:
            # From files and programs, of which the error may hold what they say.
            raise ProviderRefused(_unusable("what they come from cannot be run or read. ")) from error

    def _credentials(self) -> Any:
        with self._lock:
            if self._session is None:
                self._session = _session()
            if found := self._session.get_credentials():
                return found.get_frozen_credentials()
        raise ProviderRefused(
            f"No AWS credentials were found for {self._label}. Set AWS_PROFILE, run `aws configure` or "
            "`aws sso login`, or set AWS_BEARER_TOKEN_BEDROCK to an API key of Bedrock."
        )

    def _sign(self, request: httpx.Request) -> str:
        """Sign `request`; return which credentials that was done with."""
        from botocore.auth import SigV4Auth  # noqa: PLC0415
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415

        credentials = self._credentials()
        headers = {name: request.headers[name] for name in ("content-type",) if name in request.headers}
        signed = AWSRequest(request.method, str(request.url), headers, request.content)
        SigV4Auth(credentials, SERVICE, self._region).add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        return f"{credentials.access_key} {credentials.token}"


def _unusable(reason: str) -> str:
    return (
        f"The AWS credentials cannot be used: {reason}"
        "Run `aws sso login`, or check AWS_PROFILE and the files in ~/.aws."
    )


def _is_at_aws(endpoint: Endpoint) -> bool:
    parts = urlsplit(endpoint.base_url)
    return parts.scheme == "https" and bool(_AT_AWS.fullmatch(parts.hostname or ""))


def _session() -> Any:
    from botocore.session import Session  # noqa: PLC0415

    # Below this level it logs tokens.
    logging.getLogger("botocore").setLevel(logging.WARNING)
    # By itself it reads the second of these alone, unlike AWS's other tools.
    return Session({"region": ("region", ["AWS_REGION", "AWS_DEFAULT_REGION"], None, None)})


def _configured_region() -> str:
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415

    try:
        return _session().get_config_variable("region") or ""
    except BotoCoreError as error:
        raise ProviderRefused(f"{error} Set AWS_PROFILE to one that ~/.aws/config has.") from error
