/** Keeps one server running: never two, and again after a crash, later each time. */
import type { HostState } from "../bridge";

/** Restarts within this time count together. */
const SHORT_MS = 180_000;
const MAX_RESTARTS = 5;

export interface Server {
  stop(): Promise<void>;
}

export interface Ways<S extends Server> {
  /** Starts a server; `ended` is to be called should it end by itself later. */
  launch(ended: () => void, signal: AbortSignal): Promise<S>;
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  now(): number;
  changed(state: State): void;
}

export type State =
  | { name: Exclude<HostState["server"], "failed"> }
  /** The server ended by itself and starts again after a while. */
  | { name: "starting"; again: { seconds: number; cause: unknown } }
  | { name: "failed"; cause: unknown };

/** It ended by itself too often. */
export class GaveUp extends Error {}

/** It was stopped while something waited for it. */
export class Stopped extends Error {}

export class Supervisor<S extends Server> {
  private life: AbortController | undefined;
  private starting: Promise<S> | undefined;
  private running: S | undefined;
  private closing: Promise<unknown> = Promise.resolve();
  private readonly restarts: number[] = [];

  constructor(private readonly ways: Ways<S>) {}

  /** The server, while it runs. */
  get server(): S | undefined {
    return this.running;
  }

  /** Starts the server unless it starts or runs already. */
  start(): Promise<S> {
    this.starting ??= this.begin();
    return this.starting;
  }

  async stop(): Promise<void> {
    const { life, starting, running } = this;
    this.forget();
    life?.abort(new Stopped());
    this.ways.changed({ name: "stopped" });
    this.closing = Promise.allSettled([this.closing, starting, running?.stop()]);
    await this.closing;
  }

  async restart(): Promise<S> {
    await this.stop();
    this.restarts.length = 0;
    return this.start();
  }

  private begin(crash?: Error): Promise<S> {
    const life = new AbortController();
    this.life = life;
    const starting = this.bringUp(life, crash);
    // Whoever waits for it hears of it; nobody may.
    starting.catch(() => undefined);
    return starting;
  }

  private async bringUp(life: AbortController, crash: Error | undefined): Promise<S> {
    try {
      if (!crash) {
        this.ways.changed({ name: "starting" });
      }
      await this.closing;
      const server = await this.launch(life, crash);
      this.running = server;
      this.ways.changed({ name: "running" });
      return server;
    } catch (error) {
      if (this.life === life) {
        this.forget();
        this.ways.changed({ name: "failed", cause: error });
      }
      throw life.signal.aborted ? life.signal.reason : error;
    }
  }

  /** After a crash it is tried as long as there are tries left; a first start that fails would fail again. */
  private async launch(life: AbortController, crash: unknown): Promise<S> {
    for (let cause = crash; ; ) {
      if (crash) {
        await this.pause(cause, life.signal);
      }
      try {
        life.signal.throwIfAborted();
        const server = await this.ways.launch(() => this.ended(life), life.signal);
        if (life.signal.aborted) {
          await server.stop();
        }
        life.signal.throwIfAborted();
        return server;
      } catch (error) {
        if (!crash || life.signal.aborted) {
          throw error;
        }
        cause = error;
      }
    }
  }

  private async pause(cause: unknown, signal: AbortSignal): Promise<void> {
    const now = this.ways.now();
    this.restarts.splice(0, this.restarts.findLastIndex((at) => now - at >= SHORT_MS) + 1);
    if (this.restarts.length >= MAX_RESTARTS) {
      throw new GaveUp("The server ended by itself too often.", { cause });
    }
    const seconds = 2 ** this.restarts.length;
    this.restarts.push(now);
    this.ways.changed({ name: "starting", again: { seconds, cause } });
    await this.ways.wait(seconds * 1000, signal);
  }

  private ended(life: AbortController): void {
    if (this.life === life && this.running) {
      this.running = undefined;
      this.starting = this.begin(new Error("The server ended by itself."));
    }
  }

  private forget(): void {
    this.life = undefined;
    this.starting = undefined;
    this.running = undefined;
  }
}
