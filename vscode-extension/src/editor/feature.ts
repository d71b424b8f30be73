import * as vscode from "vscode";
import type { Feature, Journeyman } from "../journeyman";
import { Credentials } from "./credentials";
import { tellFocus } from "./focus";
import { FreshDiagnostics } from "./freshDiagnostics";
import { answerQuery } from "./queries";

/** What the editor does for the server. */
export function editorFeature(journeyman: Journeyman): Feature {
  const { connection, context } = journeyman;
  const diagnostics = new FreshDiagnostics();
  const credentials = new Credentials(context, connection);
  const subscriptions = vscode.Disposable.from(
    diagnostics,
    tellFocus(connection),
    connection.onRequest("journeyman/editor/query", (query, token) => answerQuery(query, diagnostics, token)),
    connection.onRequest("journeyman/editor/save", async ({ uri }) => ({ saved: await save(uri) })),
    connection.onRequest("journeyman/credential/get", ({ endpoint }, token) => credentials.get(endpoint, token)),
  );
  return {
    commands: { setKey: () => credentials.set(), forgetKey: () => credentials.forget() },
    dispose: () => subscriptions.dispose(),
  };
}

async function save(uri: string): Promise<boolean> {
  const wanted = vscode.Uri.parse(uri, true).toString();
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === wanted);
  return document !== undefined && vscode.workspace.getWorkspaceFolder(document.uri) !== undefined
    ? document.save()
    : false;
}
