"""Which model `journeyman setup` sets up: one that the service has, or one that Ollama can get."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import UsageError
from ..providers import Machine, ModelInfo, Recommendation, can_pull, recommend, recommended_models
from ..providers.recommended import GB, WINDOWS
from .asking import Asker
from .models import describe
from .printing import clean
from .setup_service import ChosenService

MAX_CHOICES = 20
"""Some services have hundreds of models; who wants another one types its name."""


@dataclass(frozen=True)
class ChosenModel:
    """A model, and what has to be done for it."""

    name: str
    must_be_pulled: bool = False
    window: int | None = None
    """Set if it fits the machine only with a smaller window than usual."""


@dataclass(frozen=True)
class _Choice:
    label: str
    model: ChosenModel


async def choose_model(
    service: ChosenService, told: str | None, current: str | None, machine: Machine, asker: Asker, *, may_pull: bool
) -> ChosenModel:
    """Return the model to use: `told`, or one that is chosen; `current` is the one in the settings so far.

    Raises:
        UsageError: there is none to propose, and nobody who can be asked.
    """
    # How large a machine elsewhere is, nobody has told us.
    fitting = recommend(machine if service.endpoint.is_local else None, recommended_models())
    can_get = may_pull and can_pull(service.endpoint)
    if told:
        return _named(told, service, fitting, can_get=can_get)
    choices = _there(service.models, fitting) + (_to_get(service.models, fitting) if can_get else [])
    if not choices and not can_get:
        advice = "Leave out --no-pull, or get" if can_pull(service.endpoint) else "Load"
        raise UsageError(f"{service.endpoint.label} has no models. {advice} one there, then try again.")
    answer = await asker.choose(
        "Which model?", [choice.label for choice in choices], _default(choices, service, current), "the name of a model"
    )
    return choices[answer].model if isinstance(answer, int) else _named(answer, service, fitting, can_get=can_get)


def _there(models: Sequence[ModelInfo], fitting: Sequence[Recommendation]) -> list[_Choice]:
    """Return the models that the service has, those that call tools first."""
    order = {True: 0, None: 1, False: 2}
    ranks = {one.model.id: rank for rank, one in enumerate(fitting)}
    known = {one.model.id: one for one in fitting}
    ranked = sorted(models, key=lambda model: (model.remote, order[model.tools], ranks.get(model.id, len(ranks))))
    return [
        _Choice(f"{clean(model.id)}  ({describe(model)}{_fit(known.get(model.id))})", _chosen(model.id, fitting))
        for model in ranked[:MAX_CHOICES]
    ]


def _to_get(models: Sequence[ModelInfo], fitting: Sequence[Recommendation]) -> list[_Choice]:
    there = {model.id for model in models}
    return [
        _Choice(
            f"{one.model.id}  (to be pulled, about {one.model.size_bytes / GB:.1f} GB; {one.reason}). "
            f"{one.model.good_for}",
            _chosen(one.model.id, fitting, must_be_pulled=True),
        )
        for one in fitting
        if one.model.id not in there and one.fit != "no"
    ]


def _fit(known: Recommendation | None) -> str:
    return f"; {known.reason}" if known and known.fit != "unknown" else ""


def _default(choices: Sequence[_Choice], service: ChosenService, current: str | None) -> int | None:
    """Return the number of the model to propose. Nobody's money is spent on a guess."""
    names = [choice.model.name for choice in choices]
    if current in names:
        return names.index(current)
    if service.endpoint.may_cost:
        return None
    usable = {model.id for model in service.models if model.tools is not False and not model.remote}
    # What is there already needs no waiting for gigabytes; else the first to be pulled fits best.
    suiting = [name in usable or choice.model.must_be_pulled for name, choice in zip(names, choices, strict=True)]
    if True in suiting:
        return suiting.index(True)
    # A model without tools calls them as JSON; whether it does, trying it out tells.
    at_hand = {model.id for model in service.models if not model.remote}
    return next((number for number, name in enumerate(names) if name in at_hand), None)


def _named(name: str, service: ChosenService, fitting: Sequence[Recommendation], *, can_get: bool) -> ChosenModel:
    there = {model.id for model in service.models}
    # Ollama leaves `:latest` out of what people type, and has it in what it lists.
    listed = next((each for each in (name, f"{name}:latest") if each in there), None)
    if listed or not can_pull(service.endpoint):
        # Some services can do more than they list; trying it out tells.
        return _chosen(listed or name, fitting)
    if not can_get:
        raise UsageError(f"{service.endpoint.label} has no model {name!r}. Leave out --no-pull to get it.")
    return _chosen(name, fitting, must_be_pulled=True)


def _chosen(name: str, fitting: Sequence[Recommendation], *, must_be_pulled: bool = False) -> ChosenModel:
    known = next((one for one in fitting if one.model.id == name), None)
    is_tight = known is not None and known.fit in {"gpu", "memory"} and known.window < WINDOWS[0]
    return ChosenModel(name, must_be_pulled, known.window if known and is_tight else None)
