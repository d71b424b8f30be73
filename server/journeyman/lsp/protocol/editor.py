"""What the editor tells the server, and what the server asks it."""

from typing import Any, Literal

from attrs import field, frozen
from lsprotocol import types as lsp

Object = dict[str, Any]
Query = Literal["definition", "references", "symbols", "hover", "diagnostics", "rename"]


@frozen
class CompleteParams:
    """Ask what could be written in the chat box."""

    session_id: str
    text: str
    position: lsp.Position


@frozen
class CompleteResult:
    """What fits."""

    items: list[Object]


@frozen
class PreviewParams:
    """Ask what would be sent to the model."""

    session_id: str
    prompt: list[Object] | None = None
    texts: bool = False
    """Whether each part comes with its text."""


@frozen
class PreviewResult:
    """The parts of the request, in tokens (estimated)."""

    parts: list[Object]
    total: int
    context_window: int
    learning: Object
    """What learning from the session has cost, beside it."""


@frozen
class CommitMessageParams:
    """Ask for a commit message for what is staged, or for all changes."""

    root: str
    staged: bool = True


@frozen
class FocusParams:
    """What the user looks at; nothing if no document has the focus."""

    text_document: lsp.TextDocumentIdentifier | None = None
    selection: lsp.Range | None = None


@frozen
class TrustParams:
    """Whether the user trusts the authors of a folder."""

    root: str
    trusted: bool


@frozen
class StatusParams:
    """How the server is."""

    health: Literal["ok", "warning", "error"]
    busy: bool
    message: str = ""
    model: str = ""
    context_window: int = 0


@frozen
class QueryParams:
    """Ask the editor what its own language servers know."""

    what: Query
    root: str
    uri: str | None = None
    position: lsp.Position | None = None
    query: str | None = None
    """A name to look for in the whole workspace; for `symbols` without `uri`."""
    new_name: str | None = None
    wait_ms: int = 0
    """For `diagnostics` after an edit: how long to wait for those that belong to `version`."""
    version: int | None = None


@frozen
class QueryResult:
    """What the editor knows; only the field that was asked for is there."""

    locations: list[lsp.Location] | None = None
    symbols: list[lsp.WorkspaceSymbol] | None = None
    hover: str | None = None
    """Plain text: the signature, and what is written about it."""
    diagnostics: list[lsp.PublishDiagnosticsParams] | None = None
    edit: lsp.WorkspaceEdit | None = None


@frozen
class SaveParams:
    """Ask the editor to save a document."""

    uri: str


@frozen
class SaveResult:
    """Whether it did."""

    saved: bool


@frozen
class CredentialParams:
    """Ask the editor for the key of an endpoint."""

    endpoint: str


@frozen
class CredentialResult:
    """The key, if the editor keeps one."""

    key: str | None = field(default=None, repr=False)
