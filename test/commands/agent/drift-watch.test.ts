/** A watch that cannot begin is reported, and the resting loop goes on. */
import { expect, test } from "vitest";
import type { Agent } from "../../../src/agent/agent.ts";
import { watchFor } from "../../../src/commands/agent/drift-watch.ts";
import type { Context } from "../../../src/commands/shared/context.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";

test("a path that the agent may not read does not end a turn of its loop", async () => {
  const read = (): never => {
    throw new VexorError("HOST_READ", "cannot examine /root/.profile: EACCES");
  };
  const told: string[] = [];
  const context = { host: { isTree: false, read, list: read, stat: read }, resources: [], hostName: "lab",
    targets: {} } as unknown as Context;
  const agent = { known: { plan: null } } as unknown as Agent;
  const watching = watchFor(context, () => agent, ({ what, why }) => void told.push(`${what}: ${why}`));
  expect(() => watching.rested()).not.toThrow();
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual(["unwatched: cannot examine /root/.profile: EACCES"]);
});
