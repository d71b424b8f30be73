import { expect, test } from "vitest";
import { misfits } from "./shapes";

test("what does not fit is found", () => {
  const suggestion = { label: "log.py", insertText: "@log.py", kind: 1, icon: "file" };

  expect(misfits("Requests", "journeyman/context/complete", "result", { items: [suggestion, {}] })).toEqual([
    "journeyman/context/complete.result.items[0].kind is 1, no string",
    "journeyman/context/complete.result.items[0].icon is not in src/protocol.ts",
    "journeyman/context/complete.result.items[1].label is missing",
    "journeyman/context/complete.result.items[1].insertText is missing",
    "journeyman/context/complete.result.items[1].kind is missing",
  ]);
});
