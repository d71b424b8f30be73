/** What is remembered, in the order in which it is looked at. */
import type { MemoryQuestion } from "../../src/bridge";
import { allPages } from "../../src/pages";
import type { Memory, Question, Requests } from "../../src/protocol";
import type { Bridge } from "../shared/bridge";
import { t } from "../shared/l10n";
import { day } from "../shared/time";

/** From above; the first is what every session that begins now is told. */
export const PLACES = ["told", "user", "project", "contested", "superseded", "retired"] as const;
export type Place = (typeof PLACES)[number];

type Profile = Requests["journeyman/memory/profile"]["result"];

/** All that the view shows. */
export interface Known {
  memories: Memory[];
  profile: Profile;
  questions: MemoryQuestion[];
}

export function titleOf(place: Place): string {
  switch (place) {
    case "told":
      return t("Told to every session");
    case "user":
      return t("Also known of you");
    case "project":
      return t("Also known of the project");
    case "contested":
      return t("Not sure");
    case "superseded":
      return t("What held before");
    case "retired":
      return t("Too little speaks for it");
  }
}

export async function loadKnown(bridge: Bridge, root: string): Promise<Known> {
  const [memories, profile, { questions }] = await Promise.all([
    loadMemories(bridge, root),
    bridge.call("journeyman/memory/profile", { root }),
    bridge.call("host/questions", { root }),
  ]);
  return { memories, profile, questions };
}

const loadMemories = (bridge: Bridge, root: string): Promise<Memory[]> =>
  allPages(
    (cursor) => bridge.call("journeyman/memory/list", { root, cursor }),
    ({ memories }) => memories,
  );

export const toldText = ({ user, workspace }: Profile): string => [user, workspace].filter(Boolean).join("\n");

/** What is asked about stands in its question, and nowhere else. */
export function grouped(
  memories: readonly Memory[],
  profile: string,
  questions: readonly MemoryQuestion[],
): Record<Place, Memory[]> {
  const asked = new Set(
    questions.filter(({ everywhere }) => !everywhere).flatMap(({ choices }) => choices.map(({ id }) => id)),
  );
  const active = new Map(memories.filter(({ status }) => status === "active").map((memory) => [memory.id, memory]));
  const told = idsIn(profile).flatMap((id) => active.get(id) ?? []);
  const others = [...active.values()].filter((memory) => !told.includes(memory));
  const of = (status: Memory["status"]) => memories.filter((memory) => memory.status === status);
  return {
    told,
    user: others.filter(({ subject }) => subject === "user"),
    project: others.filter(({ subject }) => subject === "project"),
    contested: of("contested").filter(({ id }) => !asked.has(id)),
    superseded: of("superseded"),
    retired: of("retired"),
  };
}

/** The memories that a profile tells: each stands behind its id, such as `[m12]`. */
const idsIn = (profile: string): string[] => [
  ...new Set([...profile.matchAll(/^- \[(m\d+)\]/gm)].flatMap(([, id]) => id ?? [])),
];

/**
 * What only the user can say: the questions of the server that are still open, and what is at odds without a question.
 *
 * `aside` holds the ids of memories that the user does not want to be asked about.
 */
export function openQuestions(
  kept: readonly MemoryQuestion[],
  memories: readonly Memory[],
  aside: readonly string[],
): MemoryQuestion[] {
  const status = new Map(memories.map(({ id, status }) => [id, status]));
  const open = kept.filter(({ choices, everywhere }) =>
    choices.some(({ id }) => id !== null && status.get(id) === (everywhere ? "active" : "contested")),
  );
  const asked = new Set([...aside, ...open.flatMap(({ choices }) => choices.map(({ id }) => id))]);
  const sides = new Map<string, Memory[]>();
  for (const memory of memories) {
    if (memory.status === "contested" && memory.slot && !asked.has(memory.id)) {
      const about = [memory.scope, memory.subject, memory.slot].join("/");
      sides.set(about, [...(sides.get(about) ?? []), memory]);
    }
  }
  const others = [...sides.values()].map((memories) => ({
    question: t("What holds: {0}?", words(memories[0]?.slot ?? "")),
    choices: [...memories.map(({ id, text }) => ({ id, text })), { id: null, text: t("None of these") }],
    everywhere: false,
  }));
  return [...open, ...others];
}

/** What putting in order has found for the user to decide, as questions. */
export function toQuestions(questions: readonly Question[], proposals: readonly Memory[]): MemoryQuestion[] {
  return [
    ...questions.map((question) => ({ ...question, everywhere: false })),
    ...proposals.map(({ id, text }) => ({
      question: t("This was said in three folders. Does it hold in all of them? {0}", text),
      choices: [
        { id, text: t("In all folders") },
        { id: null, text: t("Only there") },
      ],
      everywhere: true,
    })),
  ];
}

/** `you said · 3 May`. */
export const origin = ({ kind, validFrom }: Memory): string => `${origins()[kind]} · ${day(validFrom, new Date())}`;

const origins = (): Record<Memory["kind"], string> => ({
  explicit: t("you said"),
  deductive: t("found out"),
  inductive: t("seen several times"),
});

/** What else is to be known about a memory at a glance. */
export function note({ slot, confidence, kind, pinned, scope, validTo }: Memory): string {
  const isSure = kind === "explicit" && confidence >= 0.8;
  return [
    pinned ? t("kept in mind") : "",
    scope === "user" ? t("in all folders") : "",
    words(slot),
    isSure ? "" : t("confidence {0}", confidence.toFixed(2)),
    validTo ? t("until {0}", day(validTo, new Date())) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

const words = (slot: string) => slot.replaceAll("-", " ");
