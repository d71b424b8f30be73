/** `Journeyman: Run Skill…`, and the skill that is suggested for a place. */
import * as vscode from "vscode";
import { promptHere } from "../commands/places";
import type { Journeyman } from "../journeyman";
import { openRoot } from "../openRoot";
import { plain } from "../plain";
import type { ContentBlock } from "../protocol";
import { allSkills } from "./allSkills";
import { skillChoices } from "./choices";

/** So much of a selection says what it is about. */
const MAX_QUERY_LENGTH = 2_000;

/** Asks which skill, unless it is named, and what to do with it; then begins a turn with it. */
export async function runSkill(journeyman: Journeyman, named?: string): Promise<void> {
  const root = openRoot(journeyman);
  const skill = named ?? (await pickSkill(journeyman, root));
  if (skill === undefined) {
    return;
  }
  const editor = editorIn(root);
  const words = await vscode.window.showInputBox({
    title: vscode.l10n.t("Run {0}", skill),
    prompt: editor
      ? vscode.l10n.t("What should be done? Leave it empty to follow the skill where the cursor is.")
      : vscode.l10n.t("What should be done?"),
    ignoreFocusOut: true,
  });
  if (words === undefined || (words.trim() === "" && !editor)) {
    return;
  }
  if (words.trim() === "" && editor) {
    await applySkill(journeyman, skill);
  } else {
    await promptWith(journeyman, root, skill, words, editor);
  }
}

/** Follows a skill at the place where the user is. */
export async function applySkill(journeyman: Journeyman, skill: string): Promise<void> {
  await promptHere(journeyman, "apply", { skill });
  await journeyman.chat({ action: "focus" });
}

async function promptWith(
  { connection, sessions, chat }: Journeyman,
  root: string,
  skill: string,
  words: string,
  editor: vscode.TextEditor | undefined,
): Promise<void> {
  const { sessionId } = await sessions.open(root);
  const prompt: ContentBlock[] = [{ type: "text", text: words }];
  if (editor) {
    prompt.push({ type: "resource_link", uri: editor.document.uri.toString() });
  }
  await chat({ action: "openSession", root, sessionId });
  await connection.request("journeyman/session/prompt", { sessionId, prompt, delivery: "queue", skill });
}

async function pickSkill(journeyman: Journeyman, root: string): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(skillItems(journeyman, root), {
    title: vscode.l10n.t("Run a skill"),
    placeHolder: vscode.l10n.t("Skills that fit the open file come first"),
    matchOnDetail: true,
  });
  return picked?.name;
}

type SkillItem = vscode.QuickPickItem & { name?: string };

async function skillItems({ connection }: Journeyman, root: string): Promise<SkillItem[]> {
  const query = aboutEditor(root);
  const [skills, found] = await Promise.all([
    allSkills(connection, root),
    query ? connection.request("journeyman/skill/search", { root, query, limit: 5 }) : { items: [] },
  ]);
  const { fitting, others } = skillChoices(skills, found.items);
  if (fitting.length + others.length === 0) {
    throw new Error(vscode.l10n.t("There is no skill yet. They are learned from tasks, or written by you."));
  }
  return [...group(vscode.l10n.t("Fit what is open"), fitting), ...group(vscode.l10n.t("All skills"), others)];
}

function group(label: string, items: { name: string; detail: string }[]): SkillItem[] {
  const heading = { label, kind: vscode.QuickPickItemKind.Separator };
  return items.length === 0
    ? []
    : [heading, ...items.map(({ name, detail }) => ({ label: plain(name), detail: plain(detail), name }))];
}

function aboutEditor(root: string): string {
  const editor = editorIn(root);
  return editor
    ? `${vscode.workspace.asRelativePath(editor.document.uri, false)}\n${editor.document.getText(editor.selection)}`
        .slice(0, MAX_QUERY_LENGTH)
        .trim()
    : "";
}

/** The editor that the user is in, if it shows a file of the folder. */
function editorIn(root: string): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  const folder = editor && vscode.workspace.getWorkspaceFolder(editor.document.uri);
  return folder?.uri.toString() === root ? editor : undefined;
}
