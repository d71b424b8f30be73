"""Every error that is raised on purpose. Choose the parent by who reads it.

JourneymanError             the user reads it; says what happened and what to do next
├── UsageError              the command line does not make sense
├── SettingsError           a setting is missing or wrong
├── StorageError            the database cannot be opened or written
├── SkillError              a skill is broken, or not allowed to say what it says
├── NotRemembered           what is asked of the memory is not there, or may not be kept
├── NoAnswer                the editor did not answer a request of ours
└── ProviderError           a model service could not answer
    ├── ProviderUnreachable the service did not respond; trying again later may help
    └── ProviderRefused     the service refused the request; the same request will be refused again
        ├── ContextOverflow the request is larger than the context window
        ├── ToolsUnsupported the model or its server cannot take tools
        └── ParametersUnsupported the service does not know a part of the request
ToolError                   the model reads it; names the fix that it can make in the next step
└── MaybeWritten            nobody knows whether a file was written
"""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Remedy:
    """What an editor can offer beside a message."""

    hint: str
    """The label of a button."""
    command: str
    """What the button runs: a command of the editor's extension."""


START_OLLAMA = Remedy("Start Ollama", "journeyman.startOllama")
CHOOSE_MODEL = Remedy("Choose a model", "journeyman.chooseModel")


class JourneymanError(Exception):
    """A problem that the user can act on. The message says what to do next."""

    kind = "internal"
    """A stable word for programs; the message is for people."""
    remedy: Remedy | None = None

    def offering(self, remedy: Remedy | None) -> Self:
        """Return the error with what an editor can offer."""
        self.remedy = remedy
        return self


class UsageError(JourneymanError):
    """The command line does not make sense."""

    kind = "usage"


class SettingsError(JourneymanError):
    """A setting is missing or wrong."""

    kind = "settings"


class StorageError(JourneymanError):
    """The database cannot be opened, or cannot be written."""

    kind = "storage"


class SkillError(JourneymanError):
    """A skill is broken, or what was asked of it is not possible."""

    kind = "skill"


class NotRemembered(JourneymanError):
    """What is asked of the memory is not there, or may not be kept."""

    kind = "memory"


class NoAnswer(JourneymanError):
    """The editor did not answer a request of ours, or not with what was asked for."""

    kind = "no_answer"


class ProviderError(JourneymanError):
    """A model service could not answer."""

    kind = "provider"

    @property
    def reason(self) -> str:
        """What happened, without what to do next: the first sentence."""
        return f"{str(self).partition('. ')[0].removesuffix('.')}."


class ProviderUnreachable(ProviderError):
    """The service did not respond; trying again later may help."""

    kind = "provider_unreachable"

    def __init__(self, message: str, *, wait_seconds: float | None = 0.0) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds
        """How long the service asks to be left alone; None if so much time is lost that only the user may ask again."""


class ProviderRefused(ProviderError):
    """The service refused the request; the same request will be refused again."""

    kind = "provider_refused"


class ContextOverflow(ProviderRefused):
    """The request is larger than the model's context window."""

    kind = "context_overflow"

    def __init__(self, message: str, *, window: int | None = None) -> None:
        super().__init__(message)
        self.window = window
        """The window that the service reported, in tokens; None if it did not say."""


class ToolsUnsupported(ProviderRefused):
    """The model, or the server that runs it, cannot take tools."""

    kind = "tools_unsupported"


class ParametersUnsupported(ProviderRefused):
    """The service does not know a part of the request; it may take the rest."""

    def __init__(self, message: str, names: frozenset[str]) -> None:
        super().__init__(message)
        self.names = names


class ToolError(Exception):
    """A tool could not do what the model asked. The message is written for the model."""


class MaybeWritten(ToolError):
    """A file may hold a change, in part or later, or not: who takes changes back has to count with it."""
