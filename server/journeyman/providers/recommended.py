"""Which models we recommend, and whether this machine can run them."""

import os
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import resources

ROOM_BYTES = 4_000_000_000
"""What the system, the editor and a context of about 32,000 tokens need beside the model (an estimate)."""


@dataclass(frozen=True, slots=True)
class RecommendedModel:
    """A model that we recommend."""

    id: str
    """Its name in Ollama's library."""
    size_bytes: int
    """About what it takes on the disk, and in memory without its context."""
    context_window: int
    """The largest window that it was made for, in tokens."""
    good_for: str
    """A sentence for the user."""


@cache
def recommended_models() -> tuple[RecommendedModel, ...]:
    """Read the recommended models, the smallest first."""
    text = resources.files(__package__).joinpath("recommended.toml").read_text(encoding="utf-8")
    return tuple(RecommendedModel(**model) for model in tomllib.loads(text)["models"])


@cache
def machine_memory() -> int | None:
    """Return the bytes of memory that this machine has; None where the platform does not say."""
    with suppress(AttributeError, ValueError, OSError):
        if (size := os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) > 0:
            return size
    return None


def fits(model: RecommendedModel, memory_bytes: int | None) -> bool | None:
    """Return whether a machine with so much memory can run the model; None if its memory is not known."""
    return None if memory_bytes is None else model.size_bytes + ROOM_BYTES <= memory_bytes
