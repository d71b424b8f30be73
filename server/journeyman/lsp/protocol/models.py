"""The models of a service: which there are, how well they do, and getting more of them."""

from typing import Any, Literal

from attrs import frozen

Object = dict[str, Any]


@frozen
class ModelParams:
    """One model of a folder's service."""

    root: str
    model: str
    work_done_token: str | None = None


@frozen
class ModelsResult:
    """The models of the endpoint that the settings name, or of the first that was found."""

    models: list[Object]


@frozen
class ProbeResult:
    """What came of trying a model out."""

    model: str
    context_window: int | None
    max_context_window: int | None
    tools: bool | None
    vision: bool | None
    thinking: bool | None
    input_usd_per_million: float | None
    output_usd_per_million: float | None
    first_token_ms: int | None
    tokens_per_second: float | None
    called_tool: bool | None
    tool_calls: Literal["native", "constrained", "none"]
    checked_at: str
    problem: str
    parts: list[Object]


@frozen
class RecommendedResult:
    """The models that we recommend."""

    service: str
    can_pull: bool
    models: list[Object]
