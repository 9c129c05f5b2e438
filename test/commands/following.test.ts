/** What moves between the first look and the moment from which everything is watched. */
import { expect, test } from "vitest";
import type { Context } from "../../src/commands/context.ts";
import { follow } from "../../src/commands/following.ts";
import type { Tracker } from "../../src/engine/drift/tracker.ts";

test("it looks at everything once it watches, and says what it cannot read", async () => {
  const looks: (string | null)[] = [];
  let hidden = 0;
  let end = (): void => undefined;
  const tracker: Tracker = { settings: [], isBlindTo: () => true,
    targets: () => ({ kernelFiles: [], files: [], threads: [], services: [] }),
    look: (notices) => {
      looks.push(...notices.map(({ path }) => path));
      end();
      return [];
    } };
  const context = { host: { sleep: async () => undefined }, watchHost: async () => ({
    means: { kernelFiles: "poll", because: null }, retarget: async () => undefined,
    close: () => undefined }) } as unknown as Context;
  await follow(context, tracker, { moved: () => undefined,
    hidden: () => { hidden += 1; },
    ready: (_watch, _again, stop) => { end = stop; } });
  expect([looks, hidden]).toEqual([[null], 1]);
});
