"""What AWS says when it will not answer, turned into errors that say what to do."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import ProviderError, ProviderRefused, ToolsUnsupported
from .bedrock_wire import Manner
from .endpoint import Endpoint
from .json_text import as_object, as_text, parse
from .refusals import Statement, quote, refusal

_CONSOLE = "in the Bedrock console of this region"
_OLD_KEY = "did not accept the API key. Set AWS_BEARER_TOKEN_BEDROCK to one of this region whose time is not over."

_STATUSES: Mapping[str, int] = {
    "Throttling": 429,
    "TooManyRequests": 429,
    "ModelNotReady": 429,
    # As a status it would be 424: a model has failed, which it rarely does twice.
    "ModelStreamError": 503,
    "ModelError": 503,
    "ModelTimeout": 503,
    "InternalServer": 503,
    "ServiceUnavailable": 503,
    "Validation": 400,
}
"""What stands for exceptions in the middle of an answer, and which of them may pass; by how they begin."""
_ADVICE: Mapping[str, str] = {
    r"^ExpiredToken|token included in the request is expired": "does not take the AWS credentials any more: their time "
    "is over. Run `aws sso login`, or renew them where they come from, then try again.",
    r"^UnrecognizedClient|token included in the request is invalid": "does not know the AWS credentials. Check "
    "AWS_PROFILE and ~/.aws/credentials, or run `aws sso login`.",
    r"^InvalidSignature": "does not take the signature of the request. Check the secret key of the AWS credentials, "
    "the region, and this machine's clock.",
    r"^MissingAuthenticationToken": "wants AWS credentials. Set AWS_PROFILE, run `aws sso login`, or set "
    "AWS_BEARER_TOKEN_BEDROCK to an API key.",
    r"^ServiceQuotaExceeded": f"takes no more under the quota of the AWS account. Ask for more {_CONSOLE}, or choose "
    "another model.",
    r"on-demand throughput": "takes {model} through an inference profile only. Set JOURNEYMAN_MODEL to one that "
    "`journeyman models` lists, such as global.{model}.",
    r"use case details": f"wants a form to be filled in before {{model}} is used. You find it {_CONSOLE}.",
    r"model identifier is invalid|could not resolve the foundation model|model.{0,80}not found|end of its life"
    r"|marked by provider as legacy": "has no model {model} in this region. Set JOURNEYMAN_MODEL to one that "
    "`journeyman models` lists.",
    r"api key|bearer token|authentication failed": _OLD_KEY,
    r"not authorized to perform|explicit deny": "may not be asked with these AWS credentials. Ask for a policy that "
    "allows bedrock:InvokeModel and bedrock:InvokeModelWithResponseStream for {model}, and bedrock:List* for the list "
    "of models.",
    r"access to the model|model access|not available for this account": "gives this AWS account no access to {model}. "
    f"Ask for it under Model access {_CONSOLE}.",
}
"""What to do, by what the name of the exception and its words hold; the first that fits counts."""
_OVERFLOW = re.compile(
    r"too long|input tokens? exceed|exceeds? (?:the )?(?:maximum (?:context )?length|context limit|max(?:imum)? input)"
    r"|maximum context length|exceed context limit|too many input tokens",
    re.IGNORECASE,
)
_WINDOW = re.compile(r"> ?(\d{3,9})(?: maximum)?\b")
_NO_TOOLS = re.compile(r"(?:n.t|not) support tool use(?! in streaming)", re.IGNORECASE)
_LIMIT = re.compile(
    r"maximum tokens you requested exceeds? the model limit of (\d{1,9})|max_tokens: \d+ > (\d{1,9})", re.IGNORECASE
)
_LACKS: Mapping[str, Mapping[str, Any]] = {
    r"prompt caching|cachePoint": {"caches": frozenset()},
    r"in streaming mode|streaming is not supported|(?:n.t|not) support streaming|converse-?stream": {"streams": False},
    r"cannot be provided in the same turn": {"mixes": False},
    r"toolChoice|tool_choice": {"chooses": False},
    r"cannot contain reasoning content|reasoningContent|signature`? in |cannot be modified": {"reasons": False},
    r"thinking|reasoning|output_config": {"thinks": False},
}
"""What of a manner a model does not take, by what it says then."""


class MannerRefused(ProviderRefused):
    """The model cannot be asked in this manner, but perhaps in another."""

    def __init__(self, message: str, lacks: Mapping[str, Any]) -> None:
        super().__init__(message)
        self._lacks = lacks

    def without(self, manner: Manner) -> Manner:
        """Return `manner` without what was refused."""
        return replace(manner, **self._lacks)


def bedrock_refusal(endpoint: Endpoint, model: str, statement: Statement) -> ProviderError:
    """Return the error to raise for an exception, whether it came instead of an answer or within one."""
    # As a header the name may stand between a namespace and an address.
    kind = statement.kind.partition(":")[0].rpartition("#")[2]
    kind = kind[:1].upper() + kind[1:]
    # The gateway before the service writes its fields with capitals.
    text = as_text(as_object(parse(statement.text)).get("Message")) or statement.text
    # What follows repeats the request, with the token of the credentials.
    text = text.partition("The Canonical String")[0].strip()
    for name, status in _STATUSES.items():
        if kind.startswith(name):
            statement = replace(statement, status=status)
    statement = replace(statement, text=text, kind=kind)
    error = None
    if statement.status in {400, 403, 404}:
        error = _about_size(endpoint, model, statement) or _advice(endpoint, model, statement) or _lack(endpoint, text)
    return error or refusal(endpoint, model, statement)


def _about_size(endpoint: Endpoint, model: str, statement: Statement) -> ProviderError | None:
    """Return the error for a request that is larger than the model takes, or has tools."""
    text, said = statement.text, _said(endpoint, statement.text)
    if limit := _LIMIT.search(text):
        lacks = {"max_output_tokens": int(limit[1] or limit[2])}
        return MannerRefused(f"{endpoint.label} refused the request. Set `max_output_tokens` lower.{said}", lacks)
    if _OVERFLOW.search(text):
        window = _WINDOW.search(text)
        return refusal(endpoint, model, replace(statement, status=413, window=int(window[1]) if window else None))
    if _NO_TOOLS.search(text):
        return ToolsUnsupported(f"{model} at {endpoint.label} cannot take tools. Choose another model.{said}")
    return None


def _advice(endpoint: Endpoint, model: str, statement: Statement) -> ProviderError | None:
    """Return the error for what the user can do something about."""
    words = f"{statement.kind}: {statement.text}"
    for pattern, advice in _ADVICE.items():
        if re.search(pattern, words, re.IGNORECASE):
            advice = _OLD_KEY if endpoint.api_key and "aws sso" in advice else advice
            advice = advice.format(model=model or "the model")
            return ProviderRefused(f"{endpoint.label} {advice}{_said(endpoint, statement.text)}")
    return None


def _lack(endpoint: Endpoint, text: str) -> ProviderError | None:
    """Return the error for a manner that the model does not take."""
    for pattern, lacks in _LACKS.items():
        if re.search(pattern, text, re.IGNORECASE):
            problem = f"{endpoint.label} refused the request. Choose another model.{_said(endpoint, text)}"
            return MannerRefused(problem, lacks)
    return None


def _said(endpoint: Endpoint, text: str) -> str:
    return f" It said: {quote(endpoint, text)}" if text.strip() else ""
