import { useMemo } from "preact/hooks";
import { Counts, Diff } from "../../shared/diff";
import { t } from "../../shared/l10n";
import { counts, lineDiff } from "../../shared/lineDiff";
import { duration } from "../../shared/time";
import { undisguised } from "../../shared/undisguised";
import type { ToolEntry } from "./entries";
import { FileLink, Line, Output, shortened } from "./parts";

const STATES = {
  in_progress: { icon: "◌", tone: "" },
  completed: { icon: "✓", tone: "good" },
  failed: { icon: "✗", tone: "bad" },
  stopped: { icon: "■", tone: "" },
} as const;

/** One line; input, output and diffs unfold. What waits for a permission is shown by that. */
export function ToolCallLine({ entry }: { entry: ToolEntry }) {
  if (entry.waits) {
    return null;
  }
  const { verb, target, path } = titleParts(entry.call);
  const failed = entry.status === "completed" && (entry.exitCode ?? 0) !== 0;
  const { icon, tone } = failed ? ({ icon: "!", tone: "warn" } as const) : STATES[entry.status];
  const isRunning = entry.status === "in_progress";
  return (
    <>
      <Line
        name={entry.id}
        icon={icon}
        tone={tone}
        state={stateName(entry.status)}
        head={
          <>
            {verb} {!path && <span class="mono target">{undisguised(target)}</span>}
          </>
        }
        more={
          <>
            {path && <FileLink path={path} />}
            <Result entry={entry} />
          </>
        }
        aside={isRunning ? t("running") : entry.seconds === undefined ? undefined : duration(entry.seconds)}
      >
        <Details entry={entry} />
      </Line>
      {isRunning && entry.progress && <Output text={lastLines(entry.progress)} label={t("What it prints")} />}
    </>
  );
}

function stateName(status: ToolEntry["status"]): string {
  switch (status) {
    case "in_progress":
      return t("Running:");
    case "completed":
      return t("Done:");
    case "failed":
      return t("Failed:");
    case "stopped":
      return t("Stopped:");
  }
}

/** What came of it, in a few words. */
function Result({ entry }: { entry: ToolEntry }) {
  const { status, exitCode, output, diffs, call } = entry;
  const all = useMemo(() => counts(diffs.flatMap((diff) => lineDiff(diff.oldText ?? "", diff.newText))), [diffs]);
  if (status === "failed") {
    return <span class="result">{t("failed: {0}", shortened(output, 160))}</span>;
  }
  if (status === "stopped") {
    return <span class="result">{t("stopped")}</span>;
  }
  if (diffs.length) {
    return <Counts {...all} />;
  }
  if (exitCode) {
    return <span class="result warn">{t("exit code {0}", exitCode)}</span>;
  }
  const found = call.tool === "search_text" && status === "completed" ? placesIn(output) : 0;
  return found ? <span class="result">{found === 1 ? t("1 place") : t("{0} places", found)}</span> : null;
}

function Details({ entry }: { entry: ToolEntry }) {
  const { call, output, progress, diffs, exitCode, status } = entry;
  const input = inputText(call.rawInput);
  return (
    <>
      {input && diffs.length === 0 && !call.title.endsWith(input) && <Output text={input} label={t("Input")} />}
      {diffs.map(({ path, oldText, newText }) => (
        <div class="box" key={path}>
          <FileLink path={path} />
          <Diff lines={lineDiff(oldText ?? "", newText)} label={t("Changes in {0}", path)} />
        </div>
      ))}
      {(output || progress) && status !== "in_progress" && <Output text={output || progress} label={t("Result")} />}
      {exitCode !== undefined && <p class="dim">{t("Exit code {0}", exitCode)}</p>}
    </>
  );
}

/** A title such as "Read app/routes.py" in a verb and what it is about. */
function titleParts(call: ToolEntry["call"]): { verb: string; target: string; path?: string } {
  const path = call.locations?.[0]?.path;
  if (path && path !== "." && call.title.endsWith(` ${path}`)) {
    return { verb: call.title.slice(0, -path.length - 1), target: path, path };
  }
  const colon = call.title.indexOf(": ");
  const end = colon >= 0 ? colon + 1 : call.title.indexOf(" ");
  return end < 0
    ? { verb: call.title, target: "" }
    : { verb: call.title.slice(0, end), target: call.title.slice(end + 1) };
}

/** Arguments as text: a single one as it is, several by their names. */
export function inputText(input: Record<string, unknown>): string {
  const values = Object.entries(input);
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
  return values.length === 1
    ? text(values[0]?.[1])
    : values.map(([name, value]) => `${name}: ${text(value)}`).join("\n");
}

/** Lines of search_text that match begin with their number and a colon; those around them with a bar. */
const placesIn = (output: string) => output.match(/^ +\d+: /gm)?.length ?? 0;

const lastLines = (text: string) => text.trimEnd().split("\n").slice(-8).join("\n");
