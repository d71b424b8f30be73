import { useEffect, useRef } from "preact/hooks";
import type { Memory } from "../../src/protocol";
import { useFocusKept, useShown } from "../shared/focus";
import { t } from "../shared/l10n";
import { useChanges, useLoaded } from "../shared/loader";
import { Problem } from "../shared/Problem";
import { useBridge, useHost } from "../shared/page";
import { toggled, useRemembered, useScroll } from "../shared/remembered";
import { Search } from "../shared/Search";
import { Found } from "./Found";
import { MemoryItem } from "./MemoryItem";
import { loadKnown } from "./memories";
import { Overview } from "./Overview";

const FRESH = { query: "", open: [] as string[] };

export function App() {
  const bridge = useBridge();
  const { root } = useHost();
  const search = useRef<HTMLInputElement>(null);
  const [view, change] = useRemembered(FRESH);
  const { value: known, problem, reload } = useLoaded(() => loadKnown(bridge, root), root);
  useChanges(["journeyman/memory/didChange", "journeyman/memory/question"], reload);
  useScroll(known !== undefined);
  const working = useFocusKept(known, () => search.current);
  const show = useShown(known !== undefined);
  const reveal = (id: string) => {
    change({ query: "", open: [id] });
    show(id);
  };
  useEffect(
    () =>
      bridge.on("host/do", (wanted) => {
        if (wanted.action === "show") {
          reveal(wanted.id);
          return;
        }
        if (wanted.action === "draft") {
          change({ query: wanted.text });
        }
        search.current?.focus();
      }),
    [bridge],
  );

  const item = (memory: Memory) => (
    <MemoryItem
      key={memory.id}
      memory={memory}
      open={view.open.includes(memory.id)}
      onToggle={() => change({ open: toggled(view.open, memory.id) })}
      onAction={() => working(memory.id)}
      onChanged={(id = memory.id) => {
        // What was edited may go on under another id.
        working(id);
        change({ open: view.open.map((one) => (one === memory.id ? id : one)) });
        reload();
      }}
    />
  );
  const query = view.query.trim();
  return (
    <>
      <div class="bar">
        <Search
          inputRef={search}
          label={t("Search what is known, said and done")}
          value={view.query}
          onInput={(query) => change({ query })}
        />
      </div>
      <Problem error={problem} retry={reload} />
      {!known && !problem && <p class="nothing">{t("Reading what is remembered…")}</p>}
      {known && query && <Found query={query} memories={known.memories} item={item} />}
      {known && !query && <Overview known={known} shown={view.open} item={item} onAdded={reveal} onChanged={reload} />}
    </>
  );
}
