// What a session tells; docs/protocol-updates.md says what each field means. Compared with it by tests/test_protocol_typescript.py.
import type { ConfigOption, Learning, Part } from "./protocol";

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  totalTokens: number;
  costUsd?: number;
}

export type Text = { type: "text"; text: string };
export type Image = { type: "image"; mimeType: string; data: string };

export interface TurnState {
  kind: "turn_state";
  state: "queued" | "running" | "awaiting_permission" | "idle";
  sessionId: string;
  turnId: string;
  content?: Text;
  stopReason?: string;
  usage?: Usage;
  message?: string;
  /** `hint` is a button that may help, `command` what it runs. */
  error?: { kind: string; message: string; hint?: string; command?: string };
}

export interface UserMessageChunk {
  kind: "user_message_chunk";
  content: Text | Image;
}

export interface AgentMessageChunk {
  kind: "agent_message_chunk";
  content: Text;
}

export interface AgentThoughtChunk {
  kind: "agent_thought_chunk";
  content: Text;
}

export interface UsageUpdate {
  kind: "usage_update";
  usage: Usage;
}

export interface ToolCall {
  kind: "tool_call";
  toolCallId: string;
  title: string;
  tool: string;
  toolKind: "read" | "edit" | "search" | "execute" | "think" | "other";
  status: "in_progress";
  rawInput: Record<string, unknown>;
  locations?: { path: string }[];
}

export type ToolContent =
  | { type: "content"; content: Text }
  | { type: "diff"; path: string; oldText: string | null; newText: string };

export interface ToolCallUpdate {
  kind: "tool_call_update";
  toolCallId: string;
  progress?: string;
  status?: "completed" | "failed";
  content?: ToolContent[];
  exitCode?: number;
}

export interface Plan {
  kind: "plan";
  entries: { content: string; status: "pending" | "in_progress" | "completed"; priority: string }[];
}

export interface Notice {
  kind: "notice";
  noticeKind: "waiting" | "fallback" | "truncated";
  text: string;
}

export interface HistoryCompacted {
  kind: "history_compacted";
  messages: number;
}

export interface HistoryRestored {
  kind: "history_restored";
  messages: number;
}

export interface ContextUpdate {
  kind: "context_update";
  parts: Part[];
  total: number;
  contextWindow: number;
  learning: Learning;
}

export interface PermissionPending {
  kind: "permission_pending";
  permissionId: string;
  toolCallId: string;
  title: string;
  tool: string;
  rawInput: Record<string, unknown>;
  reason: string;
  options: { optionId: string; name: string; kind: "allow_once" | "allow_always" | "reject_once" }[];
  rule?: string;
}

export interface PermissionResolved {
  kind: "permission_resolved";
  permissionId: string;
  optionId: string;
}

export interface QuestionPending {
  kind: "question_pending";
  questionId: string;
  question: string;
  choices: string[];
}

export interface QuestionResolved {
  kind: "question_resolved";
  questionId: string;
  answer: string | null;
}

export interface ChangeSetUpdate {
  kind: "change_set";
  changeSetId: string;
  turnId: string;
  origin: string;
  createdAt: string;
  files: {
    path: string;
    status: string;
    pending: number;
    accepted: number;
    rejected: number;
    restorable: boolean;
  }[];
}

export interface SessionInfoUpdate {
  kind: "session_info_update";
  title: string;
}

export interface ConfigOptionUpdate {
  kind: "config_option_update";
  configOptions: ConfigOption[];
}

export interface AvailableCommandsUpdate {
  kind: "available_commands_update";
  availableCommands: { name: string; description: string }[];
}

export interface SkillsUsed {
  kind: "skills_used";
  skills: { name: string; description: string; version: number; how: string; why: string }[];
}

export interface MemoriesUsed {
  kind: "memories_used";
  memories: { kind: string; id: string; text: string; at: string; score: number }[];
}

export interface SkillLearned {
  kind: "skill_learned";
  what: "learned" | "refined" | "proposed" | "promoted" | "rolled_back" | "retired" | "refused";
  name: string;
  description: string;
  state: string;
  version: number;
  reason: string;
  turnId: string;
  diff?: string;
}

export type Update =
  | TurnState
  | UserMessageChunk
  | AgentMessageChunk
  | AgentThoughtChunk
  | UsageUpdate
  | ToolCall
  | ToolCallUpdate
  | Plan
  | Notice
  | HistoryCompacted
  | HistoryRestored
  | ContextUpdate
  | PermissionPending
  | PermissionResolved
  | QuestionPending
  | QuestionResolved
  | ChangeSetUpdate
  | SessionInfoUpdate
  | ConfigOptionUpdate
  | AvailableCommandsUpdate
  | SkillsUsed
  | MemoriesUsed
  | SkillLearned;
