"""Which models we recommend, and how well this machine can run them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, assert_never

from .machine import Machine

WINDOWS = (32_768, 8_192)
"""What is tried, the better first: the window that we ask Ollama for, and the smallest that tasks can be done with."""
SERVER_BYTES = 1_500_000_000
"""What a model server needs beside the model and its context (an estimate)."""
SYSTEM_BYTES = 2_500_000_000
"""What the system and the editor need, where they share the memory with the model (an estimate)."""
FAST_BILLIONS = 4.0
"""Up to so many billions of parameters for each token, a model is bearable without a GPU."""
GB = 1e9

Fit = Literal["gpu", "memory", "no", "unknown"]
"""Whether a model runs on the GPUs, runs slowly, or not at all."""
ORDER: Sequence[Fit] = ("gpu", "memory", "unknown", "no")


@dataclass(frozen=True, slots=True)
class RecommendedModel:
    """A model that we recommend."""

    id: str
    """Its name in Ollama's library."""
    size_bytes: int
    """About what it takes on the disk, and in memory without its context."""
    context_window: int
    """The largest window that it was made for, in tokens."""
    context_bytes: int
    """What each token of the window takes in memory."""
    active_billions: float
    """Billions of parameters that each token goes through; the fewer, the faster."""
    tools: bool
    good_for: str
    """A sentence for the user."""

    def needs(self, window: int) -> int:
        """Return the bytes that it takes to run with a window of so many tokens, without the system."""
        return self.size_bytes + min(window, self.context_window) * self.context_bytes + SERVER_BYTES


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A model, and how well a machine can run it."""

    model: RecommendedModel
    fit: Fit
    window: int
    """The largest of `WINDOWS` with which that holds, in tokens."""

    @property
    def reason(self) -> str:
        """Return how well it fits, in words."""
        needs = f"{self.model.needs(self.window) / GB:.0f} GB with a window of {self.window:,} tokens"
        match self.fit:
            case "gpu":
                return f"fits the GPU: about {needs}"
            case "memory":
                return f"fits the memory, but not a GPU, and is slow: about {needs}"
            case "no":
                return f"does not fit: about {needs}"
            case "unknown":
                return f"needs about {needs}"
            case _:
                assert_never(self.fit)


@cache
def recommended_models() -> tuple[RecommendedModel, ...]:
    """Read the recommended models, the smallest first."""
    text = resources.files(__package__).joinpath("recommended.toml").read_text(encoding="utf-8")
    return tuple(RecommendedModel(**model) for model in tomllib.loads(text)["models"])


def recommend(machine: Machine | None, models: Sequence[RecommendedModel]) -> list[Recommendation]:
    """Return the models with how well they fit, the one to take first. Without a machine, nothing is known of fits.

    What runs on a GPU comes first, and there the largest; without one, the largest that is bearable.
    A smaller model with room for its context is better than a larger one without.
    """
    return sorted((recommendation(machine, model) for model in models), key=_rank)


def recommendation(machine: Machine | None, model: RecommendedModel) -> Recommendation:
    """Return how well `machine` can run `model`."""
    if machine is None or (machine.memory_bytes is None and not machine.gpus):
        return Recommendation(model, "unknown", WINDOWS[0])
    # Memory that a GPU shares is not there twice.
    memory = machine.memory_bytes or 0
    apart = 0 if any(gpu.is_estimate for gpu in machine.gpus) else machine.gpu_bytes
    rooms: Sequence[tuple[Fit, int]] = (("gpu", machine.gpu_bytes), ("memory", memory + apart - SYSTEM_BYTES))
    for fit, room in rooms:
        for window in WINDOWS:
            if model.needs(window) <= room:
                return Recommendation(model, fit, window)
    return Recommendation(model, "no", WINDOWS[-1])


def _rank(one: Recommendation) -> tuple[int, bool, bool, float]:
    is_slow = one.fit == "memory" and one.model.active_billions > FAST_BILLIONS
    # Of those that are too large, and of those that nothing is known about, the smallest comes first.
    is_sure = one.fit in ("gpu", "memory")
    size = -one.model.size_bytes if is_sure else one.model.size_bytes
    return ORDER.index(one.fit), is_slow, one.window < WINDOWS[0], size
