import { type ComponentChildren, Fragment } from "preact";
import type { MemoryQuestion } from "../../src/bridge";
import type { Memory } from "../../src/protocol";
import { t } from "../shared/l10n";
import { grouped as withGroups } from "../shared/numbers";
import { useBridge, useHost } from "../shared/page";
import { toggled, useRemembered } from "../shared/remembered";
import { Section } from "../shared/Section";
import { grouped, type Known, openQuestions, PLACES, titleOf, toldText } from "./memories";
import { Questions } from "./Questions";
import { Add, Toolbar } from "./Toolbar";

interface OverviewProps {
  known: Known;
  /** The memories that are unfolded: a section that holds one is not folded. */
  shown: readonly string[];
  item: (memory: Memory) => ComponentChildren;
  onAdded: (id: string) => void;
  onChanged: () => void;
}

const FRESH = {
  folded: ["superseded", "retired"] as string[],
  /** Memories that the user does not want to be asked about. */
  aside: [] as string[],
};

/** Everything that is remembered, with what the user has to decide first. */
export function Overview({ known, shown, item, onAdded, onChanged }: OverviewProps) {
  const bridge = useBridge();
  const { root } = useHost();
  const [view, change] = useRemembered(FRESH);
  const questions = openQuestions(known.questions, known.memories, view.aside);
  const groups = grouped(known.memories, toldText(known.profile), questions);

  const keep = async (questions: MemoryQuestion[]) => {
    await bridge.call("host/keepQuestions", { root, questions });
    onChanged();
  };
  const done = async (question: MemoryQuestion, how: "answered" | "put aside") => {
    if (how === "put aside") {
      change({ aside: [...view.aside, ...question.choices.flatMap(({ id }) => id ?? [])] });
    }
    await keep(known.questions.filter((one) => one.question !== question.question));
  };
  return (
    <>
      <Questions questions={questions} onDone={done} />
      <Add onAdded={onAdded} />
      {known.memories.length === 0 && <Nothing />}
      {PLACES.map((place) => (
        <Fragment key={place}>
          <Section
            title={titleOf(place)}
            items={groups[place]}
            folded={view.folded.includes(place) && !groups[place].some(({ id }) => shown.includes(id))}
            onFold={() => change({ folded: toggled(view.folded, place) })}
          >
            {item}
          </Section>
          {place === "told" && <Profile known={known} />}
        </Fragment>
      ))}
      <Toolbar onQuestions={(more) => keep([...known.questions, ...more])} onChanged={onChanged} />
    </>
  );
}

/** What every session that begins now is told, as it is told. */
function Profile({ known: { profile } }: { known: Known }) {
  const [view, change] = useRemembered({ showsProfile: false });
  const text = toldText(profile);
  return text ? (
    <div class="profile">
      <button
        type="button"
        class="link"
        aria-expanded={view.showsProfile}
        onClick={() => change({ showsProfile: !view.showsProfile })}
      >
        {t("Word for word, {0} tokens", withGroups(profile.tokens))}
      </button>
      {view.showsProfile && <pre>{text}</pre>}
    </div>
  ) : null;
}

function Nothing() {
  return (
    <p class="nothing">
      {t("Nothing is remembered yet. What you say in passing, correct and commit is noted, with its evidence.")}
    </p>
  );
}
