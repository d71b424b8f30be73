"""What a service says when it will not answer, turned into errors that say what to do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..errors import (
    ContextOverflow,
    ParametersUnsupported,
    ProviderError,
    ProviderRefused,
    ProviderUnreachable,
    ToolsUnsupported,
)
from .endpoint import Endpoint
from .json_text import as_count, as_list, as_object, as_text, parse

MAX_ERROR_BYTES = 64_000
MAX_STATEMENT_LENGTH = 10_000
"""In characters. Longer ones repeat the request, and searching them holds everything up."""
MAX_QUOTE_LENGTH = 300
KEYS_NOT_MASKED_BELOW = 4
"""A key of this few characters is a placeholder such as "x"; masking it would garble the quote."""

_OVERFLOW = re.compile(
    r"exceed_context_size|context_length_exceeded|context_exceeded|context window|maximum context length"
    r"|exceeds? (?:the )?(?:available |model'?s? )?(?:maximum )?context|longer than the (?:maximum )?model"
    r"|n_keep.{0,20}>= ?n_ctx|context (?:the )?overflow|context length of only|greater than the context length"
    r"|(?:prompt|input|request) (?:is )?too (?:long|large)|too many input tokens|input length.{0,60}exceed"
    r"|prompt length.{0,20} exceeds maximum|maximum prompt length|range of input length|exceeded model token limit"
    r"|token count.{0,40}(?:exceeds|supports up to)|inputs?` tokens \+ `max_new_tokens",
    re.IGNORECASE,
)
_WINDOW = re.compile(
    r"(?:maximum (?:context|prompt|input|sequence|model) length(?: is| of)?|context (?:length|size|window)(?: is| of)?"
    r"(?: only)?|n_ctx\"?:?|token limit:|supports up to|tokens allowed|exceeds the limit of|must be <=|tokens >"
    r"|input length should be \[\d+,|limit: \d+ \+ \d+ >) ?\(?(\d[\d,]*)",
    re.IGNORECASE,
)
_NO_TOOLS = re.compile(
    r"does not support (?:tools|tool|function)|enable-auto-tool-choice|support tool use|support function call"
    r"|tools? (?:param requires --jinja|(?:use )?(?:is|are) not supported)"
    r"|unsupported parameter\(?s?\)?:[^.]*\btools?\b",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(
    r"model.{0,120}(?:not found|does not exist|not exist)|no such model|unknown model|not a valid model", re.IGNORECASE
)
_NO_PARAMETERS = re.compile(r"unsupported parameter(?:\(s\)|s)?: ?((?:[`'\"][\w.]+[`'\"](?:, ?)?)+|\w+)", re.IGNORECASE)
_NO_PARAMETER = re.compile(
    r"'loc': ?[\[(]'body', ?'(\w+)'[^}]{0,60}extra inputs are not permitted"
    r"|\b(\w{1,40}) is mandatory [^.]{0,40}cannot be disabled",
    re.IGNORECASE,
)
_UNPAID = {"insufficient_quota", "billing_hard_limit_reached"}


@dataclass(frozen=True, slots=True)
class Statement:
    """An error as a service states it."""

    text: str = ""
    status: int | None = None
    kind: str = ""
    """The service's own words for the kind of error."""
    window: int | None = None
    """The context window, in tokens, if the error names it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.text[:MAX_STATEMENT_LENGTH])
        object.__setattr__(self, "kind", self.kind[:MAX_QUOTE_LENGTH])


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a refusal means at one service, where its status alone says too little."""

    problem: str
    """What is wrong and what to do, as it goes on behind the name of the service."""
    status: int | None = None
    """None: any."""
    words: str = ""
    """A regular expression that finds what the service says; empty: whatever it says."""
    kind: type[ProviderError] = ProviderRefused

    def fits(self, statement: Statement) -> bool:
        """Whether the refusal is one of this kind."""
        return self.status in {None, statement.status} and bool(re.search(self.words, statement.text, re.IGNORECASE))


def stated_error(body: Any) -> Statement | None:
    """Return the error that a JSON body states, or None if it states none.

    Seen: `{"error": {"message", "type", "code"}}`, `{"error": "text"}`, an error string that holds
    such an object once more (Ollama), `{"object": "error", "message"}` (vLLM), `{"detail"}` (FastAPI).
    """
    body = as_object(body)
    error = body.get("error")
    if isinstance(error, str):
        return stated_error(parse(error)) or Statement(error)
    if isinstance(error, dict) and error:
        return _statement(error)
    if detail := body.get("detail") or body.get("title"):
        return Statement(str(detail))
    if body.get("object") == "error" or (isinstance(body.get("message"), str) and "choices" not in body):
        return _statement(body)
    return None


def _statement(error: Mapping[str, Any]) -> Statement:
    text = as_text(error.get("message")) or str(error)
    text += _beside(as_object(error.get("metadata")))
    code = error.get("code")
    kind = f"{as_text(error.get('type'))} {as_text(code)}".strip()
    return Statement(text, as_count(code) or None, kind, as_count(error.get("n_ctx")) or None)


def _beside(metadata: Mapping[str, Any]) -> str:
    """Return what a service that passes requests on says of who refused, and of why."""
    raw = metadata.get("raw")
    value = parse(raw) if isinstance(raw, str) else raw
    # The words of the one behind it, which may be JSON once more.
    stated = stated_error(value) if isinstance(value, dict) else None
    why = stated.text if stated else as_text(raw) or ", ".join(map(as_text, as_list(metadata.get("reasons"))))
    who = as_text(metadata.get("provider_name"))
    return (f" (from {who})" if who else "") + (f": {why}" if why else "")


def body_statement(body: bytes, status: int) -> Statement:
    """Return what an error's body says: JSON of any known shape, or plain text, or a page."""
    body = body[:MAX_ERROR_BYTES]
    value = parse(body)
    stated = stated_error(value[0] if isinstance(value, list) and value else value)
    if stated is None:
        return Statement(as_words(body.decode("utf-8", "replace")), status)
    # A code inside repeats the status or belongs to someone further on.
    return replace(stated, status=status)


def refusal(
    endpoint: Endpoint, model: str, statement: Statement, explanations: Sequence[Explanation] = ()
) -> ProviderError:
    """Return the error to raise for what the service stated. `explanations` are the service's own."""
    words = f"{statement.kind} {statement.text}"
    said = f" It said: {quote(endpoint, statement.text)}" if statement.text.strip() else ""
    if statement.status == 413 or (_OVERFLOW.search(words) and statement.status != 429):
        return _overflow(statement, said)
    if _NO_TOOLS.search(words):
        return ToolsUnsupported(
            f"{model or 'This model'} at {endpoint.label} cannot take tools. Choose another model, or start "
            f"the server with tool calls enabled.{said}"
        )
    if names := _refused_parameters(statement.text):
        listed = quote(endpoint, ", ".join(f"`{name}`" for name in sorted(names)))
        return ParametersUnsupported(f"{endpoint.label} does not take {listed} with this model.{said}", names)
    for explanation in explanations:
        if explanation.fits(statement):
            return explanation.kind(f"{endpoint.label} {explanation.problem}{said}")
    if _NO_MODEL.search(words) or (statement.status == 404 and "model" in words.lower()):
        advice = f"Choose one that {endpoint.base_url}/models lists, and set JOURNEYMAN_MODEL to it."
        if endpoint.provider == "ollama":
            advice = f"Get it with `ollama pull {model}`, or choose one of `ollama list`."
        return ProviderRefused(f"{endpoint.label} has no model {model!r}. {advice}{said}")
    if statement.status is None and "invalid_request" not in statement.kind:
        # In the middle of an answer few services say more than that something broke.
        return ProviderUnreachable(f"{endpoint.label} broke off the answer. Try again.{said}")
    status = 402 if _UNPAID & set(statement.kind.split()) else statement.status
    kind = ProviderUnreachable if status and _may_pass(status) else ProviderRefused
    return kind(f"{endpoint.label} {_problem(endpoint, status)}{said}")


def _refused_parameters(text: str) -> frozenset[str]:
    """Return the parts of a request that the service names as what it does not take."""
    listed = _NO_PARAMETERS.search(text)
    alone = [name.lower() for found in _NO_PARAMETER.finditer(text) for name in found.groups() if name]
    return frozenset([*(re.findall(r"(?:^|[`'\", ])(\w+)", listed[1]) if listed else []), *alone])


def _overflow(statement: Statement, said: str) -> ContextOverflow:
    window = statement.window
    if window is None and (found := _WINDOW.search(statement.text)):
        window = int(found[1].replace(",", ""))
    size = f" of {window:,} tokens" if window else ""
    return ContextOverflow(
        f"The conversation does not fit the context window{size}. Start a new session, "
        f"or load the model with a longer context.{said}",
        window=window,
    )


def _may_pass(status: int) -> bool:
    # 202 is NVIDIA's cloud queueing a request for later.
    return status in {202, 408, 425, 429} or (status >= 500 and status != 501)


def _problem(endpoint: Endpoint, status: int | None) -> str:
    match status:
        case None:
            return "broke off the answer, because of what it was asked."
        case 401 | 403:
            own = endpoint.service.key_variable
            variables = f"JOURNEYMAN_API_KEY or {own}" if own else "JOURNEYMAN_API_KEY"
            reason = "did not accept the key" if endpoint.api_key else "wants a key"
            return f"{reason} ({status}). Set {variables} to a valid one."
        case 402:
            return "wants to be paid first (402). Add credits there, or choose another model."
        case 404 | 405:
            return f"has nothing at this address ({status}). Set JOURNEYMAN_ENDPOINT to the address of its API."
        case 429:
            return "takes no more requests for now (429). Wait a while, or choose another model."
        case _ if _may_pass(status):
            return f"could not answer ({status}). Try again; if it stays so, look at its log."
        case _:
            return f"refused the request ({status}). Choose another model, or look at its log."


def as_words(text: str) -> str:
    """Return the words of a web page, or `text` if it is none."""
    if text.lstrip()[:1] != "<":
        return text
    # Whatever is not closed, these look at each character a few times only.
    text = re.sub(r"(?is)<(script|style)\b.*?(?:</\1>|\Z)", " ", text[:MAX_ERROR_BYTES])
    return "a web page: " + re.sub(r"<[^<>]*>", " ", text)


def quote(endpoint: Endpoint, text: str) -> str:
    """Return `text` for a message: on one line, in short, without the key and what would drive a terminal."""
    if len(endpoint.api_key) >= KEYS_NOT_MASKED_BELOW:
        text = text.replace(endpoint.api_key, "[key]")
    shown = (character if character.isprintable() else " " for character in text[:MAX_STATEMENT_LENGTH])
    text = " ".join("".join(shown).split())
    return text if len(text) <= MAX_QUOTE_LENGTH else text[: MAX_QUOTE_LENGTH - 1] + "…"
