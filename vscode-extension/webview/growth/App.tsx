import { useEffect } from "preact/hooks";
import { useShown } from "../shared/focus";
import { type Kind, toGrowth } from "../shared/growth";
import { t } from "../shared/l10n";
import { useChanges, useLoaded } from "../shared/loader";
import { Problem } from "../shared/Problem";
import { useBridge, useHost } from "../shared/page";
import { toggled, useRemembered, useScroll } from "../shared/remembered";
import { Section } from "../shared/Section";
import { Headline } from "./Headline";
import { KindItem } from "./KindItem";

/** Unfolded from the start: the most frequent. */
const FIRST_OPEN = 2;

export function App() {
  const bridge = useBridge();
  const { root } = useHost();
  const [view, change] = useRemembered<{ turned: string[]; asTables: boolean }>({ turned: [], asTables: false });
  const loaded = useLoaded(async () => toGrowth(await bridge.call("journeyman/growth/summary", { root })), root);
  // What is known about a skill changes when a task with it has its outcome.
  useChanges(["journeyman/skill/didChange"], loaded.reload);
  useScroll(loaded.value !== undefined);
  const show = useShown(loaded.value !== undefined);
  const kinds = loaded.value?.kinds ?? [];
  const isOpen = ({ kind }: Kind) =>
    kinds.findIndex((one) => one.kind === kind) < FIRST_OPEN !== view.turned.includes(kind);

  useEffect(
    () =>
      bridge.on("host/do", (wanted) => {
        if (wanted.action === "show") {
          const kind = kinds.find((one) => one.kind === wanted.id);
          change(kind && !isOpen(kind) ? { turned: toggled(view.turned, kind.kind) } : {});
          show(wanted.id);
        }
      }),
    [bridge, kinds, view],
  );

  const growth = loaded.value;
  if (!growth) {
    return loaded.problem ? (
      <Problem error={loaded.problem} retry={loaded.reload} />
    ) : (
      <p class="nothing">{t("Reading how tasks went…")}</p>
    );
  }
  return (
    <>
      <Problem error={loaded.problem} retry={loaded.reload} />
      <Headline growth={growth} />
      <Section title={t("Kinds of tasks")} items={kinds}>
        {(kind) => (
          <KindItem
            key={kind.kind}
            kind={kind}
            confidence={growth.confidence}
            asTables={view.asTables}
            open={isOpen(kind)}
            onToggle={() => change({ turned: toggled(view.turned, kind.kind) })}
          />
        )}
      </Section>
      {growth.note && <p class="nothing">{growth.note}</p>}
      {kinds.length > 0 && (
        <div class="bar">
          <button type="button" aria-pressed={view.asTables} onClick={() => change({ asTables: !view.asTables })}>
            {t("Show as tables")}
          </button>
          <button type="button" onClick={loaded.reload}>
            {t("Refresh")}
          </button>
        </div>
      )}
    </>
  );
}
