"""Our additions to the Language Server Protocol: every message with its types. See docs/protocol.md.

Wire names are these in camelCase; `wire.py` alone converts. Unknown fields are ignored; fields are only added.
A `root` is the URI of an open workspace folder. Updates are the objects of `updates.py`, unchanged.
"""

from .changes import (
    ChangeSetsResult,
    CheckpointsResult,
    DiffParams,
    DiffResult,
    ResolveChangesParams,
    ResolveChangesResult,
    RestoreParams,
    RestoreResult,
)
from .editor import (
    CommitMessageParams,
    CompleteParams,
    CompleteResult,
    CredentialParams,
    CredentialResult,
    FocusParams,
    ModelsResult,
    PreviewParams,
    PreviewResult,
    QueryParams,
    QueryResult,
    StatusParams,
    TrustParams,
)
from .sessions import (
    Empty,
    ListSessionsParams,
    ListSessionsResult,
    NewSessionParams,
    OpenSessionResult,
    PromptParams,
    PromptResult,
    RenameSessionParams,
    ResolvePermissionParams,
    ResolveQuestionParams,
    RootParams,
    SessionItem,
    SessionParams,
    SetConfigParams,
    SetConfigResult,
    StateParams,
    StateResult,
    StoredSessionParams,
    TextResult,
    UpdateParams,
)

VERSION = 1
"""Of `experimental.journeyman`, in the capabilities of both sides."""

REQUESTS: dict[str, tuple[type, type]] = {
    "journeyman/session/new": (NewSessionParams, OpenSessionResult),
    "journeyman/session/load": (StoredSessionParams, OpenSessionResult),
    "journeyman/session/list": (ListSessionsParams, ListSessionsResult),
    "journeyman/session/rename": (RenameSessionParams, SessionItem),
    "journeyman/session/delete": (StoredSessionParams, Empty),
    "journeyman/session/export": (StoredSessionParams, TextResult),
    "journeyman/session/prompt": (PromptParams, PromptResult),
    "journeyman/session/state": (StateParams, StateResult),
    "journeyman/session/setConfig": (SetConfigParams, SetConfigResult),
    "journeyman/permission/resolve": (ResolvePermissionParams, Empty),
    "journeyman/question/resolve": (ResolveQuestionParams, Empty),
    "journeyman/changes/list": (SessionParams, ChangeSetsResult),
    "journeyman/changes/diff": (DiffParams, DiffResult),
    "journeyman/changes/resolve": (ResolveChangesParams, ResolveChangesResult),
    "journeyman/checkpoint/list": (SessionParams, CheckpointsResult),
    "journeyman/checkpoint/restore": (RestoreParams, RestoreResult),
    "journeyman/context/complete": (CompleteParams, CompleteResult),
    "journeyman/context/preview": (PreviewParams, PreviewResult),
    "journeyman/model/list": (RootParams, ModelsResult),
    "journeyman/git/commitMessage": (CommitMessageParams, TextResult),
}
"""From client to server."""

CLIENT_REQUESTS: dict[str, tuple[type, type]] = {
    "journeyman/editor/query": (QueryParams, QueryResult),
    "journeyman/credential/get": (CredentialParams, CredentialResult),
}
"""From server to client."""

NOTIFICATIONS: dict[str, type] = {
    "journeyman/session/cancel": SessionParams,
    "journeyman/editor/didFocus": FocusParams,
    "journeyman/workspace/didChangeTrust": TrustParams,
    "journeyman/session/update": UpdateParams,
    "journeyman/status": StatusParams,
}
"""The first three from client to server, the others back."""
