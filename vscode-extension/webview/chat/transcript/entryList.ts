/** The entries of a conversation: found by what they are about, and timed while somebody looks on. */
import type { Entry } from "./entries";

type Kind = Entry["kind"];
export type EntryOf<K extends Kind> = Extract<Entry, { kind: K }>;
/** What an entry begins with, beside what every entry has. */
export type New<E = Entry> = E extends Entry ? Omit<E, "id" | "version" | "turnId"> & { turnId?: string } : never;

export class EntryList {
  readonly all: Entry[] = [];
  private readonly byKey = new Map<string, Entry>();
  private readonly startedAt = new Map<Entry, number>();
  private lastId = 0;

  clear(): void {
    this.all.length = 0;
    this.byKey.clear();
    this.startedAt.clear();
  }

  /** Puts an entry at the end; with `key` it is found again by `find`. */
  add<E extends Entry>(entry: New<E>, turnId: string, key?: string): E {
    const added = this.make<E>(entry, turnId, key);
    this.all.push(added);
    return added;
  }

  /** The same as `add` for an entry that is found, but not shown until it is added with `show`. */
  make<E extends Entry>(entry: New<E>, turnId: string, key?: string): E {
    this.lastId += 1;
    const made = { turnId, ...entry, id: `e${this.lastId}`, version: 0 } as unknown as E;
    if (key !== undefined) {
      this.byKey.set(`${made.kind} ${key}`, made);
    }
    return made;
  }

  show(entry: Entry): void {
    if (!this.all.includes(entry)) {
      this.all.push(entry);
    }
  }

  moveToEnd(entry: Entry): void {
    const index = this.all.lastIndexOf(entry);
    if (index >= 0 && index < this.all.length - 1) {
      this.all.splice(index, 1);
      this.all.push(entry);
    }
  }

  find<K extends Kind>(kind: K, key: string): EntryOf<K> | undefined {
    return this.byKey.get(`${kind} ${key}`) as EntryOf<K> | undefined;
  }

  /** Says that something in `entry` is about to change. */
  touch<E extends Entry>(entry: E): E {
    entry.version += 1;
    return entry;
  }

  /** The entries since what the user said last, that included. */
  sincePrompt(): Entry[] {
    const index = this.all.findLastIndex(({ kind }) => kind === "user");
    return index < 0 ? [] : this.all.slice(index);
  }

  of<K extends Kind>(kind: K): EntryOf<K>[] {
    return this.all.filter((entry): entry is EntryOf<K> => entry.kind === kind);
  }

  /** Milliseconds; undefined if the time is not known. */
  startClock(entry: Entry, now: number | undefined): void {
    if (now !== undefined) {
      this.startedAt.set(entry, now);
    }
  }

  /** Returns seconds; undefined if they are not known. */
  stopClock(entry: Entry, now: number | undefined): number | undefined {
    const start = this.startedAt.get(entry);
    this.startedAt.delete(entry);
    return start === undefined || now === undefined ? undefined : (now - start) / 1000;
  }
}
