import { useEffect, useRef } from "preact/hooks";
import type { Skill } from "../../src/protocol";
import { useFocusKept, useShown } from "../shared/focus";
import { type Growth, toGrowth } from "../shared/growth";
import { t } from "../shared/l10n";
import { useChanges, useLoaded } from "../shared/loader";
import { Problem } from "../shared/Problem";
import { useBridge, useHost } from "../shared/page";
import { toggled, useRemembered, useScroll } from "../shared/remembered";
import { Search } from "../shared/Search";
import { Section } from "../shared/Section";
import { loadSkills, matches, PLACES, type Place, shelf, titleOf } from "./library";
import { SkillItem } from "./SkillItem";

interface Remembered {
  query: string;
  open: string[];
  folded: Place[];
}

export function App() {
  const bridge = useBridge();
  const { root } = useHost();
  const search = useRef<HTMLInputElement>(null);
  const [view, change] = useRemembered<Remembered>({ query: "", open: [], folded: ["other", "retired"] });
  const library = useLoaded(() => loadSkills(bridge, root), root);
  const growth = useLoaded(async () => toGrowth(await bridge.call("journeyman/growth/summary", { root })), root);
  useChanges(["journeyman/skill/didChange"], library.reload);
  useChanges(["journeyman/skill/didChange"], growth.reload);
  useScroll(library.value !== undefined);
  const working = useFocusKept(library.value, () => search.current);
  const show = useShown(library.value !== undefined);

  useEffect(
    () =>
      bridge.on("host/do", (wanted) => {
        if (wanted.action === "show") {
          change({ query: "", open: [wanted.id], folded: [] });
          show(wanted.id);
        } else {
          search.current?.focus();
        }
      }),
    [bridge],
  );

  const item = (skill: Skill, why = "") => (
    <SkillItem
      key={skill.name}
      skill={skill}
      why={why}
      kind={kindOf(growth.value, skill)}
      open={view.open.includes(skill.name)}
      onToggle={() => change({ open: toggled(view.open, skill.name) })}
      onAction={() => working(skill.name)}
      onChanged={library.reload}
    />
  );
  const skills = library.value;
  return (
    <>
      <div class="bar">
        <Search
          inputRef={search}
          label={t("Search skills, or type a task")}
          value={view.query}
          onInput={(query) => change({ query })}
        />
        <button type="button" onClick={() => bridge.call("host/command", { command: "journeyman.newSkill" })}>
          {t("New")}
        </button>
      </div>
      <Problem error={library.problem} retry={library.reload} />
      {skills === undefined && !library.problem && <p class="nothing">{t("Reading the skills…")}</p>}
      {skills !== undefined && skills.length > 0 && <p class="summary">{summary(skills)}</p>}
      {skills?.length === 0 && <Nothing />}
      {skills && view.query.trim() ? (
        <Results skills={skills} query={view.query.trim()} item={item} />
      ) : (
        PLACES.map((place) => (
          <Section
            key={place}
            title={titleOf(place)}
            items={shelf(skills ?? [], place)}
            folded={view.folded.includes(place)}
            onFold={() => change({ folded: toggled(view.folded, place) })}
          >
            {(skill) => item(skill)}
          </Section>
        ))
      )}
    </>
  );
}

const kindOf = (growth: Growth | undefined, { name }: Skill) => growth?.kinds.find(({ kind }) => kind === name);

function summary(skills: Skill[]): string {
  const candidates = skills.filter(({ state }) => state === "candidate").length;
  const all = skills.length === 1 ? t("1 skill") : t("{0} skills", skills.length);
  return candidates === 0 ? all : t("{0}, {1} to be proven", all, candidates);
}

function Nothing() {
  return (
    <p class="nothing">
      {t(
        "No skills yet. A task of five or more steps that went well teaches one; so does work that you do by hand for the third time.",
      )}
    </p>
  );
}

interface ResultsProps {
  skills: Skill[];
  query: string;
  item: (skill: Skill, why?: string) => preact.JSX.Element;
}

/** The names answer while one types; what a prompt would find comes as fast as the server is. */
function Results({ skills, query, item }: ResultsProps) {
  const bridge = useBridge();
  const { root } = useHost();
  const found = useLoaded(() => bridge.call("journeyman/skill/search", { root, query }), "", query);
  const { fitting, named } = matches(skills, found.value?.items ?? [], query);
  return (
    <>
      <Problem error={found.problem} />
      <Section title={t("A task like this would get")} items={fitting}>
        {({ skill, why }) => item(skill, why)}
      </Section>
      <Section title={t("With these words")} items={named}>
        {(skill) => item(skill)}
      </Section>
      <p class="nothing" role="status">
        {found.value && fitting.length + named.length === 0 ? t("No skill fits “{0}”.", query) : ""}
      </p>
    </>
  );
}
