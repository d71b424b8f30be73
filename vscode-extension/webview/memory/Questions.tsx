import type { MemoryQuestion } from "../../src/bridge";
import type { Choice } from "../../src/protocol";
import { t } from "../shared/l10n";
import { useAction } from "../shared/loader";
import { Problem } from "../shared/Problem";
import { useBridge, useHost } from "../shared/page";

interface QuestionsProps {
  questions: readonly MemoryQuestion[];
  /** The question is answered, or the user does not want to answer it. */
  onDone: (question: MemoryQuestion, how: "answered" | "put aside") => Promise<void>;
}

/** What only the user can say; none of it is used until then. */
export function Questions({ questions, onDone }: QuestionsProps) {
  if (questions.length === 0) {
    return null;
  }
  return (
    <section aria-label={t("For you to decide")}>
      <h2>{t("For you to decide")}</h2>
      {questions.map((question) => (
        <OneQuestion key={question.question} question={question} onDone={onDone} />
      ))}
    </section>
  );
}

function OneQuestion({ question, onDone }: { question: MemoryQuestion; onDone: QuestionsProps["onDone"] }) {
  const { busy, problem, run } = useAction();
  const answer = useAnswer(question);
  const choose = (choice: Choice) =>
    run(async () => {
      if (await answer(choice)) {
        await onDone(question, "answered");
      }
    });
  return (
    <fieldset class="question" aria-busy={busy}>
      <legend>
        <span aria-hidden="true">? </span>
        {question.question}
      </legend>
      <p class="dim">
        {question.everywhere
          ? t("It holds only in this folder until you say so.")
          : t("What was said is at odds, so none of it is used until you answer.")}
      </p>
      <div class="actions">
        {question.choices.map((choice) => (
          <button type="button" key={choice.id} onClick={() => choose(choice)}>
            {choice.text}
          </button>
        ))}
        <button type="button" class="link" onClick={() => run(() => onDone(question, "put aside"))}>
          {t("Put aside")}
        </button>
      </div>
      <Problem error={problem} />
    </fieldset>
  );
}

/** Returns what sends an answer, and says whether the user stood by it. */
function useAnswer({ choices, everywhere }: MemoryQuestion): (choice: Choice) => Promise<boolean> {
  const bridge = useBridge();
  const { root } = useHost();
  return async ({ id, text }) => {
    if (id !== null) {
      await bridge.call("journeyman/memory/update", everywhere ? { root, id, everywhere } : { root, id, text });
      return true;
    }
    if (everywhere) {
      return true;
    }
    const { confirmed } = await bridge.call("host/confirm", {
      message: t("Forget all of these?"),
      detail: choices.flatMap((choice) => (choice.id === null ? [] : `– ${choice.text}`)).join("\n"),
      action: t("Forget"),
    });
    for (const choice of confirmed ? choices : []) {
      if (choice.id !== null) {
        await bridge.call("journeyman/memory/forget", { root, id: choice.id });
      }
    }
    return confirmed;
  };
}
