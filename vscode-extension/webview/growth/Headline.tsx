import { signedPercent } from "../shared/figures";
import { certainChange, type Growth, type Kind } from "../shared/growth";
import { t } from "../shared/l10n";
import { compact } from "../shared/numbers";

/** What it all comes to. A number stands here only if it is more than chance may make it. */
export function Headline({ growth }: { growth: Growth }) {
  const { kinds, total } = growth;
  // The most frequent kind, not the one that flatters most.
  const certain = kinds.filter((kind) => changes(kind).length > 0);
  const first = certain[0];
  return (
    <div class="headline">
      {first ? (
        <p>
          {changes(first).map(({ share, text }) => (
            <span key={text} class="change">
              <b class={share < 0 ? "good" : "bad"}>{signedPercent(share)}</b> {text}
            </span>
          ))}
          <span>{t("with the skill for “{0}”", first.title)}</span>
        </p>
      ) : (
        total.tasks > 0 && <p>{t("Too little data to tell whether skills help.")}</p>
      )}
      {total.tasks > 0 && <p class="dim">{cost(growth)}</p>}
      {certain.length > 1 && (
        <p class="dim">{t("{0} of {1} kinds of tasks certainly differ with a skill.", certain.length, kinds.length)}</p>
      )}
    </div>
  );
}

function changes(kind: Kind): { share: number; text: string }[] {
  return [
    { share: certainChange(kind, "tokens"), text: t("tokens") },
    { share: certainChange(kind, "steps"), text: t("steps") },
  ].flatMap(({ share, text }) => (share === undefined ? [] : [{ share, text }]));
}

function cost({ total, learning }: Growth): string {
  const spent = learning.promptTokens + learning.completionTokens;
  if (total.savedTokens === null) {
    return t("Learning itself has cost {0} tokens; what that saves cannot be said yet.", compact(spent));
  }
  // The server has taken off what learning cost.
  const saved = total.savedTokens + spent;
  return saved >= 0
    ? t("Learning itself has cost {0} tokens; it has saved {1}.", compact(spent), compact(saved))
    : t("Learning itself has cost {0} tokens, and tasks with skills {1} more.", compact(spent), compact(-saved));
}
