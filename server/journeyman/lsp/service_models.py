"""The models of a folder's service, in the words of the protocol."""

from collections.abc import Callable
from typing import Any

from ..memory.probes import StoredProbe
from ..providers import ModelInfo, can_pull
from ..tried_models import TriedModels
from ..workspace import Workspace
from . import protocol

Report = Callable[[str, int], None]
"""Gets a few words and a percentage."""


class ServiceModels:
    """What clients ask of the models that a folder can use."""

    def __init__(self, workspace: Workspace) -> None:
        self._settings = workspace.loaded.settings
        self._models = workspace.models
        self._tried = TriedModels(workspace.models, workspace.records.thread, workspace.records.clock)

    async def list(self) -> protocol.ModelsResult:
        """Answer `journeyman/model/list`."""
        listed = await self._tried.list(self._settings)
        return protocol.ModelsResult([_to_model(model.info, model.tried) for model in listed])

    async def probe(self, model: str, report: Report) -> protocol.ProbeResult:
        """Answer `journeyman/model/probe`."""
        info, tried = await self._tried.probe(self._settings, model, report)
        return protocol.ProbeResult(
            model=info.id,
            context_window=info.context_window,
            tools=info.tools,
            vision=info.vision,
            thinking=info.thinking,
            first_token_ms=tried.probe.first_token_ms,
            tokens_per_second=tried.probe.tokens_per_second,
            called_tool=tried.probe.called_tool,
            tool_calls=tried.probe.tool_calls,
            checked_at=tried.checked_at.isoformat(),
            problem=tried.probe.problem,
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
        "tools": info.tools,
        "vision": info.vision,
        "thinking": info.thinking,
        "firstTokenMs": tried.probe.first_token_ms if tried else None,
        "tokensPerSecond": tried.probe.tokens_per_second if tried else None,
        "calledTool": tried.probe.called_tool if tried else None,
        "checkedAt": tried.checked_at.isoformat() if tried else None,
    }
