"""How a service is asked for embeddings: as data, and as small functions. Every default is OpenAI's format.

https://platform.openai.com/docs/api-reference/embeddings/create
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .dialect import Wire
from .json_text import as_list, as_object

MAX_TEXTS = 16
"""In one request: the answer to 64 texts is a megabyte of JSON, and reading it would hold up the loop for 10 ms."""


def _path(_model: str) -> str:
    return "/embeddings"


def _max_texts(_model: str) -> int:
    return MAX_TEXTS


def write_plain(model: str, texts: Sequence[str]) -> Wire:
    """Return the request's body in the plain format."""
    return {"model": model, "input": list(texts), "encoding_format": "float"}


def read_plain(answer: Any) -> list[Any]:
    """Return the embeddings in the order of their texts; services that answer in order may leave the index out."""
    entries = [as_object(entry) for entry in as_list(as_object(answer).get("data"))]
    indexes = [entry.get("index") for entry in entries]
    if sorted(indexes, key=str) == sorted(range(len(entries)), key=str):
        entries.sort(key=lambda entry: int(entry["index"]))
    return [entry.get("embedding") for entry in entries]


@dataclass(frozen=True, slots=True)
class EmbeddingWire:
    """What one service is sent, and where it keeps the numbers in its answer.

    Texts that are stored and texts that are searched for are sent alike: to a model that knows two kinds, all
    are of the kind that can be compared with each other.
    """

    path: Callable[[str], str] = _path
    """Where to ask a model, below the service's address."""
    write: Callable[[str, Sequence[str]], Wire] = write_plain
    """Returns the body of a request to a model."""
    read: Callable[[Any], list[Any]] = read_plain
    """Returns what an answer has in the place of each embedding, whatever that is."""
    optional: frozenset[str] = frozenset({"encoding_format"})
    """What is left out from then on, if the service does not take it."""
    max_texts: Callable[[str], int] = _max_texts
    """How many texts a model takes in one request."""


PLAIN_EMBEDDINGS = EmbeddingWire()
