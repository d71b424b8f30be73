/** What waits for the user: permissions and questions. One line each once they are answered. */
import type { ComponentChildren } from "preact";
import { Diff } from "../../shared/diff";
import { t } from "../../shared/l10n";
import { lineDiff } from "../../shared/lineDiff";
import { undisguised } from "../../shared/undisguised";
import { Failure, useCall, useKept, useShared } from "./context";
import type { PermissionEntry, QuestionEntry } from "./entries";
import { keyName } from "./keys";
import { Line, Output, Sentence } from "./parts";
import { inputText } from "./ToolCall";

type Option = PermissionEntry["pending"]["options"][number];

export function Permission({ entry }: { entry: PermissionEntry }) {
  const { pending, optionId } = entry;
  const { actions } = useShared();
  const { run, busy, error } = useCall();
  const [feedback, setFeedback] = useKept(`feedback ${entry.id}`, "");
  if (optionId !== undefined) {
    return <ResolvedPermission entry={entry} />;
  }
  const answer = (option: Option) =>
    run(() =>
      actions.bridge.call("journeyman/permission/resolve", {
        sessionId: actions.sessionId,
        permissionId: pending.permissionId,
        optionId: option.optionId,
        ...(option.kind === "reject_once" && feedback.trim() ? { feedback: feedback.trim() } : {}),
      }),
    );
  const refusal = pending.options.find(({ kind }) => kind === "reject_once");
  return (
    <Card icon="▲" title={pending.title} label={t("Permission needed: {0}", pending.title)} isCode>
      <Request entry={entry} />
      <div class="buttons">
        {pending.options.map((option) => (
          <button
            type="button"
            key={option.optionId}
            data-answer={option.kind}
            class={option.kind === "allow_once" ? "primary" : ""}
            aria-disabled={busy}
            title={option.name}
            onClick={() => answer(option)}
          >
            <OptionName option={option} rule={pending.rule} />
          </button>
        ))}
        <span class="keys dim" aria-hidden="true">
          {keyName("allow")} · {keyName("deny")}
        </span>
      </div>
      {refusal && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            answer(refusal);
          }}
        >
          <input
            value={feedback}
            aria-label={t("What to do instead; it goes with Deny")}
            placeholder={t("What to do instead (with Deny)")}
            onInput={(event) => setFeedback(event.currentTarget.value)}
          />
        </form>
      )}
      <p class="reason dim">
        <Sentence text={t("Asked because: {0}", pending.reason)} />
      </p>
      <Failure error={error} />
    </Card>
  );
}

function OptionName({ option, rule }: { option: Option; rule: string | undefined }) {
  switch (option.kind) {
    case "allow_once":
      return <>{t("Allow")}</>;
    case "allow_always":
      return (
        <>
          {t("Always allow")} <span class="mono">{undisguised(rule ?? "")}</span>
        </>
      );
    case "reject_once":
      return <>{t("Deny")}</>;
    default:
      return <>{(option as Option).name}</>;
  }
}

/** What would be done: the change for edits, else the arguments. */
function Request({ entry }: { entry: PermissionEntry }) {
  const input = entry.pending.rawInput;
  const edits = Array.isArray(input.edits) ? input.edits : [];
  const lines = edits.flatMap((edit: { old?: unknown; new?: unknown } | null) =>
    typeof edit?.old === "string" && typeof edit.new === "string" ? lineDiff(edit.old, edit.new) : [],
  );
  if (lines.length) {
    return <Diff lines={lines} label={t("What would change")} />;
  }
  if (typeof input.content === "string" && typeof input.path === "string") {
    return <Diff lines={lineDiff("", input.content)} label={t("What would be written")} />;
  }
  const text = inputText(input);
  return text && !entry.pending.title.endsWith(text) ? <Output text={text} label={t("Input")} /> : null;
}

function ResolvedPermission({ entry: { id, pending, optionId } }: { entry: PermissionEntry }) {
  const kind = pending.options.find((option) => option.optionId === optionId)?.kind;
  const [icon, words] =
    kind === "allow_once"
      ? ["◇", t("Allowed once")]
      : kind === "allow_always"
        ? ["◆", t("Always allowed: {0}", pending.rule ?? "")]
        : kind === "reject_once"
          ? ["⊘", t("Denied: {0}", pending.title)]
          : ["⊘", t("Not answered: {0}", pending.title)];
  return (
    <Line name={id} icon={icon} head={<span class="dim">{words}</span>}>
      <p class="dim">
        <Sentence text={t("Asked because: {0}", pending.reason)} />
      </p>
    </Line>
  );
}

export function Question({ entry }: { entry: QuestionEntry }) {
  const { actions } = useShared();
  const { run, busy, error } = useCall();
  const [text, setText] = useKept(`answer ${entry.id}`, "");
  const { question, questionId, choices } = entry.pending;
  if (entry.answer !== undefined) {
    const words = entry.answer === null ? t("No answer: the agent decided") : entry.answer;
    return <Line name={entry.id} icon="?" head={<span class="dim">{question}</span>} more={<span>{words}</span>} />;
  }
  const { sessionId, bridge } = actions;
  const answer = (words?: string) =>
    run(() =>
      bridge.call("journeyman/question/resolve", {
        sessionId,
        questionId,
        ...(words === undefined ? {} : { answer: words }),
      }),
    );
  return (
    <Card icon="?" title={question} label={t("Question: {0}", question)}>
      <div class="buttons">
        {choices.map((choice) => (
          <button type="button" key={choice} aria-disabled={busy} onClick={() => answer(choice)}>
            {choice}
          </button>
        ))}
        <button type="button" class="link" aria-disabled={busy} onClick={() => answer()}>
          {t("Decide yourself")}
        </button>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) {
            answer(text.trim());
          }
        }}
      >
        <input
          value={text}
          aria-label={t("Your answer")}
          placeholder={choices.length ? t("Or in your own words") : t("Your answer")}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="primary" aria-disabled={busy || !text.trim()}>
          {t("Answer")}
        </button>
      </form>
      <Failure error={error} />
    </Card>
  );
}

function Card(props: { icon: string; title: string; label: string; isCode?: boolean; children: ComponentChildren }) {
  return (
    <section class="card asked" aria-label={props.label}>
      <header>
        <span class="icon warn" aria-hidden="true">
          {props.icon}
        </span>
        <span class={props.isCode ? "mono title" : "title"}>{undisguised(props.title)}</span>
      </header>
      {props.children}
    </section>
  );
}
