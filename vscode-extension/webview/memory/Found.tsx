import type { ComponentChildren } from "preact";
import type { FoundMemory, Memory } from "../../src/protocol";
import { t } from "../shared/l10n";
import { useAction, useLoaded } from "../shared/loader";
import { Problem } from "../shared/Problem";
import { useBridge, useHost } from "../shared/page";
import { Section } from "../shared/Section";
import { day } from "../shared/time";

const MAX_FOUND = 30;

interface FoundProps {
  query: string;
  memories: readonly Memory[];
  item: (memory: Memory) => ComponentChildren;
}

/** What answers a question: memories, what was said, and earlier tasks. */
export function Found({ query, memories, item }: FoundProps) {
  const bridge = useBridge();
  const { root } = useHost();
  const found = useLoaded(
    () => bridge.call("journeyman/memory/search", { root, query, limit: MAX_FOUND }),
    "",
    `${memories.length} ${query}`,
  );
  const items = found.value?.items ?? [];
  const known = items.flatMap((one) =>
    one.kind === "conclusion" ? (memories.find(({ id }) => id === one.id) ?? []) : [],
  );
  const said = items.filter(({ kind }) => kind !== "conclusion");
  return (
    <>
      <Problem error={found.problem} />
      <Section title={t("Remembered")} items={known}>
        {item}
      </Section>
      <Section title={t("Said and done")} items={said}>
        {(one) => <Said key={`${one.kind} ${one.id}`} found={one} />}
      </Section>
      <p class="nothing" role="status">
        {found.value && items.length === 0 ? t("Nothing known answers “{0}”.", query) : ""}
      </p>
    </>
  );
}

function Said({ found: { kind, text, at, sessionId } }: { found: FoundMemory }) {
  const bridge = useBridge();
  const { problem, run } = useAction();
  const open = () => bridge.call("host/command", { command: "journeyman.openSession", argument: sessionId });
  return (
    <li class="item said">
      <span class="text">{kind === "message" ? <q>{text}</q> : text}</span>
      <span class="aside">
        {kind === "message" ? t("said") : t("a task")} · {day(at, new Date())}
      </span>
      {sessionId && (
        <small>
          <button type="button" class="link" onClick={() => run(open)}>
            {t("Open the session")}
          </button>
        </small>
      )}
      <Problem error={problem} />
    </li>
  );
}
