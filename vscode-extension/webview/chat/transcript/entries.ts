/** What a transcript is made of, one after the other. */
import type {
  ChangeSetUpdate,
  Image,
  MemoriesUsed,
  Notice,
  PermissionPending,
  Plan,
  QuestionPending,
  SkillLearned,
  SkillsUsed,
  ToolCall,
  Usage,
} from "../../../src/updates";

interface Base {
  /** Unique in the conversation, and the same as long as the entry is there. */
  readonly id: string;
  /** Grows whenever something in the entry changes. */
  version: number;
  /** The turn that it belongs to; empty of turns that are over and told from what is stored. */
  turnId: string;
}

export interface UserEntry extends Base {
  kind: "user";
  text: string;
  images: Image[];
}

/** What the model says or thinks, growing until it is `done`. */
export interface SpokenEntry extends Base {
  kind: "answer" | "thought";
  text: string;
  done: boolean;
  /** How long it took; absent where nobody looked on. */
  seconds?: number;
}

export interface ToolEntry extends Base {
  kind: "tool";
  call: ToolCall;
  /** `stopped` is a call whose turn ended before it did. */
  status: "in_progress" | "completed" | "failed" | "stopped";
  /** Whether a permission is asked for, which is an entry of its own. */
  waits: boolean;
  /** What it printed while it ran: the end of it, see MAX_PROGRESS. */
  progress: string;
  /** The result, as the model reads it. */
  output: string;
  diffs: { path: string; oldText: string | null; newText: string }[];
  exitCode?: number;
  seconds?: number;
}

export interface PlanEntry extends Base {
  kind: "plan";
  steps: Plan["entries"];
}

export interface PermissionEntry extends Base {
  kind: "permission";
  pending: PermissionPending;
  /** The answer or `cancelled`, once there is one. */
  optionId?: string;
}

export interface QuestionEntry extends Base {
  kind: "question";
  pending: QuestionPending;
  /** Null if the agent shall decide, absent while it waits. */
  answer?: string | null;
}

export interface ChangesEntry extends Base {
  kind: "changes";
  changeSet: ChangeSetUpdate;
}

export interface SkillsEntry extends Base {
  kind: "skills";
  skills: SkillsUsed["skills"];
}

export interface MemoriesEntry extends Base {
  kind: "memories";
  memories: MemoriesUsed["memories"];
}

export interface LearnedEntry extends Base {
  kind: "learned";
  learned: SkillLearned;
}

/** What the user should know of the model service. That it is waited for is no entry: see the store. */
export interface NoticeEntry extends Base {
  kind: "notice";
  noticeKind: Notice["noticeKind"];
  text: string;
}

export interface CompactionEntry extends Base {
  kind: "compaction";
  messages: number;
}

/** How a turn ended. */
export interface EndEntry extends Base {
  kind: "end";
  stopReason: string;
  message: string;
  /** `hint` and `command` are a button that may help. */
  error?: { kind: string; message: string; hint?: string; command?: string };
  usage?: Usage;
  seconds?: number;
}

export type Entry =
  | UserEntry
  | SpokenEntry
  | ToolEntry
  | PlanEntry
  | PermissionEntry
  | QuestionEntry
  | ChangesEntry
  | SkillsEntry
  | MemoriesEntry
  | LearnedEntry
  | NoticeEntry
  | CompactionEntry
  | EndEntry;

export interface Turn {
  state: "idle" | "running" | "awaiting_permission";
  /** The one that runs, or ran last; empty before the first. */
  turnId: string;
  /** When it began, as the clock of the store says; absent where nobody looked on, and between turns. */
  since?: number;
}
