"""The models of a folder's service, in the words of the protocol."""

from typing import Any

from ..agent.probe import Probe, Report
from ..memory.probes import StoredProbe
from ..providers import ModelInfo, can_pull
from ..tried_models import TriedModels
from ..workspace import Workspace
from . import protocol


class ServiceModels:
    """What clients ask of the models that a folder can use."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._settings = workspace.loaded.settings
        self._models = workspace.models
        self._tried = TriedModels(workspace.models, workspace.records.thread, workspace.records.clock)

    async def list(self) -> protocol.ModelsResult:
        """Answer `journeyman/model/list`."""
        listed = await self._tried.list(self._settings)
        return protocol.ModelsResult([_to_model(model.info, model.tried) for model in listed])

    async def probe(self, model: str, report: Report) -> protocol.ProbeResult:
        """Answer `journeyman/model/probe`. Sessions that are open make tool calls by it from their next turn on."""
        info, tried = await self._tried.probe(self._settings, model, report)
        await self._workspace.follow(self._workspace.loaded, trusted=self._workspace.trusted)
        return protocol.ProbeResult(
            model=info.id,
            context_window=info.context_window,
            max_context_window=info.max_context_window,
            tools=info.tools,
            vision=info.vision,
            thinking=info.thinking,
            input_usd_per_million=info.price.input_usd if info.price else None,
            output_usd_per_million=info.price.output_usd if info.price else None,
            first_token_ms=tried.probe.first_token_ms,
            tokens_per_second=tried.probe.tokens_per_second,
            called_tool=tried.probe.called_tool,
            tool_calls=tried.probe.tool_calls,
            checked_at=tried.checked_at.isoformat(),
            problem=tried.probe.problem,
            parts=_to_parts(tried.probe),
        )

    async def pull(self, model: str, report: Report) -> None:
        """Do what `journeyman/model/pull` asks for."""
        await self._models.pull(self._settings, model, report)

    async def recommend(self) -> protocol.RecommendedResult:
        """Answer `journeyman/model/recommended`."""
        recommended = await self._models.recommend(self._settings)
        service = recommended.service
        return protocol.RecommendedResult(
            service=service.provider if service else "",
            can_pull=service is not None and can_pull(service),
            models=[
                {
                    "id": model.id,
                    "sizeBytes": model.size_bytes,
                    "contextWindow": model.context_window,
                    "goodFor": model.good_for,
                    "fits": fits,
                }
                for model, fits in recommended.models
            ],
        )


def _to_model(info: ModelInfo, tried: StoredProbe | None) -> dict[str, Any]:
    return {
        "id": info.id,
        "contextWindow": info.context_window,
        "maxContextWindow": info.max_context_window,
        "tools": info.tools,
        "vision": info.vision,
        "thinking": info.thinking,
        "inputUsdPerMillion": info.price.input_usd if info.price else None,
        "outputUsdPerMillion": info.price.output_usd if info.price else None,
        "firstTokenMs": tried.probe.first_token_ms if tried else None,
        "tokensPerSecond": tried.probe.tokens_per_second if tried else None,
        "calledTool": tried.probe.called_tool if tried else None,
        "toolCalls": tried.probe.tool_calls if tried else None,
        "parts": _to_parts(tried.probe) if tried else [],
        "checkedAt": tried.checked_at.isoformat() if tried else None,
    }


def _to_parts(probe: Probe) -> list[dict[str, Any]]:
    return [{"name": part.name, "outcome": part.outcome, "message": part.message} for part in probe.parts]
