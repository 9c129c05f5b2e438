/** What moves between the first look and the moment from which everything is watched. */
import { expect, test } from "vitest";
import { watchFor } from "../../../src/commands/agent/drift-watch.ts";
import type { Context } from "../../../src/commands/shared/context.ts";
import { follow } from "../../../src/commands/agent/drift-follower.ts";
import type { Tracker } from "../../../src/engine/drift/tracker.ts";
import type { ChangeEvent } from "../../../src/engine/drift/watch.ts";
import { agentOn, revisionOf } from "../../support/agent.ts";
import { runContextOn } from "../../support/engine.ts";
import { makeTree, move, kernelDefaults } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

test("the agent checks everything once it watches, and reports what it cannot read", async () => {
  const looks: (string | null)[] = [];
  let hidden = 0;
  let end = (): void => undefined;
  const tracker: Tracker = { settings: [], needsRootToRead: () => true,
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

const SWAP = "/proc/sys/vm/swappiness";
const QUEUE = "/proc/sys/net/core/somaxconn";

/** An agent that has come to rest, and what is to be its watch: nothing is noticed by itself. */
const rested = async () => {
  const root = makeTree({ [SWAP]: "60\n", [QUEUE]: "4096\n",
    ...kernelDefaults({ "vm.swappiness": "60", "net.core.somaxconn": "4096" }) });
  const declare = (more: Readonly<Record<string, number>>) => hostFile({ sysctl: { "vm.swappiness": 10, ...more } });
  const harness = agentOn(root, revisionOf("aaaa", declare({})));
  await harness.clock.pass(1_000);
  let notice: (one: ChangeEvent) => void = () => undefined;
  let grown = (): void => undefined;
  const context = { ...runContextOn({ ...harness.host, isTree: false }), hostName: "test-host",
    watchHost: async (_: unknown, noticed: typeof notice) => {
      notice = noticed;
      return { means: { kernelFiles: "poll", because: null }, close: () => undefined,
        retarget: async () => grown() };
    } } as unknown as Context;
  const watching = watchFor(context, () => harness.agent, () => undefined);
  return { harness, root, watching, declare, whenGrown: (act: () => void) => { grown = act; } };
};

test("a change between the agent's plan and the first check is corrected at once", async () => {
  const { harness, root, watching } = await rested();
  expect(harness.host.read(SWAP)).toBe("10\n");
  move(root, [SWAP, "77\n"]);
  watching.rested();
  await harness.clock.pass(1_000);
  watching.end();
  expect(harness.host.read(SWAP)).toBe("10\n");
});

test("a change of a setting that a commit brings is corrected at once, before its first check", async () => {
  const { harness, root, watching, declare, whenGrown } = await rested();
  watching.rested();
  await harness.clock.pass(1_000);
  harness.serve(revisionOf("bbbb", declare({ "net.core.somaxconn": 8192 })));
  await harness.clock.pass(61_000);
  expect(harness.host.read(QUEUE)).toBe("8192\n");
  move(root, [QUEUE, "77\n"]);
  let isWatched = false;
  whenGrown(() => { isWatched = true; });
  watching.rested();
  await harness.clock.pass(1_000);
  watching.end();
  expect([isWatched, harness.host.read(QUEUE)]).toEqual([true, "8192\n"]);
});
