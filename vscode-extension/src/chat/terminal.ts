import * as vscode from "vscode";
import { withoutEscapes } from "./withoutEscapes";

/** What we use of the shell integration, which VS Code has since 1.93. */
interface Execution {
  commandLine: { value: string };
  read(): AsyncIterable<string>;
}

type WindowSince193 = typeof vscode.window & {
  onDidStartTerminalShellExecution?: vscode.Event<{ terminal: vscode.Terminal; execution: Execution }>;
};

/** Characters that are kept of what a command printed; its end says more than its beginning. */
const MAX_OUTPUT = 16_000;

interface LastCommand {
  command: string;
  output: string;
}

const last = new WeakMap<vscode.Terminal, LastCommand>();

/** Remembers the last command of each terminal and what it printed, in memory alone. */
export function watchTerminals(): vscode.Disposable {
  const { onDidStartTerminalShellExecution } = vscode.window as WindowSince193;
  return (
    onDidStartTerminalShellExecution?.(({ terminal, execution }) => void record(terminal, execution)) ??
    new vscode.Disposable(() => undefined)
  );
}

async function record(terminal: vscode.Terminal, execution: Execution): Promise<void> {
  const ran: LastCommand = { command: execution.commandLine.value, output: "" };
  last.set(terminal, ran);
  for await (const piece of execution.read()) {
    ran.output = (ran.output + piece).slice(-MAX_OUTPUT);
  }
}

/** The last command of the terminal with what it printed; without shell integration, what is selected in it. */
export async function terminalText(): Promise<string> {
  const terminal = vscode.window.activeTerminal;
  const ran = terminal && last.get(terminal);
  const text = ran ? `$ ${ran.command}\n${withoutEscapes(ran.output)}` : await selection();
  if (!text.trim()) {
    throw new Error(vscode.l10n.t("Nothing is known of the terminal. Select text in it, and try again."));
  }
  return text;
}

/** VS Code gives the selection only by the clipboard, which is put back as it was. */
async function selection(): Promise<string> {
  if (!vscode.window.activeTerminal) {
    return "";
  }
  const before = await vscode.env.clipboard.readText();
  try {
    await vscode.env.clipboard.writeText("");
    await vscode.commands.executeCommand("workbench.action.terminal.copySelection");
    return await vscode.env.clipboard.readText();
  } finally {
    await vscode.env.clipboard.writeText(before);
  }
}
