"""Keep the keys of model services out of what tools print."""

from dataclasses import dataclass, replace
from typing import Any

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, Tool, ToolSpec
from ..errors import ToolError

MASK = "[key removed]"


@dataclass(frozen=True)
class Redacted:
    """A tool whose output never holds one of `secrets`: a file or a command may print it, the model must not see it."""

    tool: Tool
    secrets: tuple[str, ...]

    @property
    def spec(self) -> ToolSpec:
        """That of the tool."""
        return self.tool.spec

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Run the tool and mask the secrets in whatever it says."""
        try:
            output = await self.tool.run(arguments, lambda text: report(self._mask(text)))
        except ToolError as error:
            raise ToolError(self._mask(str(error))) from error
        changes = tuple(
            replace(change, old=change.old and self._mask(change.old), new=change.new and self._mask(change.new))
            for change in output.changes
        )
        return replace(output, text=self._mask(output.text), changes=changes)

    def _mask(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        return text
