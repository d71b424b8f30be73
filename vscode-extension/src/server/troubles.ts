/** What keeps the server from running, in words for the user, and with what to do. */
import * as vscode from "vscode";
import { ConnectionErrors, ErrorCodes } from "vscode-languageclient/node";
import { complain, warn } from "../messages";
import { remedies } from "./install";
import { WrongCommand } from "./ladder";
import { Problem, type Remedy } from "./problem";
import { GaveUp, type State, Stopped } from "./supervisor";

const { l10n } = vscode;

/** How JSON-RPC says that the connection ended before the answer came. */
const LOST: readonly unknown[] = [
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.ConnectionInactive,
  ErrorCodes.MessageWriteError,
  ConnectionErrors.Closed,
  ConnectionErrors.Disposed,
];

export function toProblem(state: State): Problem | undefined {
  if ("again" in state) {
    const message = l10n.t("Journeyman's server ended unexpectedly. It starts again in {0} s.", state.again.seconds);
    return new Problem("crashed", message, [showLogs()]);
  }
  return "cause" in state ? whyFailed(state.cause) : undefined;
}

/** Why a request cannot be sent. */
export function notRunning(): Problem {
  return new Problem("stopped", l10n.t("Journeyman's server is stopped."), [
    { title: l10n.t("Start"), command: "journeyman.restart" },
  ]);
}

/** What became of a request that the server did not answer; undefined if it did. */
export function toUnanswered(error: unknown): Problem | undefined {
  return LOST.includes((error as { code?: unknown }).code)
    ? new Problem("crashed", l10n.t("Journeyman's server ended before it answered. Try again."), [showLogs()])
    : undefined;
}

/** What whoever waits for the start is told. */
export function toRefusal(error: unknown, problem: Problem | undefined): unknown {
  if (error instanceof Problem) {
    return error;
  }
  return error instanceof Stopped ? notRunning() : (problem ?? error);
}

/** Tells the user of what they would not see otherwise. */
export function tell(state: State, problem: Problem | undefined, before: Problem | undefined): void {
  if (state.name === "failed" && problem && problem.kind !== "declined") {
    // More buttons do not fit; to try again, which is the first remedy then, is a click on the status bar.
    void offer(complain, problem.message, problem.remedies.slice(-3));
  }
  if (state.name === "running" && before?.kind === "crashed") {
    const message = l10n.t(
      "Journeyman's server ended unexpectedly and was started again. A turn that was running is over; its session is kept.",
    );
    void offer(warn, message, [showLogs()]);
  }
}

type Show = (message: string, ...items: string[]) => Thenable<string | undefined>;

async function offer(show: Show, message: string, offered: readonly Remedy[]): Promise<void> {
  const chosen = await show(message, ...offered.map(({ title }) => title));
  const remedy = offered.find(({ title }) => title === chosen);
  if (remedy) {
    await vscode.commands.executeCommand(remedy.command, ...(remedy.arguments ?? []));
  }
}

function whyFailed(cause: unknown): Problem {
  if (cause instanceof Problem) {
    return cause;
  }
  if (cause instanceof WrongCommand) {
    const message = l10n.t('The setting journeyman.server.command must be a list such as ["journeyman", "serve"].');
    return new Problem("unavailable", message, remedies().reverse());
  }
  const restart = { title: l10n.t("Restart"), command: "journeyman.restart" };
  if (cause instanceof GaveUp) {
    const message = l10n.t("Journeyman's server ended unexpectedly again and again. The log says more.");
    return new Problem("crashed", message, [restart, showLogs()]);
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = l10n.t("Journeyman's server could not be started: {0}", reason);
  return new Problem("unavailable", message, [restart, ...remedies()]);
}

const showLogs = (): Remedy => ({ title: l10n.t("Show Logs"), command: "journeyman.showLogs" });
