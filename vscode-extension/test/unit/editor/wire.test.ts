import { describe, expect, test } from "vitest";
import { keyOrigin } from "../../../src/editor/origins";
import { flat, toDiagnostic, toLocation, toPlainText, toWorkspaceEdit } from "../../../src/editor/wire";

type Values<F extends (...args: never[]) => unknown> = Parameters<F>[0];

const uri = (text: string) => ({ toString: () => text });
const range = { start: { line: 4, character: 8 }, end: { line: 4, character: 18 } };
const A = uri("file:///w/a.py");

test("a location is the same whether it came as one or as a link", () => {
  const link = { targetUri: A, targetRange: {}, targetSelectionRange: range };
  const wanted = { uri: "file:///w/a.py", range };

  expect(toLocation({ uri: A, range } as unknown as Values<typeof toLocation>)).toEqual(wanted);
  expect(toLocation(link as unknown as Values<typeof toLocation>)).toEqual(wanted);
});

test("what is nested names what it is in, and one without a place is left out", () => {
  const symbols = [
    { name: "Log", kind: 4, range, children: [{ name: "add", kind: 5, range, children: [] }] },
    { name: "lost", kind: 11, location: { uri: A } },
  ];

  const found = flat(A as never, symbols as never);

  expect(found.map(({ name, kind, containerName }) => [name, kind, containerName])).toEqual([
    ["Log", 5, ""],
    ["add", 6, "Log"],
  ]);
});

test("a diagnostic keeps its severity and the value of its code", () => {
  const given = { range, severity: 0, source: "pyright", code: { value: "E1", target: A }, message: "no" };

  expect(toDiagnostic(given as never)).toEqual({ range, severity: 1, source: "pyright", code: "E1", message: "no" });
});

test("a hover is told without its marks", () => {
  const signature = { value: "```python\n(function) def minutes_of(text: str) -> int\n```\n---\n" };

  expect(toPlainText([signature as never, "Return the minutes\\_since midnight."])).toBe(
    "(function) def minutes_of(text: str) -> int\n\nReturn the minutes_since midnight.",
  );
});

describe("a rename", () => {
  const edit = (type: number) => ({
    entries: () => [[A, [{ range, newText: "to_minutes" }]]],
    _allEntries: () => [{ _type: 2 }, { _type: type }],
  });

  test("names the versions of the open documents", () => {
    const documents = [{ uri: A, version: 4 }];

    expect(toWorkspaceEdit(edit(2) as never, documents as never)).toEqual({
      documentChanges: [
        { textDocument: { uri: "file:///w/a.py", version: 4 }, edits: [{ range, newText: "to_minutes" }] },
      ],
    });
  });

  test("that would move files is refused", () => {
    expect(() => toWorkspaceEdit(edit(1) as never, [])).toThrow("create, move or delete files");
  });
});

test.each([
  ["https://openrouter.ai/api/v1", "https://openrouter.ai"],
  ["http://127.0.0.1:8000/v1", "http://127.0.0.1:8000"],
  ["http://[::1]:8000", "http://[::1]:8000"],
  ["http://models.example/v1", undefined],
  ["http://127.evil.example", undefined],
  ["http://localhost.evil.example", undefined],
  ["file:///etc/passwd", undefined],
  ["no address", undefined],
])("the key of %s belongs to %s", (address, origin) => {
  expect(keyOrigin(address)).toBe(origin);
});
