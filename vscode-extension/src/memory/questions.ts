/**
 * Questions of the server about memories, until they are answered or put aside.
 *
 * It asks each of them once, so they are kept here: in the state of the window's workspace, which outlives a reload.
 */
import type { MemoryQuestion } from "../bridge";

/** What there is of `vscode.Memento`. */
export interface Kept {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): Thenable<void>;
}

const key = (root: string) => `journeyman.questions:${root}`;

export function questionsOf(kept: Kept, root: string): MemoryQuestion[] {
  return kept.get<MemoryQuestion[]>(key(root)) ?? [];
}

export async function keepQuestions(kept: Kept, root: string, questions: MemoryQuestion[]): Promise<void> {
  await kept.update(key(root), questions);
}

/** A question that is asked again takes the place of the one before. */
export async function addQuestion(kept: Kept, root: string, added: MemoryQuestion): Promise<void> {
  const others = questionsOf(kept, root).filter(({ question }) => question !== added.question);
  await keepQuestions(kept, root, [...others, added]);
}
