/** Going back to before a turn: what to, what of it, what would happen, and only then for real. */
import * as vscode from "vscode";
import type { Journeyman } from "../journeyman";
import { warn } from "../messages";
import { plain } from "../plain";
import type { Checkpoint, Requests, RestoredFile } from "../protocol";

type What = Requests["journeyman/checkpoint/restore"]["params"]["what"];
const MAX_FILES_SHOWN = 20;

export async function restoreCheckpoint(
  { connection, sessions, chat }: Journeyman,
  checkpointId?: string,
): Promise<void> {
  const sessionId = sessions.current();
  if (sessionId === undefined) {
    throw new Error(vscode.l10n.t("There is no session to go back in. Start one in the chat."));
  }
  const { checkpoints } = await connection.request("journeyman/checkpoint/list", { sessionId });
  const checkpoint =
    checkpoints.find((one) => one.checkpointId === checkpointId) ?? (await pickCheckpoint(checkpoints));
  const what = checkpoint && (await pickWhat(checkpoint));
  if (!what) {
    return;
  }
  const params = { sessionId, checkpointId: checkpoint.checkpointId, what };
  const dryRun = await connection.request("journeyman/checkpoint/restore", { ...params, dryRun: true });
  if (!(await isSure(checkpoint, what, dryRun.files))) {
    return;
  }
  const { prompt, files } = await connection.request("journeyman/checkpoint/restore", params);
  if (what !== "files" && prompt) {
    await chat({ action: "draft", text: prompt });
  }
  // Files may have changed since the dry run.
  const conflicts = files.filter(({ action }) => action === "conflict");
  if (conflicts.length > 0) {
    void warn(conflicts.map(fileText).join(" "));
  }
}

async function pickCheckpoint(checkpoints: readonly Checkpoint[]): Promise<Checkpoint | undefined> {
  if (checkpoints.length === 0) {
    throw new Error(vscode.l10n.t("There is nothing to go back to: no turn of this session was recorded."));
  }
  const items = [...checkpoints].reverse().map((checkpoint) => ({
    label: plain(titleOf(checkpoint)),
    description: new Date(checkpoint.createdAt).toLocaleString(vscode.env.language),
    detail: plain(checkpoint.paths.join(", ")) || vscode.l10n.t("No files were changed"),
    checkpoint,
  }));
  const title = vscode.l10n.t("Go back to before which prompt?");
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.checkpoint;
}

async function pickWhat(checkpoint: Checkpoint): Promise<What | undefined> {
  const items: (vscode.QuickPickItem & { what: What })[] = [
    {
      label: vscode.l10n.t("Files and conversation"),
      detail: vscode.l10n.t("As if this and all later turns had never been; the prompt comes back as a draft."),
      what: "both",
    },
    {
      label: vscode.l10n.t("Files only"),
      detail: vscode.l10n.t("The conversation goes on, and the agent is told what was taken back."),
      what: "files",
    },
    {
      label: vscode.l10n.t("Conversation only"),
      detail: vscode.l10n.t("Files stay as they are; the prompt comes back as a draft."),
      what: "task",
    },
  ];
  const title = vscode.l10n.t("What goes back to before “{0}”?", titleOf(checkpoint));
  return (await vscode.window.showQuickPick(items, { title }))?.what;
}

async function isSure(checkpoint: Checkpoint, what: What, files: readonly RestoredFile[]): Promise<boolean> {
  const shown = files.slice(0, MAX_FILES_SHOWN).map(fileText);
  const more = files.length - shown.length;
  const lines = [
    ...(what === "files" ? [] : [vscode.l10n.t("The conversation loses this turn and all that came after.")]),
    ...(what === "task" ? [vscode.l10n.t("Files stay as they are.")] : shown),
    ...(what !== "task" && files.length === 0 ? [vscode.l10n.t("No file is different from then.")] : []),
    ...(more > 0 ? [vscode.l10n.t("And {0} more files.", more)] : []),
  ];
  const message = vscode.l10n.t("Go back to before “{0}”?", titleOf(checkpoint));
  const goBack = vscode.l10n.t("Go Back");
  const detail = lines.join("\n");
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, goBack)) === goBack;
}

function fileText({ path, action, reason }: RestoredFile): string {
  switch (action) {
    case "restore":
      return vscode.l10n.t("{0}: gets back what it was", path);
    case "create":
      return vscode.l10n.t("{0}: comes back", path);
    case "delete":
      return vscode.l10n.t("{0}: is deleted", path);
    case "conflict":
      return vscode.l10n.t("{0}: stays as it is. {1}", path, reason);
    default:
      return vscode.l10n.t("{0}: is as it was then", path);
  }
}

function titleOf({ prompt }: Checkpoint): string {
  const [line = ""] = prompt.trim().split("\n", 1);
  const title = line.length > 80 ? `${line.slice(0, 79)}…` : line;
  return title || vscode.l10n.t("(no text)");
}
