import { useLayoutEffect, useReducer } from "preact/hooks";

/** Something that tells when it has changed. */
export interface Changing {
  /** Returns a function that ends it. */
  subscribe(listener: () => void): () => void;
}

/** Keeps listeners, and tells them. */
export class Changes implements Changing {
  private readonly listeners = new Set<() => void>();

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(): void {
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}

/** Draws the component again whenever one of the sources changes. */
export function useChanges(...sources: Changing[]): void {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => {
    const listen = () => draw(undefined);
    const ends = sources.map((source) => source.subscribe(listen));
    // What changed between drawing and listening.
    listen();
    return () => {
      for (const end of ends) {
        end();
      }
    };
  }, sources);
}
