"""Embeddings at Bedrock, where each maker has kept its own format.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html and
https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from ..errors import ProviderRefused
from .dialect import Wire
from .embedding_wire import MAX_TEXTS, EmbeddingWire
from .json_text import as_list, as_object

MAX_COHERE_LENGTH = 2048
"""In characters. A longer text is refused, whatever is said of truncating it."""


def _write(model: str, texts: Sequence[str]) -> Wire:
    """Return the request's body in the format of the model's maker."""
    if "cohere.embed" in model:
        # `clustering` compares texts with each other; the other kinds are for questions and what answers them.
        shortened = [text[:MAX_COHERE_LENGTH] for text in texts]
        return {"texts": shortened, "input_type": "clustering", "truncate": "END"}
    if "titan-embed" in model:
        return {"inputText": texts[0]}
    raise ProviderRefused(
        f"Of the models at AWS Bedrock, Amazon's Titan Text Embeddings and Cohere's Embed can be asked for embeddings, "
        f"and {model!r} seems to be none of them. Set JOURNEYMAN_EMBEDDING_MODEL to one, such as "
        "amazon.titan-embed-text-v2:0."
    )


def _read(answer: Any) -> list[Any]:
    body = as_object(answer)
    if "embedding" in body:
        return [body["embedding"]]
    found = body.get("embeddings")
    # By type, or as they are: it depends on the version.
    return as_list(as_object(found).get("float") or found)


BEDROCK_EMBEDDINGS = EmbeddingWire(
    path=lambda model: f"/model/{quote(model, safe='')}/invoke",
    write=_write,
    read=_read,
    optional=frozenset(),
    max_texts=lambda model: 1 if "titan-embed" in model else MAX_TEXTS,
)
