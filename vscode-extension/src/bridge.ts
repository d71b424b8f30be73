/**
 * What a webview and the extension say to each other.
 *
 * A webview asks the server through the extension, which lets through only what the view needs, and asks the extension
 * itself by the methods that begin with `host/`. Neither side trusts the other's shape: the page shows what models say.
 */
import type { OpenSessionResult, Requests, ServerNotifications } from "./protocol";

/** Of the folder that it is asked for. */
export type MemoryQuestion = Omit<ServerNotifications["journeyman/memory/question"], "root">;

/** What the extension does for a webview, beside what the server does. */
export interface HostRequests {
  /** The folder and session that the views show now. */
  "host/state": { params: Record<string, never>; result: HostState };
  /** Shows another folder; views begin anew. */
  "host/setRoot": { params: { root: string }; result: Record<string, never> };
  /** Opens the session of a folder that was used last, or the one named, or a new one, and makes it the current one. */
  "host/openSession": {
    params: { root: string; sessionId?: string; fresh?: boolean; from?: { sessionId: string; checkpointId?: string } };
    result: OpenSessionResult;
  };
  /** Opens a file of the folder in the editor; lines are counted from 1. */
  "host/openFile": { params: { root: string; path: string; line?: number }; result: Record<string, never> };
  /** Opens an address in the browser, after VS Code has asked. */
  "host/openLink": { params: { url: string }; result: Record<string, never> };
  /** Shows the changes of a change set: one file, or all of them in the multi-diff editor. */
  "host/openDiff": { params: { sessionId: string; changeSetId: string; path?: string }; result: Record<string, never> };
  /** Asks yes or no in a box of VS Code. */
  "host/confirm": { params: { message: string; detail?: string; action: string }; result: { confirmed: boolean } };
  /** Runs a command that src/bridgeError.ts lists, such as `journeyman.showLogs`. */
  "host/command": { params: { command: string; argument?: string }; result: Record<string, never> };
  "host/copy": { params: { text: string }; result: Record<string, never> };
  /** Lets the user choose where to save a text. */
  "host/saveAs": { params: { name: string; text: string }; result: { saved: boolean } };
  /** What the server has asked about memories, and is neither answered nor put aside. */
  "host/questions": { params: { root: string }; result: { questions: MemoryQuestion[] } };
  /** Keeps these questions, and drops the others of the folder. */
  "host/keepQuestions": { params: { root: string; questions: MemoryQuestion[] }; result: Record<string, never> };
  /** What `@` can name beside what the server knows: symbols, problems, the git diff, the terminal. */
  "host/mentions": { params: { root: string; query: string }; result: { items: Mention[] } };
  /** The text behind a mention, as it is when the prompt is sent. */
  "host/resolveMention": {
    params: { root: string; mention: string };
    result: { uri: string; text: string } | { uri: string };
  };
}

export interface Mention {
  /** What stands in the prompt after the `@`, such as `symbol:parse` or `problems`. */
  insertText: string;
  label: string;
  kind: "symbol" | "diagnostics" | "git" | "terminal";
  detail?: string;
}

/** How the extension is; views show it where there is nothing else to show. */
export interface HostState {
  /** The open folders. */
  roots: { uri: string; name: string }[];
  /** The one that the views show; empty without an open folder. */
  root: string;
  trusted: boolean;
  server: "stopped" | "starting" | "running" | "failed";
  /** What is wrong and what to do; empty if nothing is. */
  problem: string;
  model: string;
  contextWindow: number;
  /** Of the current folder, once one is open. */
  sessionId?: string;
  /** `vscode.env.language`, for numbers and dates. */
  language: string;
}

export type AllRequests = Requests & HostRequests;
export type Method = keyof AllRequests;

/** What a webview is told without having asked. */
export interface Events extends ServerNotifications {
  "host/state": HostState;
  /** A command such as "Journeyman: New Session" wants something of the chat. */
  "host/do": ChatAction;
}

export type ChatAction =
  | { action: "focus" }
  | { action: "openSession"; root: string; sessionId?: string; fresh?: boolean }
  | { action: "showSessions" }
  /** Puts text into the box, to be read and sent by the user. */
  | { action: "draft"; text: string }
  | { action: "show"; id: string };

export type ToHost =
  | { type: "ready" }
  | { type: "call"; id: number; method: string; params: unknown }
  /** The answer is not wanted any more. */
  | { type: "cancel"; id: number };

export type ToWebview =
  | { type: "result"; id: number; result: unknown }
  | { type: "error"; id: number; error: BridgeError }
  | { type: "event"; name: keyof Events; data: unknown };

export interface BridgeError {
  message: string;
  kind?: string;
  /** A button: what it says, and the command that it runs. */
  hint?: string;
  command?: string;
}
