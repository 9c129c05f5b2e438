/** A request that comes while the agent is still being wired is answered by the agent. */
import { expect, test } from "vitest";
import { API, type ApiResponse } from "../../../src/agent/api.ts";
import { EMPTY_STATE } from "../../../src/agent/persistent-state.ts";
import type { AgentEdges, ConfiguredEdges } from "../../../src/agent/ports.ts";
import { run } from "../../../src/commands/verbs/agent.ts";
import type { Context } from "../../../src/commands/shared/context.ts";
import { RESOURCES, hostAt } from "../../support/engine.ts";
import { virtualClock } from "../../support/agent.ts";
import { makeTree } from "../../support/tree.ts";

const CONFIGURED = {
  settings: { source: { poll: 60 }, approval: "none", webhooks: [], metrics: { listen: [] } },
  source: { fetch: () => new Promise(() => undefined), watch: () => () => undefined },
  servePages: async () => () => undefined, hooks: [], post: async () => "sent",
} as unknown as ConfiguredEdges;

test("every call is answered as soon as the socket exists", async () => {
  const early: Promise<unknown>[] = [];
  const end = Promise.withResolvers<void>();
  const kept = { value: null, lost: null };
  const edges = {
    clock: virtualClock(), configure: () => CONFIGURED, ended: end.promise, watchdogMs: null,
    loadMemory: () => ({ value: EMPTY_STATE, lost: null }), saveMemory: () => undefined,
    loadGood: () => kept, loadTried: () => kept, loadPublication: () => kept,
    serve: async (reply: (line: string) => Promise<unknown>) => {
      for (const call of ["status", "reload"]) {
        early.push(reply(JSON.stringify({ format: API, call })));
      }
      return () => undefined;
    },
    log: () => undefined, notify: () => undefined, slim: () => undefined, leave: () => undefined,
    onHangup: () => undefined, freshId: () => "id",
  } as unknown as AgentEdges;
  const context = { host: hostAt(makeTree({})), hostName: "test-host", resources: RESOURCES,
    agentEdges: async () => edges } as unknown as Context;
  const done = run(context, { verb: "agent", args: [], options: {} });
  await new Promise((resolve) => setImmediate(resolve));
  const answers = await Promise.all(early) as readonly ApiResponse[];
  for (const said of answers) expect(said).not.toHaveProperty("refused");
  expect(answers[0]).toMatchObject({ status: { state: "fetching" } });
  end.resolve();
  expect(await done).toBe(0);
});
