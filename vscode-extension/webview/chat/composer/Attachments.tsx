import { t } from "../../shared/l10n";
import type { Chat } from "../chat";
import { mentions, without } from "./words";

/** What goes with the prompt: what it points at, and images. */
export function Attachments({ chat }: { chat: Chat }) {
  const { text, images } = chat.draft;
  const words = mentions(text);
  if (words.length + images.length === 0) {
    return null;
  }
  return (
    <ul class="attachments" aria-label={t("Goes with the prompt")}>
      {words.map((word) => (
        <li key={word.text} class="chip">
          <span>{word.text}</span>
          <button
            class="quiet"
            aria-label={t("Remove {0}", word.text)}
            onClick={() => {
              chat.write({ text: without(text, word) });
              chat.focus();
            }}
          >
            ×
          </button>
        </li>
      ))}
      {images.map((image, index) => (
        <li key={image.data} class="thumbnail">
          <img src={`data:${image.mimeType};base64,${image.data}`} alt={t("Image {0}", index + 1)} />
          <button
            class="quiet"
            aria-label={t("Remove image {0}", index + 1)}
            onClick={() => {
              chat.write({ images: images.filter((other) => other !== image) });
              chat.focus();
            }}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}
