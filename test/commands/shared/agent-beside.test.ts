/** A verb that writes by hand says what the agent beside it makes of that, and how it lasts. */
import { describe, expect, test } from "vitest";
import { API } from "../../../src/agent/api.ts";
import { warnOfAgent } from "../../../src/commands/shared/agent-beside.ts";
import type { Context } from "../../../src/commands/shared/context.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { everyText, FULL, harmfulIn, HOSTILE } from "../../support/hostile.ts";

const BY_HAND = { agent: "It applies again what git declares.", inGit: "git revert 1a2b3c" };

/** What a verb reports to the operator; `answer` null: no agent answers. */
const told = async (answer: object | null): Promise<string> => {
  const notes: string[] = [];
  const context = {
    askAgent: async () => {
      if (answer === null) throw new VexorError("AGENT_SILENT", "ENOENT");
      return JSON.stringify({ format: API, status: answer });
    },
    terminal: { note: (text: string) => void notes.push(text) },
  } as unknown as Context;
  await warnOfAgent(context, BY_HAND);
  return notes.join("\n");
};
const AWAKE = { ...FULL, suspended: null };

describe("a verb beside an agent", () => {
  test("that writes reports to the operator what the agent does, and the two ways on", async () => {
    const text = await told(AWAKE);
    expect(text).toMatch(/^An agent follows git here \(commit .* is in force\)\. It applies again/);
    expect(text).toContain("git revert 1a2b3c, and push");
    expect(text).toContain("sudo vexor suspend --why REASON");
  });

  test("that is suspended, absent or malformed reports nothing", async () => {
    const suspended = { why: "incident", by: "ana", at: "2026-01-05T12:00:00Z" };
    expect(await told({ ...FULL, suspended })).toBe("");
    expect([await told(null), await told({ is: "nonsense" })]).toEqual(["", ""]);
  });

  test("that was taken over keeps its control characters off the terminal", async () => {
    expect(harmfulIn(await told({ ...everyText(AWAKE, HOSTILE) as object, suspended: null })))
      .toEqual([]);
  });
});
