import { beforeEach, describe, expect, test, vi } from "vitest";
import { findMentions, resolveMention } from "../../../src/chat/mentions";
import { watchTerminals } from "../../../src/chat/terminal";
import { Range, Uri, folder as work, world } from "./fakeVscode";

vi.mock("vscode", async () => (await import("./fakeVscode")).vscode);

const folder = work as never;
const symbol = (name: string, path: string, line: number, containerName = "") => ({
  name,
  containerName,
  location: { uri: new Uri(path), range: new Range(line, 0, line, 4) },
});
const problem = (severity: number, line: number, message: string) => ({
  severity,
  message,
  source: "pyright",
  range: new Range(line, 2, line, 3),
});

beforeEach(() => {
  Object.assign(world, {
    files: {},
    diagnostics: [],
    commands: {},
    git: undefined,
    terminal: undefined,
    clipboard: "",
  });
});

describe("problems", () => {
  test("are those of the folder, errors first, a line each", async () => {
    world.diagnostics = [
      [new Uri("/work/a.py"), [problem(1, 0, "unused"), problem(0, 4, "not\n  defined")]],
      [new Uri("/else/b.py"), [problem(0, 0, "other")]],
    ];
    expect(await resolveMention(folder, "problems")).toEqual({
      uri: "journeyman:problems",
      text: "a.py:5:3: error: not defined (pyright)\na.py:1:3: warning: unused (pyright)",
    });
  });

  test("that are none are said to be none", async () => {
    expect(await resolveMention(folder, "problems")).toMatchObject({ text: "There are no problems." });
  });
});

describe("the git diff", () => {
  test("holds what is staged and what is not", async () => {
    const repository = { diff: async (cached: boolean) => (cached ? "staged" : "working") };
    world.git = { enabled: true, getAPI: () => ({ getRepository: () => repository }) };
    expect(await resolveMention(folder, "git-diff")).toEqual({ uri: "journeyman:git-diff", text: "staged\nworking" });
  });

  test("of a folder without git says what to do", async () => {
    await expect(resolveMention(folder, "git-diff")).rejects.toThrow(
      "work is not a Git repository that VS Code knows.",
    );
  });
});

describe("symbols", () => {
  beforeEach(() => {
    world.files = { "/work/a.py": "x\ndef parse():\n  one\n  two\n\nlast" };
    world.commands["vscode.executeWorkspaceSymbolProvider"] = () => [
      symbol("parse", "/work/a.py", 1, "Log"),
      symbol("parse", "/work/b.py", 0),
      symbol("parser", "/work/c.py", 0),
      symbol("parse", "/else/a.py", 0),
    ];
  });

  test("are offered by name, with the path where that is needed", async () => {
    const { items } = await findMentions(folder, "par");
    expect(items).toEqual([
      { insertText: "symbol:parse:a.py", label: "parse", kind: "symbol", detail: "a.py · Log" },
      { insertText: "symbol:parse:b.py", label: "parse", kind: "symbol", detail: "b.py" },
      { insertText: "symbol:parser", label: "parser", kind: "symbol", detail: "c.py" },
    ]);
  });

  test("come with all of their body", async () => {
    world.commands["vscode.executeDocumentSymbolProvider"] = () => [
      {
        name: "Log",
        range: new Range(0, 0, 5, 1),
        children: [{ name: "parse", range: new Range(1, 0, 3, 5), children: [] }],
      },
    ];
    expect(await resolveMention(folder, "symbol:parse:a.py")).toEqual({
      uri: "file:///work/a.py",
      text: "def parse():\n  one\n  two",
    });
  });

  test("without a language server for the file come with the lines from their name on", async () => {
    expect(await resolveMention(folder, "symbol:parse")).toMatchObject({ text: "def parse():\n  one\n  two\n\nlast" });
  });

  test("that do not exist are told", async () => {
    await expect(resolveMention(folder, "symbol:gone")).rejects.toThrow("No symbol is called gone.");
  });

  test("of a language server that fails are not offered, the rest is", async () => {
    world.commands["vscode.executeWorkspaceSymbolProvider"] = () => {
      throw new Error("crashed");
    };
    expect((await findMentions(folder, "te")).items.map(({ label }) => label)).toEqual(["terminal"]);
  });
});

describe("lines and files", () => {
  test("are read when the prompt is sent", async () => {
    world.files = { "/work/my notes.md": "1\n2\n3\n4" };
    expect(await resolveMention(folder, "lines:my%20notes.md:2-3")).toEqual({
      uri: "file:///work/my%20notes.md#L2-L3",
      text: "2\n3",
    });
    expect(await resolveMention(folder, "file:my%20notes.md")).toEqual({ uri: "file:///work/my%20notes.md" });
  });

  test.each(["lines:../secret:1-2", "file:/etc/passwd", "file:a/../../b"])(
    "%s does not lead out of the folder",
    async (mention) => {
      await expect(resolveMention(folder, mention)).rejects.toThrow("is not a file of this folder");
    },
  );

  test("a name that is not ours is refused", async () => {
    await expect(resolveMention(folder, "host:x")).rejects.toThrow("Nothing is known as @host:x.");
  });
});

describe("the terminal", () => {
  async function* printed() {
    yield "\x1b[31mFAILED\x1b[0m";
    yield " test_a\r\n";
  }

  test("gives its last command with what it printed", async () => {
    const terminal = {};
    const read = vi.fn(printed);
    const watching = watchTerminals();
    world.startExecution({ terminal, execution: { commandLine: { value: "pytest" }, read } });
    await vi.waitFor(() => expect(read).toHaveBeenCalled());
    await Promise.resolve();
    world.terminal = terminal;

    await vi.waitFor(async () =>
      expect(await resolveMention(folder, "terminal")).toEqual({
        uri: "journeyman:terminal",
        text: "$ pytest\nFAILED test_a\n",
      }),
    );
    watching.dispose();
  });

  test("without shell integration gives what is selected, and the clipboard is as it was", async () => {
    world.terminal = {};
    world.clipboard = "mine";
    world.commands["workbench.action.terminal.copySelection"] = () => {
      world.clipboard = "selected";
    };
    expect(await resolveMention(folder, "terminal")).toMatchObject({ text: "selected" });
    expect(world.clipboard).toBe("mine");
  });

  test("with nothing to give says what to do", async () => {
    await expect(resolveMention(folder, "terminal")).rejects.toThrow("Select text in it, and try again.");
  });
});
