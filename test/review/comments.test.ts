/** Which steps lead from the comments that are there to those that are wanted: a law. */
import { describe, expect, test } from "vitest";
import { markerOf, partIn, reconcileComments, type CommentStep } from "../../src/review/comments.ts";
import type { OwnComment } from "../../src/ports/forge.ts";
import fc from "../support/property.ts";

const partsOf = (texts: readonly string[]): readonly string[] =>
  texts.map((text, at) => `${markerOf(at + 1, texts.length)}\n${text}\n`);

/** As a forge does it. */
const carriedOut = (there: readonly OwnComment[], steps: readonly CommentStep[]): readonly OwnComment[] => {
  const now = there.map((one) => ({ ...one }));
  for (const step of steps) {
    if (step.is === "create") now.push({ id: `new${now.length}`, body: step.body });
    else {
      const at = now.findIndex(({ id }) => id === step.id);
      expect(at, "it is there").toBeGreaterThanOrEqual(0);
      if (step.is === "delete") now.splice(at, 1);
      else now.splice(at, 1, { id: step.id, body: step.body });
    }
  }
  return now;
};

const TEXTS = fc.array(fc.constantFrom("x", "y", "## verdict\r\nz", "a  "), { maxLength: 5 });
const THERE = fc.array(fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom("x", "y", "old")).map(([part, text]) => `${markerOf(part, 9)}\n${text}`),
  fc.constantFrom("a word of a reader", ` ${markerOf(1, 1)}\nquoted`, "")), { maxLength: 8 })
  .map((bodies) => bodies.map((body, at) => ({ id: String(at), body })));

describe("the steps", () => {
  test("end with each wanted part once, leave all other comments alone, and are none the next time", () => {
    fc.assert(fc.property(THERE, TEXTS, (there, texts) => {
      const wanted = partsOf(texts);
      const steps = reconcileComments(there, wanted);
      const now = carriedOut(there, steps);
      const parts = now.filter(({ body }) => partIn(body) !== null);
      expect(parts.map(({ body }) => body.trimEnd()).sort()).toEqual(wanted.map((body) => body.trimEnd()).sort());
      expect(now.filter(({ body }) => partIn(body) === null)).toEqual(there.filter(({ body }) => partIn(body) === null));
      expect(reconcileComments(now, wanted)).toEqual([]);
      expect(steps.map(({ is }) => is === "delete"), "what is new comes before what goes")
        .toEqual(steps.map(({ is }) => is === "delete").toSorted());
    }));
  });

  test("keep the first of two comments of one part, and so its place in the discussion", () => {
    const [wanted = ""] = partsOf(["now"]);
    const there = [{ id: "5", body: `${markerOf(1, 1)}\nold` }, { id: "9", body: wanted }];
    expect(reconcileComments(there, [wanted])).toEqual([{ is: "update", id: "5", body: wanted }, { is: "delete", id: "9" }]);
  });

  test("are none where the forge has only changed line ends and blanks at the end", () => {
    const [wanted = ""] = partsOf(["one\ntwo"]);
    expect(reconcileComments([{ id: "1", body: wanted.trimEnd().replaceAll("\n", "\r\n") }], [wanted])).toEqual([]);
  });
});

test.each([
  "text <!-- vexor-review 1 of 1 -->", "\n<!-- vexor-review 1 of 1 -->", "> <!-- vexor-review 1 of 1 -->",
  "<!-- vexor-review 1 of 1 --> more", "<!-- vexor-review x of 1 -->", "<!-- vexor-review 12345 of 1 -->",
])("a comment that begins with %j is not a part of a review", (body) => {
  expect(partIn(body)).toBe(null);
});
