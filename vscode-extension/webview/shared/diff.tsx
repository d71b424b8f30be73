import { useState } from "preact/hooks";
import "./diff.css";
import { t } from "./l10n";
import type { DiffLine } from "./lineDiff";
import { grouped } from "./numbers";
import { undisguised } from "./undisguised";

const MAX_LINES = 200;
const CLASSES = { "+": "added", "-": "removed", " ": "same", "…": "gap" } as const;

/** Lines that were added and removed. The signs are read aloud, and colours only go with them. */
export function Diff({ lines, label }: { lines: readonly DiffLine[]; label: string }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? lines : lines.slice(0, MAX_LINES);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <figure class="diff mono" aria-label={label} tabIndex={0}>
      <div class="diff-lines">
        {shown.map(({ sign, text }, index) => (
          <div class={CLASSES[sign]} key={index}>{`${sign} ${undisguised(text)}`}</div>
        ))}
      </div>
      {shown.length < lines.length && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          {t("Show {0} more lines", grouped(lines.length - shown.length))}
        </button>
      )}
    </figure>
  );
}

/** How much was added and removed, such as "+6 −1". */
export function Counts({ added, removed }: { added: number; removed: number }) {
  return (
    <span class="counts" role="img" aria-label={t("{0} lines added, {1} removed", added, removed)}>
      {added > 0 && <span class="added">+{grouped(added)}</span>}
      {removed > 0 && <span class="removed">−{grouped(removed)}</span>}
    </span>
  );
}
