/** Notifications. All others are modal, see test/unit/messages.test.ts: VS Code reads no links into those. */
import * as vscode from "vscode";
import { plain } from "./plain";

/** Resolves with the button that was chosen. */
export const inform = (message: string, ...buttons: string[]): Thenable<string | undefined> =>
  vscode.window.showInformationMessage(plain(message), ...buttons);

export const warn = (message: string, ...buttons: string[]): Thenable<string | undefined> =>
  vscode.window.showWarningMessage(plain(message), ...buttons);

export const complain = (message: string, ...buttons: string[]): Thenable<string | undefined> =>
  vscode.window.showErrorMessage(plain(message), ...buttons);
