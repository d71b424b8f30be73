import type { Evidence, Memory, Requests } from "../../src/protocol";
import { t } from "../shared/l10n";
import { useBridge, useHost } from "../shared/page";
import { day } from "../shared/time";

interface WhyProps {
  why: Requests["journeyman/memory/why"]["result"];
  run: (work: () => Promise<unknown>) => void;
}

/** What a memory rests on, what speaks against it, and what else was known about the same. */
export function Why({ why, run }: WhyProps) {
  const bridge = useBridge();
  const { root } = useHost();
  const { memory, evidence, others, rule } = why;
  const writeRule = async () => {
    const { path } = await bridge.call("journeyman/memory/writeRule", { root, id: memory.id });
    await bridge.call("host/openFile", { root, path });
  };
  return (
    <>
      <h3>{t("Why")}</h3>
      <ul class="why">
        {evidence.map((one, index) => (
          <Piece key={index} evidence={one} run={run} />
        ))}
      </ul>
      {others.length > 0 && (
        <>
          <h3>{t("About the same")}</h3>
          <ul class="why">
            {others.map((other) => (
              <li key={other.id}>
                {other.text} <span class="dim">{relation(memory, other)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {rule && (
        <p class="rule">
          <span class="dim">{t("It seems meant for the whole team:")}</span> <code>{rule}</code>
          <button type="button" onClick={() => run(writeRule)}>
            {t("Write into AGENTS.md")}
          </button>
        </p>
      )}
    </>
  );
}

function Piece({ evidence, run }: { evidence: Evidence; run: WhyProps["run"] }) {
  const bridge = useBridge();
  const { root } = useHost();
  const { kind, text, at, source, sessionId, supports } = evidence;
  const isCommit = /^[0-9a-f]{7,64}$/.test(source);
  const openSession = () =>
    bridge.call("host/command", { command: "journeyman.openSession", argument: sessionId ?? "" });
  return (
    <li>
      <span class={supports ? "for" : "against"} role="img" aria-label={supports ? t("for it:") : t("against it:")}>
        {supports ? "+" : "−"}
      </span>{" "}
      {ways()[kind] ?? kind} · {day(at, new Date())}: <q>{text}</q> {isCommit && <code>{source.slice(0, 8)}</code>}
      {source && !isCommit && (
        <button
          type="button"
          class="link"
          onClick={() => run(() => bridge.call("host/openFile", { root, path: source }))}
        >
          {source}
        </button>
      )}
      {sessionId && (
        <button type="button" class="link" onClick={() => run(openSession)}>
          {t("Open the session")}
        </button>
      )}
    </li>
  );
}

const ways = (): Record<string, string> => ({
  said: t("you said"),
  added: t("you wrote it down"),
  corrected: t("you changed what the agent wrote"),
  committed: t("a commit"),
  configured: t("a file says so"),
  ran: t("a command"),
  edited: t("an edit"),
  concluded: t("concluded from what you said"),
  imported: t("imported"),
});

function relation(memory: Memory, other: Memory): string {
  if (other.supersededBy === memory.id) {
    return t("held until {0}", day(other.validTo ?? other.updatedAt, new Date()));
  }
  if (memory.supersededBy === other.id) {
    return t("took its place");
  }
  return other.status === "contested"
    ? t("at odds with it")
    : other.status === "active"
      ? t("holds, too")
      : t("held before");
}
