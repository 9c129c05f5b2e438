/** The clock that the keeper counts by. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openBootClock } from "../../../src/edges/failover/boot-clock.ts";

const truth = (): number => Math.round(Number.parseFloat(readFileSync("/proc/uptime", "utf8")) * 1_000);

test("goes on with each call, and is that of the kernel", async () => {
  const now = openBootClock();
  for (let left = 5; left > 0; left--) {
    const [before, read, after] = [truth(), Math.round(now()), truth()];
    expect(read).toBeGreaterThanOrEqual(before);
    expect(read).toBeLessThanOrEqual(after);
    await sleep(25);
  }
});
