/** The parts of VS Code that the editor services use, as far as tests need them. */

type Listener<T> = (value: T) => void;

export class EventEmitter<T> {
  private readonly listeners = new Set<Listener<T>>();
  readonly event = (listener: Listener<T>) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export const Disposable = {
  from: (...all: { dispose(): unknown }[]) => ({ dispose: () => all.forEach((one) => void one.dispose()) }),
};

export const l10n = {
  t: (message: string, ...values: unknown[]) => message.replace(/\{(\d)\}/g, (_, index) => String(values[index])),
};

/** What the user types into the next boxes; undefined closes the box. */
export const typed: (string | undefined)[] = [];
export const boxes: { prompt?: string; password?: boolean }[] = [];
export const window = {
  showInputBox: async (options: { prompt?: string; password?: boolean }) => {
    boxes.push(options);
    return typed.shift();
  },
  showInformationMessage: async () => undefined,
  showQuickPick: async (items: string[]) => items[0],
};

export const diagnosticsChanged = new EventEmitter<{ uris: string[] }>();
export const languages = { onDidChangeDiagnostics: diagnosticsChanged.event };
export const workspace = {
  textDocuments: [] as { uri: string; version: number }[],
  getConfiguration: () => ({ get: () => null }),
};
