/** As much of VS Code as the host side of the chat touches. */
import { vi } from "vitest";

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
  translate = (lines: number) => new Position(this.line + lines, this.character);
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(startLine: number | Position, startCharacter: number | Position, endLine = 0, endCharacter = 0) {
    this.start = startLine instanceof Position ? startLine : new Position(startLine, startCharacter as number);
    this.end = startCharacter instanceof Position ? startCharacter : new Position(endLine, endCharacter);
  }
  get isSingleLine() {
    return this.start.line === this.end.line;
  }
  contains = (at: Position) => this.start.line <= at.line && at.line <= this.end.line;
  with = (_: undefined, end: Position) => new Range(this.start, end);
}

export class Uri {
  readonly scheme = "file";
  constructor(readonly path: string) {}
  toString = () => `file://${encodeURI(this.path)}`;
  static parse = (text: string) => new Uri(decodeURI(text.replace("file://", "")));
  static joinPath = (base: Uri, ...parts: string[]) => new Uri([base.path, ...parts].join("/"));
}

export const folder = { uri: new Uri("/work"), name: "work", index: 0 };
const isInside = (uri: Uri) => uri.path.startsWith("/work/");

/** What the test sets. */
export const world = {
  files: {} as Record<string, string>,
  diagnostics: [] as [Uri, unknown[]][],
  commands: {} as Record<string, (...args: never[]) => unknown>,
  git: undefined as unknown,
  editor: undefined as unknown,
  terminal: undefined as unknown,
  startExecution: (_event: unknown): unknown => undefined,
  clipboard: "",
  focused: true,
  settings: {} as Record<string, unknown>,
  /** What the user clicks in the next message. */
  choice: undefined as string | undefined,
  shown: [] as string[],
};

function message(text: string): Promise<string | undefined> {
  world.shown.push(text);
  return Promise.resolve(world.choice);
}

function document(uri: Uri) {
  const text = world.files[uri.path];
  if (text === undefined) {
    throw new Error(`There is no file ${uri.path}.`);
  }
  const lines = text.split("\n");
  return {
    uri,
    validateRange: (range: Range) => range,
    getText: ({ start, end }: Range) =>
      lines.slice(start.line, end.character > 0 ? end.line + 1 : Math.max(end.line, start.line + 1)).join("\n"),
  };
}

export const vscode = {
  Position,
  Range,
  Uri,
  Disposable: class {
    constructor(readonly dispose: () => void) {}
    static from = (...all: { dispose(): void }[]) => ({
      dispose: () => {
        for (const one of all) {
          one.dispose();
        }
      },
    });
  },
  l10n: { t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(values[index])) },
  languages: { getDiagnostics: () => world.diagnostics },
  extensions: { getExtension: () => world.git && { activate: async () => world.git } },
  env: {
    clipboard: {
      readText: async () => world.clipboard,
      writeText: async (text: string) => {
        world.clipboard = text;
      },
    },
  },
  commands: { executeCommand: vi.fn(async (name: string, ...args: never[]) => world.commands[name]?.(...args)) },
  workspace: {
    workspaceFolders: [folder],
    getConfiguration: () => ({ get: (name: string, otherwise: unknown) => world.settings[name] ?? otherwise }),
    getWorkspaceFolder: (uri: Uri) => (isInside(uri) ? folder : undefined),
    asRelativePath: (uri: Uri) => uri.path.replace("/work/", ""),
    openTextDocument: async (uri: Uri) => document(uri),
  },
  window: {
    get activeTextEditor() {
      return world.editor;
    },
    get activeTerminal() {
      return world.terminal;
    },
    get state() {
      return { focused: world.focused };
    },
    onDidStartTerminalShellExecution: (listener: (event: unknown) => void) => {
      world.startExecution = listener;
      return { dispose: () => undefined };
    },
    showInformationMessage: message,
    showWarningMessage: message,
  },
};
