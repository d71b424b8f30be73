// Made by tests/protocol_typescript.py from docs/protocol*.md, which say what everything means. Do not edit.
import type {
  Location,
  Position,
  PublishDiagnosticsParams,
  Range,
  TextDocumentIdentifier,
  WorkspaceEdit,
  WorkspaceSymbol,
} from "vscode-languageserver-protocol";
import type { Update } from "./updates";

export interface Branch {
  sessionId: string;
  checkpointId?: string;
}

export interface ChangeSet {
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

export interface Checkpoint {
  checkpointId: string;
  turnId: string;
  prompt: string;
  createdAt: string;
  paths: string[];
}

export interface Choice {
  id: string | null;
  text: string;
}

export interface Command {
  name: string;
  description: string;
}

export interface ConfigOption {
  id: string;
  name: string;
  type: string;
  currentValue: string;
  options: {
    value: string;
    name: string;
    description?: string;
  }[];
}

export interface ContentBlock {
  type: string;
  text?: string;
  uri?: string;
  mimeType?: string;
  data?: string;
  resource?: {
    uri?: string;
    text?: string;
  };
}

export interface Evidence {
  kind: string;
  text: string;
  at: string;
  source: string;
  sessionId: string | null;
  says: string;
  supports: boolean;
  weight: number;
}

export interface Failure {
  hunkId: string;
  reason: string;
}

export interface FileDiff {
  path: string;
  oldText: string | null;
  newText: string | null;
  hunks: {
    hunkId: string;
    state: string;
    oldStart: number;
    oldLines: number;
    newStart: number;
    newLines: number;
    scope: string;
    problem: string;
  }[];
}

export interface FoundMemory {
  kind: "conclusion" | "message" | "episode";
  id: string;
  text: string;
  score: number;
  at: string;
  scope: "workspace" | "user";
  sessionId?: string;
  externalId?: string;
}

export interface FoundSkill {
  name: string;
  description: string;
  score: number;
  state: "candidate" | "trusted";
  scope: "workspace" | "repository" | "user" | "other";
  why: string;
}

export interface Learning {
  requests: number;
  inputTokens: number;
  outputTokens: number;
}

export interface Memory {
  id: string;
  scope: "workspace" | "user";
  subject: "user" | "project";
  slot: string;
  text: string;
  kind: "explicit" | "deductive" | "inductive";
  confidence: number;
  status: "active" | "contested" | "superseded" | "retired";
  pinned: boolean;
  validFrom: string;
  validTo: string | null;
  supersededBy: string | null;
  updatedAt: string;
}

export interface Model {
  id: string;
  contextWindow: number | null;
  maxContextWindow: number | null;
  tools: boolean | null;
  vision: boolean | null;
  thinking: boolean | null;
  inputUsdPerMillion: number | null;
  outputUsdPerMillion: number | null;
  firstTokenMs: number | null;
  tokensPerSecond: number | null;
  calledTool: boolean | null;
  toolCalls: "native" | "constrained" | "none" | null;
  parts: ProbePart[];
  checkedAt: string | null;
}

export interface OpenSessionResult {
  sessionId: string;
  seq: number;
  configOptions: ConfigOption[];
  commands: Command[];
}

export interface Part {
  name: string;
  tokens: number;
  text?: string;
}

export interface ProbePart {
  name: "answer" | "streaming" | "tool_call" | "two_tool_calls" | "constrained_call" | "long_input";
  outcome: "right" | "wrong" | "cut_off" | "not_tried";
  message: string;
}

export interface Question {
  question: string;
  choices: Choice[];
}

export interface RecommendedModel {
  id: string;
  sizeBytes: number;
  contextWindow: number;
  goodFor: string;
  fits: boolean | null;
}

export interface RestoredFile {
  path: string;
  action: string;
  reason: string;
}

export interface SessionItem {
  sessionId: string;
  title: string;
  createdAt: string;
  updatedAt: string;
  model: string;
  mode: string;
  parentId?: string;
}

export interface Skill {
  name: string;
  description: string;
  state: "candidate" | "trusted" | "retired";
  reason: string;
  scope: "workspace" | "repository" | "user" | "other";
  uri: string;
  version: number;
  pinned: boolean;
  approved: boolean;
  usable: boolean;
  problem: string;
  uses: number;
  successes: number;
  failures: number;
  createdAt: string | null;
  lastUsedAt: string | null;
}

export interface SkillVersion {
  version: number;
  at: string;
  origin: string;
  reason: string;
  text: string;
  diff: string;
}

export interface Suggestion {
  label: string;
  insertText: string;
  kind: string;
  detail?: string;
}

export interface Use {
  at: string;
  version: number;
  how: string;
  verdict: string | null;
  followed: boolean | null;
  steps: number | null;
  tokens: number | null;
  seconds: number | null;
}

/** What the editor asks the server. */
export interface Requests {
  "journeyman/changes/diff": {
    params: {
      sessionId: string;
      changeSetId: string;
    };
    result: {
      files: FileDiff[];
    };
  };
  "journeyman/changes/list": {
    params: {
      sessionId: string;
    };
    result: {
      changeSets: ChangeSet[];
    };
  };
  "journeyman/changes/resolve": {
    params: {
      sessionId: string;
      changeSetId: string;
      action: "accept" | "reject";
      hunkIds?: string[];
    };
    result: {
      resolved: string[];
      failed: Failure[];
    };
  };
  "journeyman/checkpoint/list": {
    params: {
      sessionId: string;
    };
    result: {
      checkpoints: Checkpoint[];
    };
  };
  "journeyman/checkpoint/restore": {
    params: {
      sessionId: string;
      checkpointId: string;
      what: "files" | "task" | "both";
      dryRun?: boolean;
    };
    result: {
      files: RestoredFile[];
      prompt: string;
    };
  };
  "journeyman/context/complete": {
    params: {
      sessionId: string;
      text: string;
      position: Position;
    };
    result: {
      items: Suggestion[];
    };
  };
  "journeyman/context/preview": {
    params: {
      sessionId: string;
      prompt?: ContentBlock[];
      texts?: boolean;
    };
    result: {
      parts: Part[];
      total: number;
      contextWindow: number;
      learning: Learning;
    };
  };
  "journeyman/episode/feedback": {
    params: {
      sessionId: string;
      turnId: string;
      value: "up" | "down";
      note?: string;
    };
    result: Record<string, never>;
  };
  "journeyman/git/commitMessage": {
    params: {
      root: string;
      staged?: boolean;
    };
    result: {
      text: string;
    };
  };
  "journeyman/growth/summary": {
    params: {
      root: string;
    };
    result: {
      kinds: Record<string, unknown>[];
      total: Record<string, unknown>;
      learning: Record<string, unknown>;
      note: string;
      confidence: number;
    };
  };
  "journeyman/memory/add": {
    params: {
      root: string;
      text: string;
      everywhere?: boolean;
    };
    result: {
      memory: Memory;
    };
  };
  "journeyman/memory/consolidate": {
    params: {
      root: string;
    };
    result: {
      text: string;
      questions: Question[];
      proposals: Memory[];
    };
  };
  "journeyman/memory/export": {
    params: {
      root: string;
    };
    result: {
      text: string;
    };
  };
  "journeyman/memory/forget": {
    params: {
      root: string;
      id: string;
    };
    result: {
      memory: Memory;
    };
  };
  "journeyman/memory/list": {
    params: {
      root: string;
      scope?: "workspace" | "user";
      status?: "active" | "contested" | "superseded" | "retired";
      cursor?: string;
    };
    result: {
      memories: Memory[];
      nextCursor?: string;
    };
  };
  "journeyman/memory/profile": {
    params: {
      root: string;
    };
    result: {
      user: string;
      workspace: string;
      tokens: number;
    };
  };
  "journeyman/memory/search": {
    params: {
      root: string;
      query: string;
      limit?: number;
      kinds?: ("message" | "conclusion" | "episode")[];
    };
    result: {
      items: FoundMemory[];
    };
  };
  "journeyman/memory/update": {
    params: {
      root: string;
      id: string;
      text?: string;
      pinned?: boolean;
      everywhere?: boolean;
    };
    result: {
      memory: Memory;
    };
  };
  "journeyman/memory/why": {
    params: {
      root: string;
      id: string;
    };
    result: {
      memory: Memory;
      evidence: Evidence[];
      others: Memory[];
      rule?: string;
    };
  };
  "journeyman/memory/writeRule": {
    params: {
      root: string;
      id: string;
    };
    result: {
      path: string;
      line: string;
    };
  };
  "journeyman/model/list": {
    params: {
      root: string;
    };
    result: {
      models: Model[];
    };
  };
  "journeyman/model/probe": {
    params: {
      root: string;
      model: string;
      workDoneToken?: string;
    };
    result: {
      model: string;
      contextWindow: number | null;
      maxContextWindow: number | null;
      tools: boolean | null;
      vision: boolean | null;
      thinking: boolean | null;
      inputUsdPerMillion: number | null;
      outputUsdPerMillion: number | null;
      firstTokenMs: number | null;
      tokensPerSecond: number | null;
      calledTool: boolean | null;
      toolCalls: "native" | "constrained" | "none";
      checkedAt: string;
      problem: string;
      parts: ProbePart[];
    };
  };
  "journeyman/model/pull": {
    params: {
      root: string;
      model: string;
      workDoneToken?: string;
    };
    result: Record<string, never>;
  };
  "journeyman/model/recommended": {
    params: {
      root: string;
    };
    result: {
      service: string;
      canPull: boolean;
      models: RecommendedModel[];
    };
  };
  "journeyman/permission/resolve": {
    params: {
      sessionId: string;
      permissionId: string;
      optionId: string;
      feedback?: string;
    };
    result: Record<string, never>;
  };
  "journeyman/question/resolve": {
    params: {
      sessionId: string;
      questionId: string;
      answer?: string;
    };
    result: Record<string, never>;
  };
  "journeyman/session/delete": {
    params: {
      root: string;
      sessionId: string;
    };
    result: Record<string, never>;
  };
  "journeyman/session/export": {
    params: {
      root: string;
      sessionId: string;
    };
    result: {
      text: string;
    };
  };
  "journeyman/session/list": {
    params: {
      root: string;
      cursor?: string;
      query?: string;
    };
    result: {
      sessions: SessionItem[];
      nextCursor?: string;
    };
  };
  "journeyman/session/load": {
    params: {
      root: string;
      sessionId: string;
    };
    result: {
      sessionId: string;
      seq: number;
      configOptions: ConfigOption[];
      commands: Command[];
    };
  };
  "journeyman/session/new": {
    params: {
      root: string;
      mode?: string;
      model?: string;
      from?: Branch;
    };
    result: {
      sessionId: string;
      seq: number;
      configOptions: ConfigOption[];
      commands: Command[];
    };
  };
  "journeyman/session/prompt": {
    params: {
      sessionId: string;
      prompt: ContentBlock[];
      delivery?: "send" | "queue" | "steer";
      skill?: string;
    };
    result: {
      turnId: string;
    };
  };
  "journeyman/session/rename": {
    params: {
      root: string;
      sessionId: string;
      title: string;
    };
    result: {
      sessionId: string;
      title: string;
      createdAt: string;
      updatedAt: string;
      model: string;
      mode: string;
      parentId?: string;
    };
  };
  "journeyman/session/setConfig": {
    params: {
      sessionId: string;
      configId: string;
      value: string;
    };
    result: {
      configOptions: ConfigOption[];
    };
  };
  "journeyman/session/state": {
    params: {
      sessionId: string;
      sinceSeq?: number;
    };
    result: {
      seq: number;
      reset: boolean;
      updates: Update[];
    };
  };
  "journeyman/skill/approve": {
    params: {
      root: string;
      name: string;
    };
    result: {
      skill: Skill;
    };
  };
  "journeyman/skill/delete": {
    params: {
      root: string;
      name: string;
    };
    result: Record<string, never>;
  };
  "journeyman/skill/get": {
    params: {
      root: string;
      name: string;
    };
    result: {
      skill: Skill;
      text: string;
      resources: string[];
      uses: Use[];
    };
  };
  "journeyman/skill/history": {
    params: {
      root: string;
      name: string;
    };
    result: {
      versions: SkillVersion[];
    };
  };
  "journeyman/skill/learnFromWork": {
    params: {
      root: string;
      key: string;
    };
    result: Record<string, never>;
  };
  "journeyman/skill/list": {
    params: {
      root: string;
      cursor?: string;
    };
    result: {
      skills: Skill[];
      nextCursor?: string;
    };
  };
  "journeyman/skill/rollback": {
    params: {
      root: string;
      name: string;
      version?: number;
    };
    result: {
      skill: Skill;
      diff: string;
    };
  };
  "journeyman/skill/save": {
    params: {
      root: string;
      name: string;
      text: string;
    };
    result: {
      skill: Skill;
    };
  };
  "journeyman/skill/search": {
    params: {
      root: string;
      query: string;
      limit?: number;
    };
    result: {
      items: FoundSkill[];
    };
  };
  "journeyman/skill/setState": {
    params: {
      root: string;
      name: string;
      state?: "candidate" | "trusted" | "retired";
      pinned?: boolean;
    };
    result: {
      skill: Skill;
    };
  };
  "journeyman/skill/share": {
    params: {
      root: string;
      name: string;
      scope?: "repository" | "user";
    };
    result: {
      skill: Skill;
    };
  };
  "journeyman/skill/teach": {
    params: {
      root: string;
      name: string;
      prompt: string;
      fits: boolean;
    };
    result: Record<string, never>;
  };
}

/** What the server asks the editor. */
export interface ClientRequests {
  "journeyman/credential/get": {
    params: {
      endpoint: string;
    };
    result: {
      key?: string;
    };
  };
  "journeyman/editor/query": {
    params: {
      what: "definition" | "references" | "symbols" | "hover" | "diagnostics" | "rename";
      root: string;
      uri?: string;
      position?: Position;
      query?: string;
      newName?: string;
      waitMs: number;
      version?: number;
    };
    result: {
      locations?: Location[];
      symbols?: WorkspaceSymbol[];
      hover?: string;
      diagnostics?: PublishDiagnosticsParams[];
      edit?: WorkspaceEdit;
    };
  };
  "journeyman/editor/save": {
    params: {
      uri: string;
    };
    result: {
      saved: boolean;
    };
  };
}

/** What the editor tells the server. */
export interface Notifications {
  "journeyman/editor/didFocus": {
    textDocument?: TextDocumentIdentifier;
    selection?: Range;
  };
  "journeyman/session/cancel": {
    sessionId: string;
  };
  "journeyman/workspace/didChangeTrust": {
    root: string;
    trusted: boolean;
  };
}

/** What the server tells the editor. */
export interface ServerNotifications {
  "journeyman/memory/didChange": {
    root: string;
  };
  "journeyman/memory/question": {
    root: string;
    question: string;
    choices: Choice[];
    everywhere: boolean;
  };
  "journeyman/session/update": {
    sessionId: string;
    seq: number;
    update: Update;
  };
  "journeyman/skill/didChange": {
    root: string;
  };
  "journeyman/skill/offer": {
    root: string;
    key: string;
    description: string;
    commits: string[];
  };
  "journeyman/skill/suggest": {
    root: string;
    uri: string;
    name: string;
    title: string;
    why: string;
  };
  "journeyman/status": {
    health: "ok" | "warning" | "error";
    busy: boolean;
    message: string;
    model: string;
    contextWindow: number;
  };
}
