import { expect, test } from "vitest";
import { addQuestion, keepQuestions, questionsOf } from "../../../src/memory/questions";
import { FORMATTER } from "./fixtures/memories";
import { ROOT } from "./fixtures/skills";

class Kept {
  private readonly values = new Map<string, unknown>();

  get<T>(key: string): T | undefined {
    return this.values.get(key) as T | undefined;
  }

  async update(key: string, value: unknown): Promise<void> {
    this.values.set(key, value);
  }
}

test("a question is kept for its folder, once, in its latest words", async () => {
  const kept = new Kept();
  const later = { ...FORMATTER, choices: FORMATTER.choices.slice(0, 2) };

  await addQuestion(kept, ROOT, FORMATTER);
  await addQuestion(kept, ROOT, { ...FORMATTER, question: "Another?" });
  await addQuestion(kept, ROOT, later);

  expect(questionsOf(kept, ROOT)).toEqual([{ ...FORMATTER, question: "Another?" }, later]);
  expect(questionsOf(kept, "file:///elsewhere")).toEqual([]);
});

test("what is answered is not kept", async () => {
  const kept = new Kept();
  await addQuestion(kept, ROOT, FORMATTER);

  await keepQuestions(kept, ROOT, []);

  expect(questionsOf(kept, ROOT)).toEqual([]);
});
