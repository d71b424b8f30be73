/** What happens around the command `journeyman.prompt`, which the server's code actions run. */
import * as vscode from "vscode";
import type { ExecuteCommandMiddleware } from "vscode-languageclient/node";

/** A turn that began at a place in a file. */
export interface Prompted {
  uri: string;
  sessionId: string;
}

/** Lets the user type a question where the code action is about one, and tells which session the turn runs in. */
export function askQuestion(prompted: (turn: Prompted) => void): ExecuteCommandMiddleware["executeCommand"] {
  return async (command, args, next) => {
    const [argument] = args as [{ intent?: string; question?: string; uri?: string }?];
    const needsQuestion = argument?.intent === "ask" && !argument.question;
    const question = needsQuestion ? await askUser() : argument?.question;
    if (needsQuestion && !question) {
      return undefined;
    }
    const result = await next(command, [{ ...argument, question }]);
    if (result && argument?.uri) {
      prompted({ uri: argument.uri, sessionId: result.sessionId });
    }
    return result;
  };
}

async function askUser(): Promise<string | undefined> {
  const prompt = vscode.l10n.t("What do you want to know about the selection?");
  return (await vscode.window.showInputBox({ title: "Journeyman", prompt }))?.trim();
}
