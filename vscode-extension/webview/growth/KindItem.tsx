import { signedPercent } from "../shared/figures";
import { certainChange, type Kind } from "../shared/growth";
import { t } from "../shared/l10n";
import { useLoaded } from "../shared/loader";
import { useBridge, useHost } from "../shared/page";
import { Item } from "../shared/Section";
import { Comparison } from "./Comparison";
import { Tables } from "./Tables";
import { Legend, TimePlot } from "./TimePlot";

interface KindProps {
  kind: Kind;
  confidence: number;
  asTables: boolean;
}

export function KindItem({ open, onToggle, ...props }: KindProps & { open: boolean; onToggle: () => void }) {
  const { kind } = props;
  const count = kind.points.length === 1 ? t("1 task") : t("{0} tasks", kind.points.length);
  const head = (
    <>
      <span class="name">{kind.title}</span>
      <span class="aside">
        {count} · {inShort(kind)}
      </span>
    </>
  );
  return (
    <Item id={kind.kind} open={open} onToggle={onToggle} head={head}>
      <p class="dim">{kind.note}</p>
      {props.asTables ? <Tables kind={kind} confidence={props.confidence} /> : <Plots {...props} />}
    </Item>
  );
}

function Plots({ kind, confidence }: KindProps) {
  const bridge = useBridge();
  const { root } = useHost();
  // Kinds without a skill have no versions, and a skill may be gone: a plot without marks says enough then.
  const history = useLoaded(
    () =>
      isSkill(kind)
        ? bridge.call("journeyman/skill/history", { root, name: kind.kind })
        : Promise.resolve({ versions: [] }),
    kind.kind,
    kind,
  );
  const versions = history.value?.versions ?? [];
  return (
    <>
      <TimePlot kind={kind} measure="tokens" versions={versions} />
      <TimePlot kind={kind} measure="steps" versions={versions} />
      <Legend points={kind.points} />
      <Comparison kind={kind} confidence={confidence} />
      {isSkill(kind) && (
        <button
          type="button"
          class="link"
          onClick={() => bridge.call("host/command", { command: "journeyman.showSkills", argument: kind.kind })}
        >
          {t("Show the skill")}
        </button>
      )}
    </>
  );
}

const isSkill = ({ kind }: Kind) => !kind.startsWith("like:");

function inShort(kind: Kind): string {
  if (!kind.difference) {
    return t("little data yet");
  }
  const [steps, tokens] = [certainChange(kind, "steps"), certainChange(kind, "tokens")];
  if (tokens !== undefined) {
    return t("{0} tokens", signedPercent(tokens));
  }
  return steps === undefined ? t("no certain difference") : t("{0} steps", signedPercent(steps));
}
