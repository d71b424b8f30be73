/** As much of VS Code as review needs: texts, addresses, and boxes that answer what a test wants. */
import { vi } from "vitest";

export const l10n = {
  t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)])),
};

export const env = { language: "en" };

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly authority: string,
    readonly path: string,
    readonly query = "",
  ) {}

  static parse(text: string): Uri {
    const { protocol, host, pathname } = new URL(text);
    return new Uri(protocol.slice(0, -1), host, decodeURIComponent(pathname));
  }

  static joinPath({ scheme, authority, path }: Uri, part: string): Uri {
    return new Uri(scheme, authority, `${path}/${part}`);
  }

  toString(): string {
    return `${this.scheme}://${this.authority}${this.path}`;
  }

  with({ scheme, query }: { scheme: string; query: string }): Uri {
    return new Uri(scheme, this.authority, this.path, query);
  }
}

export class TreeItem {
  description?: string;
  contextValue?: string;
  accessibilityInformation?: { label: string };
  iconPath?: { id: string };
  constructor(
    readonly label: string,
    readonly collapsibleState = 0,
  ) {}
}
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };

export class ThemeIcon {
  static readonly File = new ThemeIcon("file");
  constructor(readonly id: string) {}
}

export class MarkdownString {
  value = "";
  appendText(text: string): this {
    this.value += text;
    return this;
  }
  appendCodeblock(text: string): this {
    this.value += `\n${text}`;
    return this;
  }
}

export class EventEmitter {
  readonly event = () => ({ dispose: () => undefined });
  fire(): void {}
  dispose(): void {}
}

export class FileSystemError extends Error {
  readonly code = "FileNotFound";
}

interface Item {
  label: string;
}

export const window = {
  activeTextEditor: undefined as unknown,
  /** Picks by label what the test has put here; then gives up. */
  picks: [] as string[],
  showQuickPick: vi.fn(async (items: Item[]) => {
    const pick = window.picks.shift();
    return items.find(({ label }) => label === pick);
  }),
  showWarningMessage: vi.fn(),
  showInformationMessage: vi.fn(),
};

export const commands = { executeCommand: vi.fn(async () => undefined) };

/** What is on the disk, by path. */
export const disk = new Set<string>();
const savedListeners = new Set<(document: unknown) => void>();
const never = () => ({ dispose: () => undefined });

export const Disposable = {
  from: (...all: { dispose(): void }[]) => ({ dispose: () => all.forEach((one) => void one.dispose()) }),
};

export const workspace = {
  textDocuments: [] as unknown[],
  onDidChangeTextDocument: never,
  onDidCloseTextDocument: never,
  onDidSaveTextDocument: (listener: (document: unknown) => void) => {
    savedListeners.add(listener);
    return { dispose: () => savedListeners.delete(listener) };
  },
  /** Tells that a document was saved. */
  saved: (document: unknown) => savedListeners.forEach((listener) => void listener(document)),
  fs: {
    stat: async ({ path }: Uri) => {
      if (!disk.has(path)) throw new FileSystemError();
    },
  },
};
