"""What the agent needs from the world. Adapters elsewhere implement these."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal, Protocol

from .events import Notice, TextDelta, ThoughtDelta, ToolOutput
from .messages import AssistantMessage, Message, ToolCall

Effect = Literal["read", "write", "execute"]
"""What a tool may do to the world; consent is asked by it. `read` leaves no trace."""

ToolKind = Literal["read", "edit", "search", "execute", "think", "other"]
"""How a tool call is drawn; the names are those of the Agent Client Protocol."""


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model sees it."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON Schema of the arguments: always an object."""
    effect: Effect
    kind: ToolKind = "other"


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One question to a model."""

    system: str
    messages: Sequence[Message]
    tools: Sequence[ToolSpec] = ()
    max_output_tokens: int = 4096
    answer_schema: Mapping[str, Any] | None = None
    """JSON Schema that the answer's text must fit; None for free text. Not used together with `tools`."""


AnswerPart = TextDelta | ThoughtDelta | Notice | AssistantMessage
"""What an answer consists of. As long as only notices came, nothing was said, and it can be asked for again."""


class Provider(Protocol):
    """A language model behind some service."""

    def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        """Yield pieces as they arrive, then the complete message, once, last.

        Raises:
            ProviderUnreachable: no answer, or the connection broke.
            ContextOverflow: the request does not fit the window.
            ToolsUnsupported: the request has tools and the model cannot take them.
            ProviderRefused: any other refusal.
        """
        ...


class Embedder(Protocol):
    """A model that turns texts into numbers: texts that mean the same into numbers that are alike."""

    @property
    def model(self) -> str:
        """Its name. Numbers of different models cannot be compared."""
        ...

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return as many numbers for each text, in the order of the texts.

        Raises:
            ProviderUnreachable: no answer, or not in time.
            ProviderRefused: the service refused, or answered something else.
        """
        ...


Report = Callable[[str], None]
"""Called by a tool with each piece of output while it runs. Never blocks."""


class Tool(Protocol):
    """Something that the model can do."""

    @property
    def spec(self) -> ToolSpec:
        """Constant for the life of a session."""
        ...

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Do the work and say what happened. Raise ToolError if it cannot be done."""
        ...


@dataclass(frozen=True, slots=True)
class FileText:
    """A text file as it was at one moment."""

    text: str
    """With the line endings of the file, without a byte order mark."""
    version: str
    """Differs whenever the content differs."""


class Files(Protocol):
    """Files as the user sees them: unsaved editor buffers win over the disk.

    Paths are relative to the workspace folder; both methods raise ToolError for one that leads outside.
    """

    async def read(self, path: PurePosixPath) -> FileText:
        """Raise ToolError if the file is absent, binary or too large."""
        ...

    async def write(self, path: PurePosixPath, text: str, *, replacing: str | None) -> str:
        """Write the whole file at once, keep its encoding and mode, and return its new version.

        `replacing` is the version from which `text` was made, or None for a file that must not exist
        yet. Raise ToolError, and change nothing, if the file is another one by now.
        """
        ...


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file as it was at one moment, byte for byte."""

    data: bytes
    mode: int | None = None
    """Permission bits; None for those that new files get."""


class ByteFiles(Protocol):
    """What `Files` stands on: the same files as bytes. An open buffer is what the editor would save.

    Paths are relative to the workspace folder; both methods raise ToolError for one that leads outside,
    and for what is no regular file, is larger than 20 MB or cannot be read or written.
    """

    async def load(self, path: PurePosixPath) -> FileBytes | None:
        """Return the file; None if there is none."""
        ...

    async def store(self, path: PurePosixPath, file: FileBytes | None, *, replacing: FileBytes | None) -> None:
        """Put `file` in the place of `replacing`, at once; None stands for no file.

        An existing file keeps its mode if `file` has none. Raise ToolError, and change nothing, if the
        content is not that of `replacing` by now.
        """
        ...


@dataclass(frozen=True, slots=True)
class Allowed:
    """The tool call may run."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The tool call must not run."""

    reason: str
    """For the model: why, and what it can do instead."""


Decision = Allowed | Refused


class Consent(Protocol):
    """Who says yes or no to a tool call: rules first, then the user."""

    async def asks(self, call: ToolCall, spec: ToolSpec) -> Decision:
        """Called once before each call runs; may wait for the user as long as it takes."""
        ...
