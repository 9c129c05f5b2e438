/** What a keeper's plan says of the signing record, where it could not be carried out. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Context } from "../../../src/commands/shared/context.ts";
import { run } from "../../../src/commands/verbs/failover/act.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { readAnswer, renderRequest, type Act } from "../../../src/failover/act.ts";
import type { FailoverSettings } from "../../../src/failover/settings.ts";
import { renderStopped, STOPPED_PATH } from "../../../src/failover/signing-record.ts";
import { makeTree } from "../../support/tree.ts";

const SETTINGS = { format: "vexor.failover-settings/1", host: "a", group: "g", units: [], timing: { watchdog: 1 },
  peer: { host: "b", url: "https://b" }, register: { endpoints: [] }, identity: { pubkey: "i" } } as unknown as FailoverSettings;
const EARLIER = { digest: "e".repeat(64), slot: 7 };

/** It fails before it has begun, as where another apply holds the host's lock. */
const failed = async (act: Act) => {
  const root = makeTree({ [STOPPED_PATH]: renderStopped(EARLIER) });
  let said = "";
  const context = { isRoot: false, host: { ...createLinuxHost(root), isTree: false }, resources: [],
    readInput: async () => renderRequest({ act, settings: SETTINGS }),
    terminal: { print: (text: string) => { said += text; } } } as unknown as Context;
  await run(context, { verb: "failover", args: ["act"], options: {} });
  return { ...readAnswer(said), isKept: existsSync(join(root, STOPPED_PATH)) };
};

test("a promotion that has failed does not offer what this host had signed before the other one did", async () => {
  expect(await failed("promote")).toMatchObject({ isDone: false, signs: false, digest: null, slot: null, isKept: false });
});

test("a demotion that has failed where nothing signs offers what the last stop has proven", async () => {
  expect(await failed("demote")).toMatchObject({ isDone: false, signs: false, ...EARLIER, isKept: true });
});
