/** What an agent answers that was taken over: it is shown as text, or refused, and nothing else. */
import { describe, expect, test } from "vitest";
import { API } from "../../../src/agent/api.ts";
import { errorFrom } from "../../../src/agent/refusal.ts";
import { askAgent, renderAnswer } from "../../../src/commands/shared/agent-client.ts";
import type { BaseContext } from "../../../src/commands/shared/context.ts";
import { ERRORS } from "../../../src/engine/model/errors-table.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { styleFor } from "../../../src/render/style.ts";
import {
  everyText, FULL, harmfulIn, HOSTILE, partAt, pathsIn, replacedAt,
} from "../../support/hostile.ts";
import fc from "../../support/property.ts";

/** What a verb prints for this answer. Throws what the verb throws. */
const shown = async (answer: unknown): Promise<string> => {
  const context = { askAgent: async () => JSON.stringify(answer), terminal: { style: styleFor(false) },
    host: { now: () => new Date("2026-01-05T12:00:00Z") } } as unknown as BaseContext;
  return renderAnswer(context, await askAgent(context, { call: "status" }));
};

const statusOf = (status: unknown): object => ({ format: API, status });

describe("a status", () => {
  test("shows hostile texts as harmless ones, each on its own line", async () => {
    const text = await shown(statusOf(everyText(FULL, HOSTILE)));
    expect(harmfulIn(text)).toEqual([]);
    const plain = await shown(statusOf(everyText(FULL, "word")));
    expect(text.split("\n").length).toBe(plain.split("\n").length);
    expect(text).not.toMatch(/^(vexor:|  do        sudo rm)/m);
  });

  test("with anything else in any place is shown or refused, and crashes nothing", async () => {
    const others = [null, true, 7, -1e300, "word", [], ["word"], {}, { is: "settled" }, [null]];
    for (const path of pathsIn(FULL)) {
      for (const other of others) {
        const answer = statusOf(replacedAt(FULL, path, other));
        const end = await shown(answer).catch((error: unknown) => error);
        if (typeof end === "string") continue;
        expect(end, `${path.join(".")} = ${JSON.stringify(other)}`).toMatchObject({
          code: "OPERATION_INVALID" });
      }
    }
  });

  test("without any of its fields is refused, but for those that it may lack", async () => {
    for (const path of pathsIn(FULL).filter((one) => one.length > 0 && one.at(-1) !== "setting"
      && one.join(".") !== "failover"
      && !one.includes("setting") && !/^\d+$/.test(String(one.at(-1))))) {
      const answer = statusOf(replacedAt(FULL, path, undefined));
      expect(partAt(FULL, path)).toBeDefined();
      await expect(shown(answer), path.join(".")).rejects.toMatchObject({
        code: "OPERATION_INVALID" });
    }
  });

  test("that is not a status at all is refused", async () => {
    await fc.assert(fc.asyncProperty(fc.jsonValue(), async (value) => {
      const answers = [value, { format: API }, statusOf(value), { format: API, refused: value }];
      for (const answer of answers) {
        const end = await shown(answer).catch((error: unknown) => error);
        expect(end).toBeInstanceOf(VexorError);
        expect((end as VexorError).code).not.toBe("INTERNAL");
      }
    }), { numRuns: 300 });
  });
});

describe("a refusal", () => {
  test.each(["NO_SUCH_CODE", "__proto__", "constructor", "toString", "", 7, null, undefined, {}, [],
    HOSTILE])("with the code %j is an error with words", (code) => {
    const error = errorFrom({ code, message: HOSTILE, hint: HOSTILE });
    expect(error.code).toBe("OPERATION_INVALID");
    expect(harmfulIn(error.message + error.hint)).toEqual([]);
  });

  test("of any form is an error of the table", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const { code, message, hint, place } = errorFrom(value);
      expect(Object.hasOwn(ERRORS, code)).toBe(true);
      expect([typeof message, typeof hint, place]).toEqual(["string", "string", null]);
    }));
  });

  test("keeps its own words when its code is known", () => {
    const place = { file: "hosts/\u202elab.yaml", line: 3, column: 1 };
    expect(errorFrom({ code: "NOT_APPROVED", message: "m", hint: "h", place, at: ["sysctl", 0] }))
      .toMatchObject({ code: "NOT_APPROVED", message: "m", hint: "h", at: ["sysctl", 0],
        place: { file: "hosts/\ufffdlab.yaml", line: 3, column: 1 } });
  });
});
