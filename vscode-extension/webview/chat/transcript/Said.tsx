/** What the user and the model say. */
import { Component } from "preact";
import { useRef } from "preact/hooks";
import { t } from "../../shared/l10n";
import { followed } from "../../shared/links";
import "../../shared/markdown.css";
import "./said.css";
import { type Block, GrowingMarkdown } from "../../shared/markdown";
import { duration } from "../../shared/time";
import { Failure, useCall, useShared } from "./context";
import type { SpokenEntry, UserEntry } from "./entries";
import { CopyButton, IconButton, Line } from "./parts";

export function UserMessage({ entry }: { entry: UserEntry }) {
  const { actions } = useShared();
  return (
    <article class="user" aria-label={t("You")}>
      <div class="words">{entry.text}</div>
      {entry.images.map(({ mimeType, data }, index) => (
        <img key={index} src={`data:${mimeType};base64,${data}`} alt={t("Image {0}", index + 1)} />
      ))}
      <div class="tools">
        <IconButton icon="edit" label={t("Edit and send again")} onClick={() => actions.edit(entry)} />
        <CopyButton label={t("Copy message")} text={() => entry.text} />
      </div>
    </article>
  );
}

export function Answer({ entry }: { entry: SpokenEntry }) {
  return (
    <article class="answer" aria-label={t("Journeyman")} aria-busy={!entry.done}>
      <Markdown text={entry.text} />
    </article>
  );
}

export function Thought({ entry }: { entry: SpokenEntry }) {
  const time = entry.seconds === undefined ? undefined : duration(entry.seconds);
  return (
    <Line
      name={entry.id}
      icon="∴"
      head={<span class="dim">{entry.done ? t("Thought") : t("Thinking…")}</span>}
      aside={time}
    >
      <div class="thought">
        <Markdown text={entry.text} />
      </div>
    </Line>
  );
}

/** A text that may grow: only blocks that have changed are drawn again. */
export function Markdown({ text }: { text: string }) {
  const { actions } = useShared();
  const { run, error } = useCall();
  const growing = useRef<GrowingMarkdown>(undefined);
  growing.current ??= new GrowingMarkdown();
  const clicked = (event: Event) => {
    const call = followed(event, actions.bridge, actions.root);
    if (call) {
      run(call);
    }
  };
  return (
    <>
      {/* biome-ignore lint/a11y: the links and buttons in it are focusable and send clicks for keys. */}
      <div class="markdown" onClick={clicked}>
        {growing.current.read(text).map((block, index) => (
          <MarkdownBlock key={index} block={block} />
        ))}
      </div>
      <Failure error={error} />
    </>
  );
}

/** The HTML is safe: markdown.ts lets none of others through. */
class MarkdownBlock extends Component<{ block: Block }> {
  override shouldComponentUpdate({ block }: { block: Block }): boolean {
    return block !== this.props.block;
  }

  override render() {
    const { block } = this.props;
    return "html" in block ? (
      <div dangerouslySetInnerHTML={{ __html: block.html }} />
    ) : (
      <div class="as-is">{block.text}</div>
    );
  }
}
