import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { CallError } from "../../shared/bridge";
import { t } from "../../shared/l10n";
import { useChanges } from "../changes";
import type { Chat } from "../chat";
import { Meter } from "../meter/Meter";
import { Attachments } from "./Attachments";
import { DeliveryChoice } from "./DeliveryChoice";
import { droppedFiles } from "./drops";
import { Earlier } from "./earlier";
import { Options } from "./Options";
import { Suggestions, suggestionId } from "./Suggestions";

/** Where the user writes. */
export function Composer({ chat }: { chat: Chat }) {
  const { completion, drafts } = chat;
  useChanges(chat, chat.conversation, chat.store, completion, drafts);
  return (
    <section
      class="composer"
      aria-label={t("Prompt")}
      data-region
      onDragOver={allowDrop}
      onDrop={(event) => drop(chat, event)}
    >
      <Suggestions chat={chat} />
      {chat.edited && (
        <p class="editing">
          <span>{t("You are changing an earlier message. What came after it will be forgotten.")}</span>
          <button onClick={() => chat.edit(undefined)}>{t("Cancel")}</button>
        </p>
      )}
      <Box chat={chat} />
      <Attachments chat={chat} />
      <Meter chat={chat} />
      <div class="controls">
        <button
          class="quiet"
          title={t("Point at a file, a symbol, problems and so on")}
          onClick={() => chat.begin("@")}
        >
          @
        </button>
        <button class="quiet" title={t("Commands and skills")} onClick={() => chat.begin("/")}>
          /
        </button>
        <Options chat={chat} />
        <div class="send">
          {chat.isRunning && <DeliveryChoice chat={chat} />}
          <Buttons chat={chat} />
        </div>
      </div>
    </section>
  );
}

function Buttons({ chat }: { chat: Chat }) {
  const { isRunning, delivery } = chat;
  const isEmpty = !chat.draft.text.trim();
  const title = !isRunning ? t("Send (Enter)") : delivery === "steer" ? t("Steer (Enter)") : t("Queue (Enter)");
  return (
    <>
      {(!isRunning || !isEmpty) && (
        <button
          class="primary"
          title={title}
          disabled={isEmpty || chat.isSending}
          onClick={() => chat.send(isRunning ? delivery : "send")}
        >
          {t("Send")}
        </button>
      )}
      {isRunning && (
        <button class={isEmpty ? "primary" : ""} title={t("Stop (Escape)")} onClick={() => chat.stop()}>
          {t("Stop")}
        </button>
      )}
    </>
  );
}

function Box({ chat }: { chat: Chat }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const earlier = useMemo(() => new Earlier(), [chat.sessionId]);
  const { completion, draft } = chat;
  useGrowth(box, draft.text);
  useCaret(box, chat);
  const look = (element: HTMLTextAreaElement) => void completion.look(chat, element.value, element.selectionStart);
  return (
    <textarea
      ref={box}
      rows={2}
      value={draft.text}
      readOnly={chat.isSending}
      placeholder={
        chat.isRunning
          ? t("Say something while it works…")
          : t("What should be done? @ points at something, / gives a command")
      }
      aria-label={t("Prompt")}
      aria-keyshortcuts="Enter"
      aria-autocomplete="list"
      aria-controls="suggestions"
      aria-activedescendant={completion.isOpen ? suggestionId(completion.active) : undefined}
      onInput={({ currentTarget }) => {
        earlier.leave();
        chat.write({ text: currentTarget.value });
        look(currentTarget);
      }}
      onKeyDown={(event) => pressed(chat, earlier, event)}
      onPaste={(event) => paste(chat, event)}
      onBlur={() => completion.close()}
    />
  );
}

type Key = KeyboardEvent & { currentTarget: HTMLTextAreaElement };

function pressed(chat: Chat, earlier: Earlier, event: Key): void {
  // Enter ends the composition of a character then, and arrows choose one.
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  if (inSuggestions(chat, event) || inEarlier(chat, earlier, event)) {
    event.preventDefault();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    void chat.send(chat.isRunning ? chat.delivery : "send");
  } else if (event.key === "Escape" && chat.isRunning) {
    event.preventDefault();
    void chat.stop();
  }
}

/** Keys of the open list; returns whether this was one. */
function inSuggestions({ completion, accept }: Chat, { key, shiftKey }: Key): boolean {
  if (!completion.isOpen || shiftKey) {
    return false;
  }
  if (key === "ArrowDown" || key === "ArrowUp") {
    completion.move(key === "ArrowDown" ? 1 : -1);
  } else if (key === "Enter" || key === "Tab") {
    accept();
  } else if (key === "Escape") {
    completion.close();
  } else {
    return false;
  }
  return true;
}

/** Up at the very beginning walks through earlier prompts; returns whether the key was one of the walk. */
function inEarlier(chat: Chat, earlier: Earlier, { key, shiftKey, currentTarget }: Key): boolean {
  const isAtStart = currentTarget.selectionEnd === 0;
  let text: string | undefined;
  if (key === "ArrowUp" && !shiftKey && (earlier.isWalking || isAtStart)) {
    text = earlier.older(chat.prompts, chat.draft.text);
  } else if (key === "ArrowDown" && !shiftKey && earlier.isWalking) {
    text = earlier.newer(chat.prompts);
  } else if (key.startsWith("Arrow")) {
    earlier.leave();
  }
  if (text !== undefined) {
    chat.write({ text });
  }
  return text !== undefined;
}

function paste(chat: Chat, event: ClipboardEvent): void {
  const files = [...(event.clipboardData?.files ?? [])];
  // Office programs put a picture of the text beside the text.
  if (files.length > 0 && !event.clipboardData?.getData("text/plain")) {
    event.preventDefault();
    void chat.addImages(files);
  }
}

function allowDrop(event: DragEvent): void {
  event.preventDefault();
}

function drop(chat: Chat, event: DragEvent): void {
  event.preventDefault();
  if (!event.dataTransfer) {
    return;
  }
  const { mentions, outside } = droppedFiles(event.dataTransfer, chat.root);
  if (mentions.length > 0) {
    chat.drafts.add(chat.sessionId, `${mentions.join(" ")} `);
  }
  if (mentions.length + outside.length === 0 && event.dataTransfer.files.length > 0) {
    void chat.addImages([...event.dataTransfer.files]);
  }
  if (outside.length > 0) {
    chat.complain(new CallError({ message: t("{0} is outside this folder, so it was left out.", outside.join(", ")) }));
  }
  chat.focus();
}

/** As high as its text, up to what the style sheet allows. */
function useGrowth(box: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    if (box.current) {
      box.current.style.height = "auto";
      box.current.style.height = `${box.current.scrollHeight + 2}px`;
    }
  }, [text]);
}

/** Puts the focus into the box where somebody wants it there, and the caret behind what was put in. */
function useCaret(box: { current: HTMLTextAreaElement | null }, chat: Chat): void {
  useLayoutEffect(() => {
    if (chat.focusWanted > 0) {
      box.current?.focus();
    }
    if (chat.caret !== undefined) {
      box.current?.setSelectionRange(chat.caret, chat.caret);
      chat.caret = undefined;
    }
  }, [chat.focusWanted]);
}
