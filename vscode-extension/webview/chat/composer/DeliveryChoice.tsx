import { t } from "../../shared/l10n";
import type { Chat } from "../chat";

/** What Enter does while a turn runs. */
export function DeliveryChoice({ chat }: { chat: Chat }) {
  const choices = [
    { value: "steer", name: t("Steer"), title: t("The running turn reads it before its next step") },
    { value: "queue", name: t("Queue"), title: t("It waits for the end of the running turn") },
  ] as const;
  return (
    <fieldset class="segments">
      <legend class="aloud">{t("While it works, Enter will")}</legend>
      {choices.map(({ value, name, title }) => (
        <label key={value} title={title} class={chat.delivery === value ? "chosen" : ""}>
          <input
            type="radio"
            name="delivery"
            class="aloud"
            checked={chat.delivery === value}
            onChange={() => chat.setDelivery(value)}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
