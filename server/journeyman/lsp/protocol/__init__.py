"""Our additions to the Language Server Protocol: every message with its types. See docs/protocol.md.

Wire names are these in camelCase; `wire.py` alone converts. Unknown fields are ignored; fields are only added.
A `root` is the URI of an open workspace folder. Updates are the objects of `updates.py`, unchanged.
"""

from .changes import (
    Action,
    ChangeSetsResult,
    CheckpointsResult,
    DiffParams,
    DiffResult,
    ResolveChangesParams,
    ResolveChangesResult,
    Restored,
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
    PreviewParams,
    PreviewResult,
    QueryParams,
    QueryResult,
    SaveParams,
    SaveResult,
    StatusParams,
    TrustParams,
)
from .memory import (
    AddMemoryParams,
    ConsolidateResult,
    FoundKind,
    ListMemoriesParams,
    ListMemoriesResult,
    MemoryParams,
    MemoryQuestion,
    MemoryResult,
    ProfileResult,
    SearchMemoriesParams,
    SearchMemoriesResult,
    UpdateMemoryParams,
    WhyMemoryResult,
    WriteRuleResult,
)
from .models import ModelParams, ModelsResult, ProbeResult, RecommendedResult
from .sessions import (
    Branch,
    Delivery,
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
from .skills import (
    ChangedSkillResult,
    FeedbackParams,
    GetSkillResult,
    GrowthResult,
    LearnFromWorkParams,
    ListSkillsParams,
    ListSkillsResult,
    RollBackSkillParams,
    SaveSkillParams,
    SearchSkillsParams,
    SearchSkillsResult,
    SetSkillStateParams,
    SharedScope,
    ShareSkillParams,
    SkillHistoryResult,
    SkillOffer,
    SkillParams,
    SkillResult,
    SkillState,
    SkillSuggestion,
    TeachSkillParams,
    Thumb,
)

VERSION = 1
"""Of `experimental.journeyman`, in the capabilities of both sides."""

SESSION_NEW = "journeyman/session/new"
SESSION_LOAD = "journeyman/session/load"
SESSION_LIST = "journeyman/session/list"
SESSION_RENAME = "journeyman/session/rename"
SESSION_DELETE = "journeyman/session/delete"
SESSION_EXPORT = "journeyman/session/export"
SESSION_PROMPT = "journeyman/session/prompt"
SESSION_STATE = "journeyman/session/state"
SESSION_SET_CONFIG = "journeyman/session/setConfig"
PERMISSION_RESOLVE = "journeyman/permission/resolve"
QUESTION_RESOLVE = "journeyman/question/resolve"
CHANGES_LIST = "journeyman/changes/list"
CHANGES_DIFF = "journeyman/changes/diff"
CHANGES_RESOLVE = "journeyman/changes/resolve"
CHECKPOINT_LIST = "journeyman/checkpoint/list"
CHECKPOINT_RESTORE = "journeyman/checkpoint/restore"
CONTEXT_COMPLETE = "journeyman/context/complete"
CONTEXT_PREVIEW = "journeyman/context/preview"
MODEL_LIST = "journeyman/model/list"
MODEL_PROBE = "journeyman/model/probe"
MODEL_PULL = "journeyman/model/pull"
MODEL_RECOMMENDED = "journeyman/model/recommended"
GIT_COMMIT_MESSAGE = "journeyman/git/commitMessage"
SKILL_LIST = "journeyman/skill/list"
SKILL_GET = "journeyman/skill/get"
SKILL_SEARCH = "journeyman/skill/search"
SKILL_APPROVE = "journeyman/skill/approve"
SKILL_SET_STATE = "journeyman/skill/setState"
SKILL_SAVE = "journeyman/skill/save"
SKILL_DELETE = "journeyman/skill/delete"
SKILL_HISTORY = "journeyman/skill/history"
SKILL_ROLLBACK = "journeyman/skill/rollback"
SKILL_SHARE = "journeyman/skill/share"
SKILL_TEACH = "journeyman/skill/teach"
SKILL_LEARN_FROM_WORK = "journeyman/skill/learnFromWork"
MEMORY_LIST = "journeyman/memory/list"
MEMORY_SEARCH = "journeyman/memory/search"
MEMORY_WHY = "journeyman/memory/why"
MEMORY_PROFILE = "journeyman/memory/profile"
MEMORY_ADD = "journeyman/memory/add"
MEMORY_UPDATE = "journeyman/memory/update"
MEMORY_FORGET = "journeyman/memory/forget"
MEMORY_EXPORT = "journeyman/memory/export"
MEMORY_WRITE_RULE = "journeyman/memory/writeRule"
MEMORY_CONSOLIDATE = "journeyman/memory/consolidate"
GROWTH_SUMMARY = "journeyman/growth/summary"
EPISODE_FEEDBACK = "journeyman/episode/feedback"
EDITOR_QUERY = "journeyman/editor/query"
EDITOR_SAVE = "journeyman/editor/save"
CREDENTIAL_GET = "journeyman/credential/get"
SESSION_CANCEL = "journeyman/session/cancel"
EDITOR_DID_FOCUS = "journeyman/editor/didFocus"
WORKSPACE_DID_CHANGE_TRUST = "journeyman/workspace/didChangeTrust"
SESSION_UPDATE = "journeyman/session/update"
STATUS = "journeyman/status"
SKILL_DID_CHANGE = "journeyman/skill/didChange"
SKILL_SUGGEST = "journeyman/skill/suggest"
SKILL_OFFER = "journeyman/skill/offer"
MEMORY_DID_CHANGE = "journeyman/memory/didChange"
MEMORY_QUESTION = "journeyman/memory/question"

REQUESTS: dict[str, tuple[type, type]] = {
    SESSION_NEW: (NewSessionParams, OpenSessionResult),
    SESSION_LOAD: (StoredSessionParams, OpenSessionResult),
    SESSION_LIST: (ListSessionsParams, ListSessionsResult),
    SESSION_RENAME: (RenameSessionParams, SessionItem),
    SESSION_DELETE: (StoredSessionParams, Empty),
    SESSION_EXPORT: (StoredSessionParams, TextResult),
    SESSION_PROMPT: (PromptParams, PromptResult),
    SESSION_STATE: (StateParams, StateResult),
    SESSION_SET_CONFIG: (SetConfigParams, SetConfigResult),
    PERMISSION_RESOLVE: (ResolvePermissionParams, Empty),
    QUESTION_RESOLVE: (ResolveQuestionParams, Empty),
    CHANGES_LIST: (SessionParams, ChangeSetsResult),
    CHANGES_DIFF: (DiffParams, DiffResult),
    CHANGES_RESOLVE: (ResolveChangesParams, ResolveChangesResult),
    CHECKPOINT_LIST: (SessionParams, CheckpointsResult),
    CHECKPOINT_RESTORE: (RestoreParams, RestoreResult),
    CONTEXT_COMPLETE: (CompleteParams, CompleteResult),
    CONTEXT_PREVIEW: (PreviewParams, PreviewResult),
    MODEL_LIST: (RootParams, ModelsResult),
    MODEL_PROBE: (ModelParams, ProbeResult),
    MODEL_PULL: (ModelParams, Empty),
    MODEL_RECOMMENDED: (RootParams, RecommendedResult),
    GIT_COMMIT_MESSAGE: (CommitMessageParams, TextResult),
    SKILL_LIST: (ListSkillsParams, ListSkillsResult),
    SKILL_GET: (SkillParams, GetSkillResult),
    SKILL_SEARCH: (SearchSkillsParams, SearchSkillsResult),
    SKILL_APPROVE: (SkillParams, SkillResult),
    SKILL_SET_STATE: (SetSkillStateParams, SkillResult),
    SKILL_SAVE: (SaveSkillParams, SkillResult),
    SKILL_DELETE: (SkillParams, Empty),
    SKILL_HISTORY: (SkillParams, SkillHistoryResult),
    SKILL_ROLLBACK: (RollBackSkillParams, ChangedSkillResult),
    SKILL_SHARE: (ShareSkillParams, SkillResult),
    SKILL_TEACH: (TeachSkillParams, Empty),
    SKILL_LEARN_FROM_WORK: (LearnFromWorkParams, Empty),
    MEMORY_LIST: (ListMemoriesParams, ListMemoriesResult),
    MEMORY_SEARCH: (SearchMemoriesParams, SearchMemoriesResult),
    MEMORY_WHY: (MemoryParams, WhyMemoryResult),
    MEMORY_PROFILE: (RootParams, ProfileResult),
    MEMORY_ADD: (AddMemoryParams, MemoryResult),
    MEMORY_UPDATE: (UpdateMemoryParams, MemoryResult),
    MEMORY_FORGET: (MemoryParams, MemoryResult),
    MEMORY_EXPORT: (RootParams, TextResult),
    MEMORY_WRITE_RULE: (MemoryParams, WriteRuleResult),
    MEMORY_CONSOLIDATE: (RootParams, ConsolidateResult),
    GROWTH_SUMMARY: (RootParams, GrowthResult),
    EPISODE_FEEDBACK: (FeedbackParams, Empty),
}
"""From client to server."""

CLIENT_REQUESTS: dict[str, tuple[type, type]] = {
    EDITOR_QUERY: (QueryParams, QueryResult),
    EDITOR_SAVE: (SaveParams, SaveResult),
    CREDENTIAL_GET: (CredentialParams, CredentialResult),
}
"""From server to client."""

NOTIFICATIONS: dict[str, type] = {
    SESSION_CANCEL: SessionParams,
    EDITOR_DID_FOCUS: FocusParams,
    WORKSPACE_DID_CHANGE_TRUST: TrustParams,
    SESSION_UPDATE: UpdateParams,
    STATUS: StatusParams,
    SKILL_DID_CHANGE: RootParams,
    SKILL_SUGGEST: SkillSuggestion,
    SKILL_OFFER: SkillOffer,
    MEMORY_DID_CHANGE: RootParams,
    MEMORY_QUESTION: MemoryQuestion,
}
"""The first three from client to server, the others back."""
