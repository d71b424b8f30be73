/** Skills that the user writes: a document that becomes a skill when it is saved. */
import * as vscode from "vscode";
import type { Connection, Journeyman } from "../journeyman";
import { warn } from "../messages";
import { openRoot } from "../openRoot";
import { isSkillName, skillSnippet } from "./choices";

export const SCHEME = "journeyman-skill";

/** Asks for a name, and opens what a skill begins with; the skill itself, if there is one of this name. */
export async function newSkill(journeyman: Journeyman): Promise<void> {
  const root = openRoot(journeyman);
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("New skill"),
    prompt: vscode.l10n.t("Its name: lower-case words with hyphens, such as add-a-route"),
    ignoreFocusOut: true,
    validateInput: (value) =>
      value === "" || isSkillName(value)
        ? undefined
        : vscode.l10n.t("Use lower-case letters, digits and single hyphens, 64 characters at most."),
  });
  if (!name) {
    return;
  }
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}/SKILL.md`, query: root });
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(
    await vscode.languages.setTextDocumentLanguage(document, "markdown"),
  );
  if (document.getText() === "") {
    const words: [string, string, string] = [
      vscode.l10n.t("What it does. Use it for this or that."),
      vscode.l10n.t("The first step."),
      vscode.l10n.t("How to check that it worked."),
    ];
    await editor.insertSnippet(new vscode.SnippetString(skillSnippet(name, words)));
  }
}

/** Opens the SKILL.md of a skill; that of another agent cannot be changed. */
export async function editSkill(journeyman: Journeyman, name: string): Promise<void> {
  const params = { root: openRoot(journeyman), name };
  const { skill, text } = await journeyman.connection.request("journeyman/skill/get", params);
  if (skill.scope === "other") {
    const document = await vscode.workspace.openTextDocument({ content: text, language: "markdown" });
    await vscode.window.showTextDocument(document);
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.joinPath(vscode.Uri.parse(skill.uri, true), "SKILL.md"));
}

/** Tells what the guard finds in a SKILL.md that was saved; asking is also what makes the server read it. */
export async function judgeSaved({ connection, sessions }: Journeyman, uri: vscode.Uri): Promise<void> {
  const [, name, file] = /([^/]+)\/([^/]+)$/.exec(uri.path) ?? [];
  if (file !== "SKILL.md" || name === undefined || uri.scheme !== "file" || !sessions.root) {
    return;
  }
  const { skill } = await connection.request("journeyman/skill/get", { root: sessions.root, name });
  const folder = vscode.Uri.joinPath(uri, "..").toString();
  if (folder === vscode.Uri.parse(skill.uri).toString()) {
    tellProblem(skill.name, skill.problem);
  }
}

function tellProblem(name: string, problem: string): void {
  if (problem) {
    void warn(vscode.l10n.t("{0} is kept, but not used. {1}", name, problem));
  }
}

/** What is behind the documents of `newSkill`: reading asks the server, writing saves the skill. */
export class SkillDocuments implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly saved = new Map<string, number>();

  constructor(private readonly connection: Connection) {}

  stat(uri: vscode.Uri): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: this.saved.get(uri.toString()) ?? 0, size: 0 };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { root, name } = skillOf(uri);
    return new TextEncoder().encode(await this.text(root, name));
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const { root, name } = skillOf(uri);
    const text = new TextDecoder().decode(content);
    const { skill } = await this.connection.request("journeyman/skill/save", { root, name, text });
    this.saved.set(uri.toString(), (this.saved.get(uri.toString()) ?? 0) + 1);
    tellProblem(name, skill.problem);
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  private async text(root: string, name: string): Promise<string> {
    try {
      return (await this.connection.request("journeyman/skill/get", { root, name })).text;
    } catch (error) {
      if ((error as { data?: { kind?: string } }).data?.kind === "skill") {
        return "";
      }
      throw error;
    }
  }
}

function skillOf(uri: vscode.Uri): { root: string; name: string } {
  const [, name = ""] = uri.path.split("/");
  return { root: uri.query, name };
}
