/** Small things that several entries are made of. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../../shared/l10n";
import { undisguised } from "../../shared/undisguised";
import { Failure, useCall, useKept, useShared } from "./context";
import { Icon, type IconName } from "./icons";

/** One line: a sign, what it is about, and what stands at its end; the rest unfolds. */
export function Line(props: {
  /** Unique in the transcript, for what is unfolded. */
  name: string;
  icon: string;
  tone?: "good" | "bad" | "warn" | "";
  /** What the icon means, where the words do not say it. */
  state?: string;
  head: ComponentChildren;
  /** Beside the button, such as links. */
  more?: ComponentChildren;
  aside?: ComponentChildren;
  children?: ComponentChildren;
}) {
  const [isOpen, setOpen] = useKept(`open ${props.name}`, false);
  const id = useId();
  const sign = (
    <span class={`icon ${props.tone ?? ""}`} aria-hidden="true">
      {props.icon}
    </span>
  );
  const state = props.state && <span class="aloud">{props.state}</span>;
  return (
    <div class="line">
      <span class="main">
        {props.children ? (
          <button
            type="button"
            class="plain head"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            {sign}
            {state}
            <span>{props.head}</span>
          </button>
        ) : (
          <span class="head">
            {sign}
            {state}
            <span>{props.head}</span>
          </span>
        )}
        {props.more && <span class="more">{props.more}</span>}
      </span>
      {props.aside && <span class="aside">{props.aside}</span>}
      {props.children && isOpen && (
        <div class="details" id={id}>
          {props.children}
        </div>
      )}
    </div>
  );
}

/** Opens a file of the folder. */
export function FileLink({ path }: { path: string }) {
  const { bridge, root } = useShared().actions;
  return (
    <CallLink class="mono" title={t("Open {0}", path)} call={() => bridge.call("host/openFile", { root, path })}>
      {path}
    </CallLink>
  );
}

/** A button that looks like a link, and says what went wrong. */
export function CallLink(props: {
  call: () => Promise<unknown>;
  title: string;
  class?: string;
  children: ComponentChildren;
}) {
  const { run, error } = useCall();
  return (
    <>
      <button type="button" class={`link ${props.class ?? ""}`} title={props.title} onClick={() => run(props.call)}>
        {props.children}
      </button>
      <Failure error={error} />
    </>
  );
}

export function CopyButton({ text, label }: { text: () => string; label: string }) {
  const { bridge } = useShared().actions;
  const { run, error } = useCall();
  return (
    <>
      <IconButton icon="copy" label={label} onClick={() => run(() => bridge.call("host/copy", { text: text() }))} />
      <Failure error={error} />
    </>
  );
}

export function IconButton(props: { icon: IconName; label: string; pressed?: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      class="plain small"
      title={props.label}
      aria-label={props.label}
      aria-pressed={props.pressed}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}

/** A sentence of the server, in which backticks enclose code. */
export function Sentence({ text }: { text: string }) {
  return <>{text.split("`").map((part, index) => (index % 2 ? <code key={index}>{part}</code> : part))}</>;
}

/** Text as it is, in a box that scrolls. */
export function Output({ text, label }: { text: string; label: string }) {
  return (
    <figure class="output" aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
      <pre tabIndex={0}>{undisguised(text)}</pre>
    </figure>
  );
}

/** The first line of a text, cut where it is too long. */
export function shortened(text: string, length: number): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
