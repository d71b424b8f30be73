import { describe, expect, test } from "vitest";
import { GaveUp, type State, Stopped, Supervisor } from "../../../src/server/supervisor";

/** Servers that start and end when a test says so. */
class House {
  readonly told: string[] = [];
  readonly waited: number[] = [];
  running = 0;
  mostAtOnce = 0;
  launched = 0;
  clock = 0;
  fails: Error | undefined;
  end: () => void = () => undefined;
  /** What a launch waits for. */
  gate: Promise<void> = Promise.resolve();

  readonly supervisor = new Supervisor({
    launch: async (ended) => {
      await this.gate;
      if (this.fails) throw this.fails;
      this.launched += 1;
      this.running += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
      this.end = () => {
        this.running -= 1;
        ended();
      };
      return { stop: async () => this.stopped() };
    },
    wait: async (milliseconds) => void this.waited.push(milliseconds / 1000),
    now: () => this.clock,
    changed: (state) => this.told.push(told(state)),
  });

  private stopped(): void {
    this.running -= 1;
  }
}

const told = (state: State) => ("again" in state ? `again in ${state.again.seconds}` : state.name);

describe("a server", () => {
  test("is started once, however many ask for it", async () => {
    const house = new House();

    await Promise.all([house.supervisor.start(), house.supervisor.start(), house.supervisor.start()]);

    expect([house.launched, house.told]).toEqual([1, ["starting", "running"]]);
  });

  test("that cannot be started is told, and is tried again when asked for", async () => {
    const house = new House();
    house.fails = new Error("no Python");

    await expect(house.supervisor.start()).rejects.toThrow("no Python");
    house.fails = undefined;
    await house.supervisor.start();

    expect(house.told).toEqual(["starting", "failed", "starting", "running"]);
  });

  test("starts again after a crash, later each time, and not for ever", async () => {
    const house = new House();
    await house.supervisor.start();

    for (let crash = 0; crash < 5; crash += 1) {
      house.end();
      await house.supervisor.start();
    }
    house.end();

    await expect(house.supervisor.start()).rejects.toBeInstanceOf(GaveUp);
    expect(house.waited).toEqual([1, 2, 4, 8, 16]);
    expect(house.told.at(-1)).toBe("failed");
  });

  test("that has run for long may crash again", async () => {
    const house = new House();
    await house.supervisor.start();

    for (let crash = 0; crash < 8; crash += 1) {
      house.clock += 180_000;
      house.end();
      await house.supervisor.start();
    }

    expect(house.waited).toEqual(Array(8).fill(1));
  });

  test("that does not come up after a crash is tried again", async () => {
    const house = new House();
    await house.supervisor.start();
    house.fails = new Error("not yet");

    house.end();

    await expect(house.supervisor.start()).rejects.toBeInstanceOf(GaveUp);
    expect(house.waited).toEqual([1, 2, 4, 8, 16]);
  });

  test("that is stopped while it starts is gone, and its waiters hear of it", async () => {
    const house = new House();
    let open = () => {};
    house.gate = new Promise((resolve) => {
      open = resolve;
    });
    const starting = house.supervisor.start();

    const stopping = house.supervisor.stop();
    open();

    await expect(starting).rejects.toBeInstanceOf(Stopped);
    await stopping;
    expect([house.running, house.told.at(-1)]).toEqual([0, "stopped"]);
  });

  test("never runs twice, even when restarted twice at once", async () => {
    const house = new House();
    await house.supervisor.start();

    await Promise.all([house.supervisor.restart(), house.supervisor.restart()]);

    expect([house.running, house.mostAtOnce]).toEqual([1, 1]);
  });

  test("that was stopped does not start again by itself", async () => {
    const house = new House();
    await house.supervisor.start();

    await house.supervisor.stop();
    house.end();

    expect(house.told.at(-1)).toBe("stopped");
  });
});
