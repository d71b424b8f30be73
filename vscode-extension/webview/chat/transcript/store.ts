/** What a conversation is, made of the updates of its session alone. Knows nothing of the page. */
import type { Command, ConfigOption } from "../../../src/protocol";
import type * as updates from "../../../src/updates";
import { asked, planned, toolChanged, toolStarted } from "./calls";
import type * as entries from "./entries";
import { EntryList } from "./entryList";
import { waitingAfter } from "./notices";
import { NO_USAGE, sum } from "./usage";

type Entry = entries.Entry;

export interface StoreOptions {
  /** Milliseconds. */
  now?: () => number;
  /** Calls back soon; listeners are told once for all that happens until then. */
  schedule?: (callback: () => void) => void;
}

export class ConversationStore {
  turn: entries.Turn = { state: "idle", turnId: "" };
  /** Why the running turn waits for the model service, in words of the server; empty once it goes on. */
  waiting = "";
  /** Prompts that wait for the turns before them. */
  queued: readonly { turnId: string; text: string }[] = [];
  /** How full the window is; absent before the first step. */
  context: updates.ContextUpdate | undefined;
  /** The sum of the steps that were told; of a stored session only of those since. */
  usage: updates.Usage = NO_USAGE;
  options: readonly ConfigOption[] = [];
  commands: readonly Command[] = [];
  /** By their ids; those without files are left out. */
  changeSets: ReadonlyMap<string, updates.ChangeSetUpdate> = new Map();
  title = "";
  plan: updates.Plan["entries"] = [];
  lastSkills: updates.SkillsUsed["skills"] = [];
  lastMemories: updates.MemoriesUsed["memories"] = [];

  /** So many of the first entries were told after they had happened. */
  storedEntries = 0;

  private readonly list = new EntryList();
  private readonly listeners = new Set<() => void>();
  /** What a piece of text would be added to. */
  private speaking: entries.SpokenEntry | undefined;
  private isScheduled = false;
  private readonly clock: () => number;
  /** Undefined while it is told what happened before. */
  private now: () => number | undefined;
  private readonly schedule: (callback: () => void) => void;

  constructor(options: StoreOptions = {}) {
    this.clock = options.now ?? (() => performance.now());
    this.now = this.clock;
    this.schedule = options.schedule ?? ((callback) => requestAnimationFrame(callback));
  }

  /** In the order of the conversation. Entries change in place: look at their versions. */
  get entries(): readonly Entry[] {
    return this.list.all;
  }

  /** What the agent may not do without the user's word, the first first. */
  get permissions(): updates.PermissionPending[] {
    return this.list.of("permission").flatMap((entry) => (entry.optionId === undefined ? [entry.pending] : []));
  }

  get questions(): updates.QuestionPending[] {
    return this.list.of("question").flatMap((entry) => (entry.answer === undefined ? [entry.pending] : []));
  }

  /** Returns a function that ends it. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Begins anew with the same session: what was told of its turns is forgotten, its title and options stay. */
  reset(): void {
    this.list.clear();
    this.speaking = undefined;
    this.turn = { state: "idle", turnId: "" };
    this.waiting = "";
    this.queued = this.plan = this.lastSkills = this.lastMemories = [];
    this.changeSets = new Map();
    this.context = undefined;
    this.usage = NO_USAGE;
    this.storedEntries = 0;
    this.changed();
  }

  /** Forgets the session as well. */
  close(): void {
    this.reset();
    this.options = this.commands = [];
    this.title = "";
  }

  /** What happens now. */
  apply(update: updates.Update): void {
    this.follow(update);
    this.changed();
  }

  /** What happened before, as `journeyman/session/state` tells it: no times are taken. */
  applyStored(stored: readonly updates.Update[]): void {
    this.now = () => undefined;
    stored.forEach(this.follow, this);
    this.now = this.clock;
    this.storedEntries = this.entries.length;
    // After a reset it tells first what was said, and then that its turn still runs.
    const unnamed = this.list.sincePrompt().filter(({ turnId }) => !turnId);
    for (const entry of this.turn.state === "idle" ? [] : unnamed) {
      this.list.touch(entry).turnId = this.turn.turnId;
    }
    this.changed();
  }

  private changed(): void {
    if (this.isScheduled) {
      return;
    }
    this.isScheduled = true;
    this.schedule(() => {
      this.isScheduled = false;
      for (const listener of [...this.listeners]) {
        listener();
      }
    });
  }

  private follow(update: updates.Update): void {
    this.waiting = waitingAfter(update, this.waiting);
    switch (update.kind) {
      case "turn_state":
        this.turnState(update);
        break;
      case "user_message_chunk":
        this.userSaid(update.content);
        break;
      case "agent_message_chunk":
        this.spoke("answer", update.content.text);
        break;
      case "agent_thought_chunk":
        this.spoke("thought", update.content.text);
        break;
      case "usage_update":
        this.usage = sum(this.usage, update.usage);
        this.finishSpeaking();
        break;
      case "tool_call":
        this.finishSpeaking();
        toolStarted(this.list, update, this.turn.turnId, this.now());
        break;
      case "tool_call_update":
        toolChanged(this.list, update, this.now());
        break;
      case "plan":
        this.plan = update.entries;
        planned(this.list, update, this.turn.turnId);
        break;
      case "change_set":
        this.changesTold(update);
        break;
      case "notice":
        if (update.noticeKind !== "waiting") {
          this.finishSpeaking();
          this.list.add({ kind: "notice", noticeKind: update.noticeKind, text: update.text }, this.turn.turnId);
        }
        break;
      case "history_compacted":
        this.finishSpeaking();
        this.list.add({ kind: "compaction", messages: update.messages }, this.turn.turnId);
        break;
      case "permission_pending":
      case "permission_resolved":
      case "question_pending":
      case "question_resolved":
        asked(this.list, update, this.turn.turnId);
        break;
      default:
        this.noted(update);
        break;
    }
  }

  /** What interrupts nothing. Kinds that are not known are left alone. */
  private noted(update: updates.Update): void {
    switch (update.kind) {
      case "context_update":
        this.context = update;
        break;
      case "session_info_update":
        this.title = update.title;
        break;
      case "config_option_update":
        this.options = update.configOptions;
        break;
      case "available_commands_update":
        this.commands = update.availableCommands;
        break;
      case "skills_used":
        this.lastSkills = update.skills;
        this.list.add({ kind: "skills", skills: update.skills }, this.turn.turnId);
        break;
      case "memories_used":
        this.lastMemories = update.memories;
        this.list.add({ kind: "memories", memories: update.memories }, this.turn.turnId);
        break;
      case "skill_learned":
        this.list.add({ kind: "learned", learned: update }, update.turnId);
        break;
    }
  }

  private turnState(update: updates.TurnState): void {
    const { turnId } = update;
    const waited = this.queued.find((one) => one.turnId === turnId);
    this.queued = this.queued.filter((one) => one !== waited);
    if (update.state === "queued") {
      this.queued = [...this.queued, { turnId, text: update.content?.text ?? "" }];
    } else if (update.state !== "idle") {
      this.turnRuns(update.state, turnId);
    } else if (waited) {
      // It never ran. What the user had written is not lost with it.
      this.list.add({ kind: "user", text: waited.text, images: [] }, turnId);
      this.ended(update);
    } else {
      this.turnEnded(update);
    }
  }

  private turnRuns(state: entries.Turn["state"], turnId: string): void {
    const goesOn = this.turn.state !== "idle" && this.turn.turnId === turnId;
    this.turn = { state, turnId, since: goesOn ? this.turn.since : this.now() };
  }

  private turnEnded(update: updates.TurnState): void {
    this.waiting = "";
    this.finishSpeaking();
    for (const entry of this.list.of("tool").filter(({ status }) => status === "in_progress")) {
      this.list.touch(entry).status = "stopped";
    }
    for (const entry of this.list.of("changes").filter(({ turnId }) => turnId === update.turnId)) {
      this.list.moveToEnd(entry);
    }
    this.ended(update);
    this.turn = { state: "idle", turnId: update.turnId };
  }

  private ended({ turnId, stopReason = "end_turn", message = "", error, usage }: updates.TurnState): void {
    const [since, now] = [this.turn.turnId === turnId ? this.turn.since : undefined, this.now()];
    const seconds = since === undefined || now === undefined ? undefined : (now - since) / 1000;
    this.list.add({ kind: "end", stopReason, message, error, usage, seconds }, turnId);
  }

  private userSaid(content: updates.Text | updates.Image): void {
    this.finishSpeaking();
    const last = this.list.all.at(-1);
    if (content.type === "image" && last?.kind === "user") {
      this.list.touch(last).images.push(content);
    } else {
      const [text, images] = content.type === "image" ? ["", [content]] : [content.text, []];
      this.list.add({ kind: "user", text, images }, this.turn.turnId);
    }
  }
  private spoke(kind: "answer" | "thought", text: string): void {
    if (this.speaking?.kind === kind) {
      this.list.touch(this.speaking).text += text;
    } else if (text) {
      this.finishSpeaking();
      this.speaking = this.list.add<entries.SpokenEntry>({ kind, text, done: false }, this.turn.turnId);
      this.list.startClock(this.speaking, this.now());
    }
  }

  private finishSpeaking(): void {
    if (this.speaking) {
      this.list.touch(this.speaking).done = true;
      this.speaking.seconds = this.list.stopClock(this.speaking, this.now());
      this.speaking = undefined;
    }
  }

  private changesTold(update: updates.ChangeSetUpdate): void {
    const others = [...this.changeSets].filter(([id]) => id !== update.changeSetId);
    this.changeSets = new Map(update.files.length ? [...others, [update.changeSetId, update]] : others);
    const entry = this.list.find("changes", update.changeSetId);
    if (entry) {
      this.list.touch(entry).changeSet = update;
    } else if (update.files.length) {
      this.list.add<entries.ChangesEntry>({ kind: "changes", changeSet: update }, update.turnId, update.changeSetId);
    }
  }
}
