import * as vscode from "vscode";
import type { Journeyman } from "../journeyman";

/** The part of VS Code's Git extension that is used here. */
interface GitExtension {
  getAPI(version: 1): {
    repositories: {
      rootUri: vscode.Uri;
      inputBox: { value: string };
      state: { indexChanges: readonly unknown[] };
    }[];
  };
}

/** Writes a message for what is staged, or else for all that is not committed, into the box of the SCM view. */
export async function writeCommitMessage(journeyman: Journeyman, source?: { rootUri?: vscode.Uri }): Promise<void> {
  const repository = await repositoryOf(source?.rootUri);
  const folder = vscode.workspace.getWorkspaceFolder(repository.rootUri);
  if (!folder) {
    throw new Error(vscode.l10n.t("The repository is in no open folder. Open the folder, and try again."));
  }
  const options = {
    location: vscode.ProgressLocation.SourceControl,
    title: vscode.l10n.t("Journeyman writes a commit message"),
    cancellable: true,
  };
  const before = repository.inputBox.value;
  const { text } = await vscode.window.withProgress(options, (_progress, token) =>
    journeyman.connection.request(
      "journeyman/git/commitMessage",
      { root: folder.uri.toString(), staged: repository.state.indexChanges.length > 0 },
      token,
    ),
  );
  // What the user typed meanwhile is not written over.
  repository.inputBox.value = repository.inputBox.value === before ? text : `${repository.inputBox.value}\n\n${text}`;
}

async function repositoryOf(rootUri: vscode.Uri | undefined) {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  const repositories = (await extension?.activate())?.getAPI(1).repositories ?? [];
  const wanted = rootUri ?? vscode.window.activeTextEditor?.document.uri;
  const repository =
    repositories.find(({ rootUri: root }) => wanted?.toString().startsWith(root.toString())) ?? repositories[0];
  if (!repository) {
    throw new Error(vscode.l10n.t("There is no Git repository here. Make one with “Git: Initialize Repository”."));
  }
  return repository;
}
