/** A review from a file of anybody: it is refused, or all that is made of it keeps the limits of a forge. */
import { describe, expect, test } from "vitest";
import { lineReportOf, statusOfReview } from "../../src/commands/verbs/review/line-report.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import { digest } from "../../src/edges/linux/hash.ts";
import { COMMENT_LIMITS } from "../../src/render/review/parts.ts";
import { renderReviewComments } from "../../src/render/review/markdown.ts";
import { renderReviewHtml } from "../../src/render/review/html.ts";
import { partIn } from "../../src/review/comments.ts";
import { parseReview } from "../../src/review/document.ts";
import type { CpuMap } from "../../src/map/model.ts";
import type { Review } from "../../src/review/model.ts";
import { summaryOf } from "../../src/review/summary.ts";
import { within } from "../support/pace.ts";
import { random } from "../support/random.ts";
import { randomReview } from "../support/random-review.ts";

const RUNS = Number(process.env["VEXOR_ARTIFACTS"] ?? 300);

type Json = Record<string, unknown> | unknown[];
const VALUES: readonly unknown[] = [null, true, -1, 0, 1e300, 2 ** 53, "", "x".repeat(70_000), "@everyone", "<!-- vexor-review 1 of 1 -->",
  "\ud800", "\u202e", "../../etc/passwd", "/", [], {}, [{}], { place: { file: "", line: 1, column: 1 } }, "__proto__"];

const placesIn = (node: unknown): readonly (readonly [Json, string])[] => (typeof node !== "object" || node === null ? []
  : Object.entries(node).flatMap(([key, value]) => [[node as Json, key] as const, ...placesIn(value)]));

/** As a forger might: in one to three places another value, one less, or one more. */
const altered = (review: Review): string => {
  const copy = JSON.parse(JSON.stringify(review)) as Json;
  for (let times = 1 + random.below(3); times > 0; times--) {
    const [at, key] = random.pick(placesIn(copy));
    const node = at as Record<string, unknown>;
    if (random.chance(0.2)) delete node[key];
    else if (random.chance(0.1)) node[random.pick(["more", "__proto__", "number", "signs"])] = random.pick(VALUES);
    else {
      const others = placesIn(copy).map(([one, name]) => (one as Record<string, unknown>)[name]);
      node[key] = structuredClone(random.pick(random.chance(0.3) ? others : VALUES));
    }
  }
  return JSON.stringify(copy);
};

const assertLimits = (review: Review): void => {
  const parts = renderReviewComments(review, "https://github.example/o/r/actions/runs/1");
  for (const [at, part] of parts.entries()) {
    expect(partIn(part)).toBe(at + 1);
    expect([...part].length).toBeLessThanOrEqual(COMMENT_LIMITS.characters);
    expect(Buffer.byteLength(part)).toBeLessThanOrEqual(COMMENT_LIMITS.bytes);
    expect(part.isWellFormed()).toBe(true);
  }
  const { text, summary, notes } = lineReportOf(review, statusOfReview(review), digest);
  expect(text.length).toBeLessThanOrEqual(140);
  expect(summary.length).toBeLessThanOrEqual(65_535);
  expect(notes.length).toBeLessThanOrEqual(500);
  for (const note of notes) {
    expect(note.path).toMatch(/^[^/\u0000-\u001f][^\u0000-\u001f]*$/);
    expect(note.path).not.toMatch(/^\.*\//);
    expect(note.line).toBeGreaterThan(0);
    expect(note.line).toBeLessThan(2 ** 31);
    expect([note.title.length <= 255, note.text.length > 0, Buffer.byteLength(note.text) <= 65_536]).toEqual([true, true, true]);
  }
  renderReviewHtml(review);
};

describe("a review that was written", () => {
  test("reads back as the same, whatever its texts hold", () => {
    for (let at = 0; at < 40; at++) {
      const review = randomReview(random);
      expect(parseReview(JSON.stringify(review), "review.json")).toEqual(JSON.parse(JSON.stringify(review)));
    }
  }, within(60_000));

  test("is refused with a map that no machine has: a CPU in two cores, or a list that is none", () => {
    const whole = { ...randomReview(random, false), hosts: [] };
    const host = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap(() => randomReview(random, true).hosts).find(({ map }) => map !== undefined);
    const reviewWith = (more: Partial<CpuMap>): string => {
      const hosts = [{ ...host, map: { ...host?.map, ...more } }] as unknown as Review["hosts"];
      return JSON.stringify({ ...whole, hosts, policy: [], groups: [], alsoInBase: [], summary: summaryOf(hosts, 3, []) });
    };
    const box = (...each: readonly string[]) => ({ machine: { names: [], boxes: [], cores: [{ kind: null, each }] } });
    expect(parseReview(reviewWith(box("0,2", "1,3")), "r").hosts[0]?.map?.machine.cores[0]?.each).toEqual(["0,2", "1,3"]);
    for (const wrong of [box("0-1", "1-2"), box(""), box("9000"), { online: "3-1" }, { offline: "0-8192" }]) {
      expect(() => parseReview(reviewWith(wrong), "r"), JSON.stringify(wrong)).toThrow(expect.objectContaining({ code: "REVIEW_INVALID" }));
    }
  });

  test("and altered anywhere is refused, or keeps all limits and its own verdict", () => {
    let [refused, taken] = [0, 0];
    for (let at = 0; at < RUNS; at++) {
      const text = altered(randomReview(random, false));
      try {
        const review = parseReview(text, "review.json");
        taken += 1;
        assertLimits(review);
        const hasFailed = review.hosts.some(({ failure }) => failure !== null);
        const isDenied = review.policy.some(({ effect }) => effect === "deny");
        expect(statusOfReview(review).state === "success").toBe(!hasFailed && !isDenied);
      } catch (error) {
        if (!(error instanceof VexorError)) throw error;
        refused += 1;
        expect(error.code).toBe("REVIEW_INVALID");
        expect(error.message.length).toBeLessThan(300);
      }
    }
    expect([refused > 0, taken > 0]).toEqual([true, true]);
  }, within(120_000));
});
