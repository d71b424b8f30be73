/** Shows changes beside what was there before. */
import * as vscode from "vscode";
import { exists, uriOf } from "../files";
import type { Journeyman } from "../journeyman";
import { inform } from "../messages";
import type { FileDiff } from "../protocol";

export const BEFORE = "journeyman-before";

interface Shown {
  sessionId: string;
  changeSetId: string;
  path: string;
  /** `none` is the side of a file that is not there. */
  side: "before" | "after" | "none";
}

/** Gives the texts of files as they were before a turn, and of those that are gone by now. */
export class BeforeTexts implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly journeyman: Journeyman) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { sessionId, changeSetId, path, side } = JSON.parse(uri.query) as Shown;
    if (side === "none") {
      return "";
    }
    const { files } = await this.journeyman.connection.request("journeyman/changes/diff", { sessionId, changeSetId });
    const file = files.find((one) => one.path === path);
    return (side === "before" ? file?.oldText : file?.newText) ?? "";
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** What the user has accepted by the time a turn changes the file again counts as having been there before. */
  refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === BEFORE) {
        this.changed.fire(uri);
      }
    }
  }
}

/** Has the path of the file as it is now: else it would be shown as one that was renamed. */
export function textUri(file: vscode.Uri, shown: Shown): vscode.Uri {
  return file.with({ scheme: BEFORE, query: JSON.stringify(shown) });
}

/** Shows one file of a change set beside what it was, or all of them in the multi-diff editor. */
export async function openDiff(
  journeyman: Journeyman,
  sessionId: string,
  changeSetId: string,
  path?: string,
): Promise<void> {
  const sides = await sidesOfAll(journeyman, sessionId, [changeSetId], path);
  const [first] = sides;
  if (path === undefined || first === undefined) {
    await openAll(sides);
  } else if (first.isText) {
    const empty = textUri(first.file, { sessionId, changeSetId, path, side: "none" });
    const title = vscode.l10n.t("{0} (before ↔ now)", path);
    await vscode.commands.executeCommand("vscode.diff", first.before ?? empty, first.after ?? empty, title);
  } else {
    await openWhole(first, path);
  }
}

/** Shows what several change sets have changed together. */
export async function openDiffs(journeyman: Journeyman, sessionId: string, changeSetIds: string[]): Promise<void> {
  await openAll(await sidesOfAll(journeyman, sessionId, changeSetIds));
}

async function openAll(sides: readonly Sides[]): Promise<void> {
  const resources = sides.filter(({ isText }) => isText).map(({ file, before, after }) => [file, before, after]);
  if (resources.length === 0) {
    throw new Error(vscode.l10n.t("There are no changed lines to show."));
  }
  await vscode.commands.executeCommand("vscode.changes", vscode.l10n.t("Journeyman's changes"), resources);
}

/** Each file once, beside what it was before the first of the change sets, which come in order. */
async function sidesOfAll(
  { connection, sessions }: Journeyman,
  sessionId: string,
  changeSetIds: readonly string[],
  path?: string,
): Promise<Sides[]> {
  const root = sessions.rootOf(sessionId) ?? sessions.root;
  const sides = new Map<string, Sides>();
  for (const changeSetId of changeSetIds) {
    const { files } = await connection.request("journeyman/changes/diff", { sessionId, changeSetId });
    const chosen = files.filter((file) => !sides.has(file.path) && file.path === (path ?? file.path));
    for (const file of chosen) {
      sides.set(file.path, await sidesOf(file, root, { sessionId, changeSetId }));
    }
  }
  return [...sides.values()];
}

interface Sides {
  file: vscode.Uri;
  /** Whether there is a text to show: of a binary file there is none. */
  isText: boolean;
  before?: vscode.Uri;
  after?: vscode.Uri;
}

async function sidesOf(diff: FileDiff, root: string, set: Pick<Shown, "sessionId" | "changeSetId">): Promise<Sides> {
  const { path, oldText, newText } = diff;
  const file = uriOf(root, path);
  const isThere = await exists(file);
  const gone = newText === null ? undefined : textUri(file, { ...set, path, side: "after" });
  return {
    file,
    isText: oldText !== null || newText !== null,
    before: oldText === null ? undefined : textUri(file, { ...set, path, side: "before" }),
    after: isThere ? file : gone,
  };
}

async function openWhole({ file, after }: Sides, path: string): Promise<void> {
  if (after === file) {
    await vscode.commands.executeCommand("vscode.open", file);
  }
  void inform(vscode.l10n.t("The lines of {0} cannot be compared: it is binary, too large, or was not kept.", path));
}
