"""Errors for answers that break off, or that nobody can read; each says what to do."""

from ..errors import ProviderRefused, ProviderUnreachable
from .endpoint import Endpoint
from .refusals import as_words, quote


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


def garbled(endpoint: Endpoint, text: str) -> ProviderUnreachable:
    """Return the error for a piece of an answer that cannot be read, cut off for example."""
    return ProviderUnreachable(
        f"{endpoint.label} sent a piece of an answer that cannot be read. "
        f"Try again; if it stays so, look at its log. It said: {quote(endpoint, text)}"
    )


def says_nothing(endpoint: Endpoint, seconds: float) -> ProviderUnreachable:
    """Return the error for an answer that only shows signs of life. To ask again would take as long once more."""
    return ProviderUnreachable(
        f"{endpoint.label} has shown signs of life, but said nothing, for {seconds / 60:g} minutes. "
        "Try again later, let the model think less, or choose another one.",
        wait_seconds=None,
    )


def too_much(endpoint: Endpoint) -> ProviderRefused:
    """Return the error for an answer that is longer than any that makes sense."""
    return ProviderRefused(f"{endpoint.label} answered without an end. Check that this is the address of its API.")


def badly_packed(endpoint: Endpoint, how: str) -> ProviderRefused:
    """Return the error for an answer that is compressed in a way that we did not ask for and cannot read."""
    return ProviderRefused(
        f"{endpoint.label} compressed its answer {how}, which cannot be read. "
        "Turn compression off there, or in the proxy before it."
    )
