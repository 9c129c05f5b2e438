/** The agent on a tree, with a clock of its own: the real engine behind the real operations. */
import { Agent, type Settings } from "../../src/agent/agent.ts";
import { EMPTY_STATE, type AgentMemory } from "../../src/agent/persistent-state.ts";
import type { OperationResult, OperationMessage, Operation } from "../../src/agent/operation.ts";
import type { Clock, AgentEvent, Ports, Revision } from "../../src/agent/ports.ts";
import type { Context } from "../../src/commands/shared/context.ts";
import { run as operate } from "../../src/commands/verbs/operate.ts";
import { driversOf } from "../../src/engine/model/targets.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import type { CheckResult } from "../../src/engine/run/health.ts";
import type { HostFile } from "../../src/engine/model/model.ts";
import type { Host } from "../../src/ports/host.ts";
import type { Proof } from "../../src/engine/source/types.ts";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import { styleFor } from "../../src/render/style.ts";
import { RESOURCES } from "./engine.ts";

export interface VirtualClock extends Clock {
  /** Lets that time pass, timer by timer, with everything that follows from each. */
  pass(ms: number): Promise<void>;
  readonly pending: number;
  /** Sets the clock, as date(1) does: what is waited for does not come any sooner. */
  set(ms: number): void;
}

/** Everything that is under way comes to rest: file work is synchronous, promises are not. */
const calm = async (): Promise<void> => {
  for (let turns = 0; turns < 60; turns++) await new Promise((resolve) => setImmediate(resolve));
};

export const virtualClock = (from = Date.parse("2026-01-05T12:00:00Z")): VirtualClock => {
  let now = from;
  let shift = 0;
  const timers = new Map<number, { at: number; act: () => void }>();
  let next = 0;
  return {
    now: () => now + shift,
    steady: () => now,
    about: (ms) => ms,
    set: (ms) => { shift += ms; },
    get pending() {
      return timers.size;
    },
    after: (ms, act) => {
      const id = next++;
      timers.set(id, { at: now + ms, act });
      return () => void timers.delete(id);
    },
    pass: async (ms) => {
      const end = now + ms;
      for (;;) {
        await calm();
        const [id, due] = [...timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
        if (id === undefined || !due || due.at > end) break;
        timers.delete(id);
        now = Math.max(now, due.at);
        due.act();
      }
      now = end;
    },
  };
};

const proofOf = (id: string, declaration: HostFile): Proof => ({
  format: "vexor.proof/1", commit: id, path: "hosts/test-host.yaml",
  files: { "hosts/test-host.yaml": JSON.stringify(declaration) }, commits: [], trees: [],
});

export const revisionOf = (id: string, declaration: HostFile): Revision =>
  ({ id, subject: null, at: null, signer: null, alarms: [], proof: proofOf(id, declaration) });

const contextOn = (
  host: Host, needsApproval: boolean, input: string, out: (text: string) => void,
): Context => ({
  host, hostName: "test-host", isRoot: true, resources: RESOURCES, drivers: driversOf(RESOURCES),
  self: ["vexor"], who: "test", heedSignals: () => () => false,
  terminal: { print: out, note: () => undefined, alarm: () => undefined, ask: async () => null, isTerminal: false, isColoured: false, columns: 80, isAscii: true, redraw: out,
    style: styleFor(false) },
  readInput: async () => input,
  proofVerifier: async () => ({
    needsApproval,
    prove: async ({ files, path, commit }: Proof) =>
      ({ declaration: JSON.parse(files[path] ?? "") as HostFile, id: commit ?? "" }),
    accept: async () => undefined,
  }),
} as Partial<Context> as Context);

export interface AgentHarness {
  readonly agent: Agent;
  readonly clock: VirtualClock;
  readonly host: Host;
  readonly root: string;
  readonly news: AgentEvent[];
  readonly memory: () => AgentMemory;
  /** What fetching brings from now on: a revision, or the error it ends with. */
  serve(next: Revision | VexorError): void;
  /** What the health checks say from now on. */
  checks: readonly CheckResult[];
  /** Thrown instead of the next operations, while it is set. */
  broken: VexorError | null;
  /** What happens just before the next operation of that name. */
  before: { readonly op: Operation["op"]; act(): Promise<unknown> } | null;
  /** Thrown instead of writing the agent's memory, while it is set. */
  full: VexorError | null;
  /** Why the agent's memory cannot be read at its next start. */
  lost: string | null;
  /** Operations that were asked for, by name. */
  readonly asked: string[];
  /** As the agent asks, and as any client could. */
  operate(operation: Operation): Promise<OperationResult>;
  restart(): Agent;
}

export const agentOn = (
  root: string, first: Revision | VexorError, settings: Partial<Settings> = {},
): AgentHarness => {
  const clock = virtualClock();
  const linux = createLinuxHost(root);
  const host: Host = { ...linux, now: () => new Date(clock.now()), sleep: async () => undefined,
    read: (path) => (path === "/proc/uptime" ? `${clock.steady() / 1000} 0\n` : linux.read(path)) };
  let memory: AgentMemory = EMPTY_STATE;
  let lost: string | null = null;
  let full: VexorError | null = null;
  let good: Revision | null = null;
  let tried: Revision | null = null;
  let next = first;
  const news: AgentEvent[] = [];
  const asked: string[] = [];
  const ports: Ports = {
    host, clock,
    source: {
      fetch: async () => {
        if (next instanceof VexorError) throw next;
        return next;
      },
      watch: () => () => undefined,
    },
    operate: async (operation): Promise<OperationResult> => {
      asked.push(operation.op);
      if (harness.broken) throw harness.broken;
      if (harness.before?.op === operation.op) {
        const { act } = harness.before;
        harness.before = null;
        await act();
      }
      const lines: string[] = [];
      const request = JSON.stringify({ format: "vexor.operation/1", ...operation });
      await operate(contextOn(host, all.needsApproval, request, (text) => lines.push(text)),
        { verb: "operate", args: [], options: {} });
      const last = JSON.parse(lines.at(-1) ?? "{}") as OperationMessage;
      if ("done" in last) return last.done;
      if ("refused" in last) throw new VexorError(last.refused.code, last.refused.message);
      throw new VexorError("OPERATION_LOST", "nothing came back");
    },
    loadMemory: () => ({ value: memory, lost }),
    saveMemory: (one) => {
      if (full) throw full;
      memory = one;
    },
    loadGood: () => ({ value: good, lost: null }), saveGood: (one) => void (good = one),
    loadTried: () => ({ value: tried, lost: null }), saveTried: (one) => void (tried = one),
    sample: async () => harness.checks,
    tell: (one) => void news.push(one),
    rested: () => undefined,
  };
  const all: Settings = { needsApproval: false, pace: { pollMs: 60_000, retryMs: 5_000 },
    ...settings };
  let agent = new Agent(ports, all);
  const harness: AgentHarness = {
    get agent() {
      return agent;
    },
    clock, host, root, news, asked, checks: [], broken: null, before: null,
    get lost() {
      return lost;
    },
    set lost(why) {
      lost = why;
    },
    get full() {
      return full;
    },
    set full(error) {
      full = error;
    },
    operate: (operation) => ports.operate(operation, 60_000, () => undefined),
    memory: () => memory,
    serve: (one) => void (next = one),
    restart: () => {
      agent.stop();
      agent = new Agent(ports, all);
      return agent;
    },
  };
  return harness;
};
