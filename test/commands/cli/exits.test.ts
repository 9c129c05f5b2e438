/** Exit codes: one table, which help, the manual and docs/errors.md print. */
import { describe, expect, test } from "vitest";
import { CONDITIONS } from "../../../src/agent/condition.ts";
import { exitTable } from "../../../src/commands/cli/exits.ts";
import { overview, verbHelp } from "../../../src/commands/cli/help.ts";
import { allVerbs, findVerb } from "../../../src/commands/cli/verbs.ts";
import { ERRORS } from "../../../src/engine/model/errors-table.ts";

describe("exit codes", () => {
  test("of every error and of every condition of a host are in the table", () => {
    const codes = new Set(exitTable().map(({ code }) => code));
    for (const { exit } of Object.values(ERRORS)) expect(codes).toContain(exit);
    const own = Object.keys(findVerb("status")?.exits ?? {}).map(Number);
    const stands = new Set<number>(Object.values(CONDITIONS).map(({ exit }) => exit));
    expect([0, ...own]).toEqual([...stands].toSorted());
  });

  test("of a single verb are in the overview and in the help of that verb", () => {
    expect(overview()).toMatch(/^ {6}status: an operator is needed, or /m);
    expect(overview()).toMatch(/^ {6}doctor: something is wrong$/m);
    for (const [name, { exits = {} }] of allVerbs()) {
      for (const [code, means] of Object.entries(exits)) {
        expect(overview()).toContain(`${name}: ${means}`);
        expect(verbHelp(name)).toMatch(new RegExp(`^ +${code} +`, "m"));
      }
    }
  });

  test("stand in no other text of a verb", () => {
    for (const [name, { more }] of allVerbs()) expect(more, name).not.toMatch(/exits? (with )?\d/i);
  });
});
