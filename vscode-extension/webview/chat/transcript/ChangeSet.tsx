/** What a turn has changed, to be accepted or rejected file by file and hunk by hunk. */
import { useEffect, useState } from "preact/hooks";
import type { FileDiff } from "../../../src/protocol";
import { Counts, Diff } from "../../shared/diff";
import { t } from "../../shared/l10n";
import { counts, hunkLines } from "../../shared/lineDiff";
import { Failure, useCall, useKept, useShared } from "./context";
import type { ChangesEntry } from "./entries";
import { FileLink } from "./parts";

type ChangeSet = ChangesEntry["changeSet"];
type Hunk = FileDiff["hunks"][number];

export function ChangeSetCard({ entry }: { entry: ChangesEntry }) {
  const { changeSet } = entry;
  const { bridge, sessionId } = useShared().actions;
  const { diffs, error } = useDiffs(changeSet, entry.version);
  const resolve = useResolve(changeSet);
  const { changeSetId, files, origin } = changeSet;
  if (!files.length) {
    return null;
  }
  const pending = files.reduce((sum, file) => sum + file.pending, 0);
  const title =
    origin === "restore"
      ? t("Gone back")
      : files.length === 1
        ? t("1 file changed")
        : t("{0} files changed", files.length);
  return (
    <section class="card changes" aria-label={title}>
      <header>
        <span class="title">{title}</span>
        <span class="aside dim">{decisions(files)}</span>
      </header>
      {files.map((file) => (
        <FileRow key={file.path} entry={entry} file={file} diff={diffs?.find(({ path }) => path === file.path)} />
      ))}
      <div class="buttons">
        {pending > 0 && (
          <>
            <button type="button" class="primary" aria-disabled={resolve.busy} onClick={() => resolve.run("accept")}>
              {t("Accept all")}
            </button>
            <button type="button" aria-disabled={resolve.busy} onClick={() => resolve.run("reject")}>
              {t("Reject all")}
            </button>
          </>
        )}
        <button
          type="button"
          class="link"
          onClick={() => resolve.open(() => bridge.call("host/openDiff", { sessionId, changeSetId }))}
        >
          {t("Review")}
        </button>
      </div>
      <Failure error={resolve.error ?? error} />
    </section>
  );
}

function FileRow({
  entry,
  file,
  diff,
}: {
  entry: ChangesEntry;
  file: ChangeSet["files"][number];
  diff: FileDiff | undefined;
}) {
  const [isOpen, setOpen] = useKept(`file ${entry.id} ${file.path}`, false);
  const all = diff && counts(diff.hunks.flatMap((hunk) => hunkLines(diff.oldText ?? "", diff.newText ?? "", hunk)));
  return (
    <div class="file">
      <div class="file-line">
        <button
          type="button"
          class="plain"
          aria-expanded={isOpen}
          aria-label={t("Changes in {0}", file.path)}
          onClick={() => setOpen(!isOpen)}
        >
          <span class="twist" aria-hidden="true">
            {isOpen ? "▾" : "▸"}
          </span>
        </button>
        <FileLink path={file.path} />
        {file.status !== "modified" && <span class="dim">{statusName(file.status)}</span>}
        {all && <Counts {...all} />}
        <span class="aside dim">{decisions([file])}</span>
      </div>
      {isOpen && !file.restorable && (
        <p class="dim">{t("Its content was not kept, so that nothing of it can be taken back.")}</p>
      )}
      {isOpen &&
        diff?.hunks.map((hunk) => <HunkView key={hunk.hunkId} changeSet={entry.changeSet} diff={diff} hunk={hunk} />)}
    </div>
  );
}

function HunkView({ changeSet, diff, hunk }: { changeSet: ChangeSet; diff: FileDiff; hunk: Hunk }) {
  const { run, busy, error } = useResolve(changeSet);
  const lines = hunkLines(diff.oldText ?? "", diff.newText ?? "", hunk);
  const where = t("line {0}", hunk.newStart);
  return (
    <div class="hunk">
      {lines.length > 0 && hunk.scope !== "mode" ? (
        <Diff lines={lines} label={t("Changes in {0}, {1}", diff.path, where)} />
      ) : (
        <p class="dim">{hunk.scope === "mode" ? t("Its permissions changed.") : t("It cannot be shown as text.")}</p>
      )}
      <div class="buttons">
        {hunk.state === "pending" ? (
          <>
            <button
              type="button"
              aria-disabled={busy}
              aria-label={t("Accept {0}", where)}
              onClick={() => run("accept", hunk)}
            >
              {t("Accept")}
            </button>
            <button
              type="button"
              aria-disabled={busy}
              aria-label={t("Reject {0}", where)}
              onClick={() => run("reject", hunk)}
            >
              {t("Reject")}
            </button>
          </>
        ) : (
          <span class="dim">{hunk.state === "accepted" ? `✓ ${t("Accepted")}` : `⊘ ${t("Rejected")}`}</span>
        )}
        {hunk.state === "pending" && hunk.problem && <span class="dim">{hunk.problem}</span>}
      </div>
      <Failure error={error} />
    </div>
  );
}

/** What the files are and were; asked for anew when the change set is another one. */
function useDiffs(
  { changeSetId, files }: ChangeSet,
  version: number,
): { diffs?: FileDiff[]; error?: { message: string } } {
  const { bridge, sessionId } = useShared().actions;
  const [state, setState] = useState<{ diffs?: FileDiff[]; error?: { message: string } }>({});
  useEffect(() => {
    const abort = new AbortController();
    if (files.length) {
      bridge.call("journeyman/changes/diff", { sessionId, changeSetId }, abort.signal).then(
        ({ files: diffs }) => !abort.signal.aborted && setState({ diffs }),
        (error) => !abort.signal.aborted && setState((before) => ({ ...before, error })),
      );
    }
    return () => abort.abort();
  }, [bridge, sessionId, changeSetId, version]);
  return state;
}

/** Decides about one hunk, or all that are pending; those that stay as they are say why. */
function useResolve({ changeSetId }: ChangeSet) {
  const { bridge, sessionId } = useShared().actions;
  const { run: open, busy, error } = useCall();
  const run = (action: "accept" | "reject", hunk?: Hunk) =>
    open(async () => {
      const hunkIds = hunk ? { hunkIds: [hunk.hunkId] } : {};
      const { failed } = await bridge.call("journeyman/changes/resolve", {
        sessionId,
        changeSetId,
        action,
        ...hunkIds,
      });
      if (failed.length) {
        throw new Error([...new Set(failed.map(({ reason }) => reason))].join("\n"));
      }
    });
  return { run, open, busy, error };
}

function decisions(files: ChangeSet["files"]): string {
  const sum = (what: "pending" | "accepted" | "rejected") => files.reduce((total, file) => total + file[what], 0);
  const [pending, accepted, rejected] = [sum("pending"), sum("accepted"), sum("rejected")];
  return [
    pending && t("{0} to decide", pending),
    accepted && t("✓ {0} accepted", accepted),
    rejected && t("⊘ {0} rejected", rejected),
  ]
    .filter(Boolean)
    .join(" · ");
}

const statusName = (status: string) => (status === "created" ? t("new") : status === "deleted" ? t("deleted") : status);
