import { useState } from "preact/hooks";
import type { Memory } from "../../src/protocol";
import { t } from "../shared/l10n";
import { useAction, useLoaded } from "../shared/loader";
import { Problem } from "../shared/Problem";
import { useBridge, useHost } from "../shared/page";
import { Item } from "../shared/Section";
import { note, origin } from "./memories";
import { Why } from "./Why";

interface MemoryProps {
  memory: Memory;
  onAction: () => void;
  /** It is other than before, perhaps under another id. */
  onChanged: (id?: string) => void;
}

interface MemoryItemProps extends MemoryProps {
  open: boolean;
  onToggle: () => void;
}

export function MemoryItem({ open, onToggle, ...props }: MemoryItemProps) {
  const { memory } = props;
  const about = note(memory);
  const head = (
    <>
      <span class="text">{memory.text}</span>
      <span class="aside">{origin(memory)}</span>
      {about && <small>{about}</small>}
    </>
  );
  return (
    <Item id={memory.id} open={open} onToggle={onToggle} head={head} class={memory.status}>
      <Details {...props} />
    </Item>
  );
}

function Details({ memory, onAction, onChanged }: MemoryProps) {
  const bridge = useBridge();
  const { root } = useHost();
  const { busy, problem, run } = useAction();
  const [isEdited, edit] = useState(false);
  const { id, text, status, pinned, scope } = memory;
  const why = useLoaded(() => bridge.call("journeyman/memory/why", { root, id }), id, memory);

  const act = (work: () => Promise<{ memory: Memory } | undefined>) => {
    onAction();
    run(async () => {
      const changed = await work();
      edit(false);
      onChanged(changed?.memory.id);
    });
  };
  const update = (change: { text?: string; pinned?: boolean; everywhere?: boolean }) =>
    act(() => bridge.call("journeyman/memory/update", { root, id, ...change }));
  const forget = async () => {
    const { confirmed } = await bridge.call("host/confirm", {
      message: t("Forget “{0}”?", text),
      detail: goesWith(why.value?.evidence.length ?? 0),
      action: t("Forget"),
    });
    return confirmed ? bridge.call("journeyman/memory/forget", { root, id }) : undefined;
  };
  return (
    <div aria-busy={busy}>
      {isEdited ? (
        <Editor text={text} onSave={(changed) => update({ text: changed })} onCancel={() => edit(false)} />
      ) : (
        <div class="actions">
          {status === "contested" && (
            <button type="button" class="primary" onClick={() => update({ text })}>
              {t("This holds")}
            </button>
          )}
          {status === "active" && (
            <button
              type="button"
              class={pinned ? "" : "primary"}
              title={t("What is kept is told to every session, however sure it is.")}
              onClick={() => update({ pinned: !pinned })}
            >
              {pinned ? t("Do not keep") : t("Keep")}
            </button>
          )}
          {status === "active" && (
            <button type="button" onClick={() => edit(true)}>
              {t("Edit")}
            </button>
          )}
          {status === "active" && scope === "workspace" && (
            <button type="button" onClick={() => update({ everywhere: true })}>
              {t("Use in all folders")}
            </button>
          )}
          <button type="button" onClick={() => act(forget)}>
            {t("Forget…")}
          </button>
        </div>
      )}
      <Problem error={problem ?? why.problem} />
      {why.value && <Why why={why.value} run={run} />}
    </div>
  );
}

function goesWith(observations: number): string {
  const first =
    observations === 1
      ? t("The observation that it rests on goes with it.")
      : t("The {0} observations that it rests on go with it.", observations);
  return `${first} ${t(
    "The words are removed for good from the memory, its index and backups, and from stored and open sessions. It is not concluded again from the same.",
  )}`;
}

interface EditorProps {
  text: string;
  onSave: (text: string) => void;
  onCancel: () => void;
}

/** In place; what the memory said before is kept as what held before. */
function Editor({ text, onSave, onCancel }: EditorProps) {
  const [draft, setDraft] = useState(text);
  const save = () => (draft.trim() && draft.trim() !== text ? onSave(draft.trim()) : onCancel());
  return (
    <div class="editor">
      <textarea
        ref={(element) => element?.focus()}
        rows={3}
        aria-label={t("What is remembered")}
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            save();
          } else if (event.key === "Escape") {
            onCancel();
          }
        }}
      />
      <div class="actions">
        <button type="button" class="primary" onClick={save}>
          {t("Save")}
        </button>
        <button type="button" onClick={onCancel}>
          {t("Cancel")}
        </button>
      </div>
    </div>
  );
}
