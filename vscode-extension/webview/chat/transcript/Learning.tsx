/** What was learned before and is used, and what is learned now. */
import { Diff } from "../../shared/diff";
import { t } from "../../shared/l10n";
import { unifiedLines } from "../../shared/lineDiff";
import { day } from "../../shared/time";
import { Failure, useCall, useShared } from "./context";
import type { LearnedEntry, MemoriesEntry, SkillsEntry } from "./entries";
import { CallLink, Line, shortened } from "./parts";

export function SkillsUsed({ entry }: { entry: SkillsEntry }) {
  return (
    <>
      {entry.skills.map((skill) => (
        <Line
          key={skill.name}
          name={`${entry.id} ${skill.name}`}
          icon="✦"
          tone="good"
          head={<span class="dim">{t("Skill")}</span>}
          more={
            <>
              <SkillLink name={skill.name} />
              <span class="dim">{howName(skill.how)}</span>
            </>
          }
          aside={t("v{0}", skill.version)}
        >
          <p>{skill.description}</p>
          <p class="dim">{t("Chosen because: {0}", skill.why)}</p>
        </Line>
      ))}
    </>
  );
}

function SkillLink({ name }: { name: string }) {
  const { bridge } = useShared().actions;
  const show = () => bridge.call("host/command", { command: "journeyman.showSkills", argument: name });
  return (
    <CallLink title={t("Show the skill {0}", name)} call={show}>
      {name}
    </CallLink>
  );
}

function howName(how: string): string {
  switch (how) {
    case "instructions":
      return t("followed");
    case "offered":
      return t("offered");
    case "opened":
      return t("opened by the model");
    case "forced":
      return t("as you asked");
    default:
      return how;
  }
}

export function MemoriesUsed({ entry }: { entry: MemoriesEntry }) {
  const { memories } = entry;
  const names = shortened(memories.map(({ text }) => text.replace(/\.$/, "")).join(", "), 90);
  const count = memories.length === 1 ? t("1 memory") : t("{0} memories", memories.length);
  return (
    <Line
      name={entry.id}
      icon="❖"
      head={
        <span class="dim">
          {count}: {names}
        </span>
      }
    >
      <ul class="memories">
        {memories.map((memory, index) => (
          <li key={index}>
            <span>{memory.text}</span>
            <MemorySource memory={memory} />
          </li>
        ))}
      </ul>
    </Line>
  );
}

function MemorySource({ memory: { kind, id, at } }: { memory: MemoriesEntry["memories"][number] }) {
  const { bridge, root } = useShared().actions;
  const since = day(at, new Date());
  const why = () => bridge.call("host/command", { command: "journeyman.showMemory", argument: id });
  const open = () => bridge.call("host/openSession", { root, sessionId: id });
  const name = kind === "message" ? t("said") : kind === "episode" ? t("earlier task") : t("team");
  return (
    <span class="dim">
      {kind === "conclusion" ? (
        <CallLink title={t("Show why this is known")} call={why}>
          {t("why")}
        </CallLink>
      ) : id && kind !== "shared" ? (
        <CallLink title={t("Open that session")} call={open}>
          {name}
        </CallLink>
      ) : (
        name
      )}
      {since && ` · ${since}`}
    </span>
  );
}

export function SkillLearned({ entry: { id, learned } }: { entry: LearnedEntry }) {
  const { bridge, root } = useShared().actions;
  const { run, busy, error } = useCall();
  const approve = () => run(() => bridge.call("journeyman/skill/approve", { root, name: learned.name }));
  const isCandidate = learned.state === "candidate" && learned.what !== "refused";
  return (
    <section class="learned" aria-label={`${learnedName(learned.what)} ${learned.name}`}>
      <Line
        name={id}
        icon="✦"
        tone={learned.what === "refused" || learned.what === "rolled_back" ? "warn" : "good"}
        head={<span>{learnedName(learned.what)}</span>}
        more={<SkillLink name={learned.name} />}
        aside={t("v{0}", learned.version)}
      >
        <p>{learned.description}</p>
        {learned.diff && <Diff lines={unifiedLines(learned.diff)} label={t("Changes in {0}", learned.name)} />}
      </Line>
      <p class="reason dim">{learned.reason}</p>
      {isCandidate && (
        <div class="buttons">
          <button type="button" aria-disabled={busy} onClick={approve}>
            {t("Approve")}
          </button>
          <span class="dim">{t("A candidate until it has helped twice")}</span>
        </div>
      )}
      <Failure error={error} />
    </section>
  );
}

function learnedName(what: LearnedEntry["learned"]["what"]): string {
  switch (what) {
    case "learned":
      return t("Learned a skill:");
    case "refined":
      return t("Refined the skill");
    case "proposed":
      return t("Proposes a version of the skill");
    case "promoted":
      return t("Now trusted: the skill");
    case "rolled_back":
      return t("Rolled back the skill");
    case "retired":
      return t("Retired the skill");
    case "refused":
      return t("The guard stopped the skill");
  }
}
