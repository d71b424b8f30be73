import * as vscode from "vscode";
import { within } from "../within";

/** What we use of the interface of VS Code's own git extension, version 1. */
interface GitRepository {
  diff(cached?: boolean): Promise<string>;
}

interface GitApi {
  getRepository(uri: vscode.Uri): GitRepository | null;
}

const TIMEOUT_MS = 10_000;

/** What is not committed yet, staged or not; empty if that is nothing. */
export async function gitDiff(folder: vscode.WorkspaceFolder): Promise<string> {
  const extension = vscode.extensions.getExtension<{ enabled: boolean; getAPI(version: 1): GitApi }>("vscode.git");
  const git = await extension?.activate();
  const repository = git?.enabled ? git.getAPI(1).getRepository(folder.uri) : null;
  if (!repository) {
    throw new Error(vscode.l10n.t("{0} is not a Git repository that VS Code knows. Leave out @git-diff.", folder.name));
  }
  const diffs = await within(
    TIMEOUT_MS,
    Promise.all([repository.diff(true), repository.diff(false)]),
    vscode.l10n.t("Git took too long. Try again, or leave out @git-diff."),
  );
  return diffs.filter(Boolean).join("\n");
}
