/** `vexor status --watch`: what has changed between two looks, and each piece of news once. */
import { describe, expect, test } from "vitest";
import { API } from "../../../src/agent/api.ts";
import type { AgentEvent } from "../../../src/agent/ports.ts";
import type { BaseContext, Invocation } from "../../../src/commands/shared/context.ts";
import { freshNews, watchStatus } from "../../../src/commands/verbs/status-watch.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { styleFor } from "../../../src/render/style.ts";
import { FULL } from "../../support/hostile.ts";
import fc from "../../support/property.ts";

const news = (at: number): AgentEvent => ({ at, level: "info", what: "applied", why: `run ${at}` });
const KEPT = 100;
const CALL: Invocation = { verb: "status", args: [], options: { watch: true } };

interface Shown {
  readonly printed: readonly string[];
  readonly drawn: readonly string[];
}

/** What is shown while the agent answers with these, one a look; null: it is away. */
const watched = async (
  looks: readonly (readonly AgentEvent[] | null)[], isTerminal: boolean,
): Promise<Shown> => {
  const [printed, drawn]: [string[], string[]] = [[], []];
  let look = 0;
  const context = {
    askAgent: async () => {
      const told = looks[look];
      if (told == null) throw new VexorError("AGENT_SILENT", "no agent");
      return JSON.stringify({ format: API, status: { ...FULL, events: told } });
    },
    loadAgentSettings: async () => ({}),
    host: { now: () => new Date("2026-01-05T12:00:00Z"), sleep: async () => void look++,
      isTree: true, read: () => "source: {}", stat: () => null },
    hostName: "lab",
    terminal: { isTerminal, style: styleFor(false), print: (text: string) => void printed.push(text),
      redraw: (text: string) => void drawn.push(text) },
  } as unknown as BaseContext;
  await watchStatus(context, CALL, () => look < looks.length);
  return { printed, drawn };
};

describe("news between two refreshes", () => {
  const range = (from: number, to: number): readonly AgentEvent[] =>
    Array.from({ length: to - from }, (_, at) => news(from + at));

  test("are each printed once, in a line, however many there are", async () => {
    const { printed } = await watched([range(1, 3), range(1, 3), range(1, 20), range(15, 30)], false);
    const runs = printed.flatMap((line) => /applied: run (\d+)$/m.exec(line)?.[1] ?? []);
    expect(runs).toEqual(range(3, 30).map(({ at }) => String(at)));
  });

  test("are all on the next screen, also where they are more than it usually shows", async () => {
    const { drawn } = await watched([range(1, 3), range(1, 40)], true);
    for (const { at } of range(3, 40)) expect(drawn.at(-1)).toMatch(new RegExp(`: run ${at}$`, "m"));
  });

  test("are not printed again when an agent was absent for one refresh", async () => {
    const { printed } = await watched([range(1, 3), null, range(1, 4)], false);
    expect(printed.filter((line) => line.includes("applied: run"))).toHaveLength(1);
  });

  test("are what the agent has added, even when it has dropped others", () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(1, 2, 3), { maxLength: 150 }), fc.nat(150),
      (all, at) => {
        const words = all.map((one, index) => ({ ...news(one), at: index }));
        const [before, after] = [words.slice(0, at), words];
        const kept = before.slice(-KEPT);
        const fresh = freshNews(kept, after.slice(-KEPT));
        expect(fresh).toEqual(after.slice(Math.max(before.length, after.length - KEPT)));
      }));
  });
});
