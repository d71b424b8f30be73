"""The commands of a command line as plain data."""

from dataclasses import dataclass
from posixpath import basename

from .words import Word


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command: its words and what surrounds it."""

    words: tuple[Word, ...] = ()
    """The name and the arguments. Empty if there are only settings or redirections."""
    settings: tuple[str, ...] = ()
    """The variables set for it, such as `A=1`."""
    directory: str | None = ""
    """Where it runs, relative to the workspace folder, absolute, or below `~`; None if unknown."""
    reads: tuple[str, ...] = ()
    """Files redirected to it."""
    writes: tuple[str, ...] = ()
    """Files that its output is redirected to."""
    stdin: str | None = None
    """The text of its here-document or here-string."""
    sources: tuple["Command", ...] = ()
    """The commands whose output it gets, through pipes or substitutions."""
    is_wrapper: bool = False
    """It only runs other commands, and the script lists them, too."""

    @property
    def name(self) -> str:
        """The program without its folder; "" if there is none."""
        return basename(self.words[0].text) if self.words else ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words behind the name."""
        return self.texts[1:]

    @property
    def texts(self) -> tuple[str, ...]:
        """The words as text."""
        return tuple(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Script:
    """All commands of a command line, at every depth."""

    commands: tuple[Command, ...]
    unclear: str
    """Why nobody can tell what it does before it runs; "" if that is plain."""
    bombs: tuple[str, ...]
    """The functions that start themselves more than once."""
