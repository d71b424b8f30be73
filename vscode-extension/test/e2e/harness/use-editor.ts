/** One editor for the tests of a file. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { Editor, type EditorOptions } from "./editor";

/**
 * Starts an editor before the tests of a file; after each test it must not have asked for anything outside.
 * What the model was to say in one test is not said in the next.
 */
export function useEditor(options: EditorOptions = {}): () => Editor {
  let editor: Editor | undefined;
  const started = () => {
    if (!editor) throw new Error("The editor did not start.");
    return editor;
  };

  beforeAll(async () => {
    editor = await Editor.start(options);
  });
  beforeEach(({ task, onTestFailed }) => {
    editor?.model.willNot();
    onTestFailed(async () => {
      console.error(`What is known of it is in ${await started().keepEvidence(task.name)}`);
    });
  });
  afterEach(() => {
    expect(started().network.outside).toEqual([]);
  });
  afterAll(async () => {
    await editor?.stop();
  });
  return started;
}
