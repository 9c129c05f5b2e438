/**
 * Laws of every form of a review, over random reviews with hostile texts: nothing is lost, every
 * count is true, limits are kept, and no text becomes markup.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { renderReviewCodeQuality } from "../../../src/render/review/code-quality.ts";
import { findingsOf, fingerprintsOf } from "../../../src/render/review/findings.ts";
import { renderReviewHtml } from "../../../src/render/review/html.ts";
import { renderReviewJunit } from "../../../src/render/review/junit.ts";
import { renderReviewComments } from "../../../src/render/review/markdown.ts";
import {
  doubtNotes, failureNotes, fightNotes, permissionNotes, sectionsAfter, sectionsBefore,
} from "../../../src/render/review/notes.ts";
import { COMMENT_LIMITS, packParts } from "../../../src/render/review/parts.ts";
import { renderReviewSarif } from "../../../src/render/review/sarif.ts";
import { countsOf, isStuck, MARKS, shown, valuesOf, wholeValue } from "../../../src/render/review/words.ts";
import { digest } from "../../../src/edges/linux/hash.ts";
import { groupEffects } from "../../../src/review/groups.ts";
import { summaryOf } from "../../../src/review/summary.ts";
import type { HostReview, PlacedChange, Review } from "../../../src/review/model.ts";
import { MAP_MARKUP } from "../../support/map-markup.ts";
import { elementsIn, parseMarkup, textOf, type Element } from "../../support/markup.ts";
import { within } from "../../support/pace.ts";
import { random } from "../../support/random.ts";
import { randomReview } from "../../support/random-review.ts";

const REVIEWS = Number(process.env["VEXOR_REVIEWS"] ?? 40);
const overReviews = (check: (review: Review) => void): void => {
  for (let at = 0; at < REVIEWS; at++) check(randomReview(random, at === 0 ? true : undefined));
};

const changesOf = ({ hosts }: Review): readonly (readonly [HostReview, PlacedChange])[] =>
  hosts.flatMap((host) => host.changes.map((change) => [host, change] as const));

const reviewWith = (host: Partial<HostReview>): Review => {
  const one: HostReview = { host: "a", file: "hosts/a.yaml", status: "changed", failure: null, baseFailure: null,
    facts: null, factsProblem: null, before: null, after: null, changes: [], apart: { toDo: 0, blocked: 0 },
    permissions: [], fights: [], sections: [], policy: [], ...host };
  const id = "a".repeat(40);
  return { format: "vexor.review/1", base: id, head: id, from: id, summary: summaryOf([one], 1, []), hosts: [one],
    groups: groupEffects([one]), alsoInBase: [], policy: [], trusted: [] };
};

describe("a comment in Markdown", () => {
  /** As CommonMark reads a line: a run of backticks is closed by the next one of that length. */
  const withoutCode = (line: string): string => {
    const runs = [...line.matchAll(/`+/g)];
    let [kept, from] = ["", 0];
    for (let at = 0; at < runs.length; at++) {
      const [open, close] = [runs[at], runs.slice(at + 1).find(([run]) => run.length === runs[at]?.[0].length)];
      if (open === undefined) break;
      if (close === undefined) throw new Error(`a backtick without its pair in ${line}`);
      if (/[\\$]$/.test(line.slice(0, open.index))) throw new Error(`a fence is escaped in ${line}`);
      kept += `${line.slice(from, open.index)}C`;
      from = close.index + close[0].length;
      at = runs.indexOf(close);
    }
    return kept + line.slice(from);
  };

  const WORDS = String.raw`[A-Za-z0-9 ,.:()…]`;
  const OURS: readonly RegExp[] = [
    /^$/, /^<!-- vexor-review \d+ of \d+ -->$/, /^<\/details>$/, new RegExp(`^#{2,3} ${WORDS}+$`),
    /^<details( open)?><summary>(✗ )?<b>\d+ hosts?<\/b>, \d+ changes?: H(, H)*( and \d+ more)?( \(\d+ of \d+\))?<\/summary>$/,
    new RegExp(`^( {2})?- (\\*\\*${WORDS}+\\*\\* )?(${WORDS}|\\*empty\\*)+$`), new RegExp(`^${WORDS}+$`),
    /^\*\*Not shown here: [a-z0-9 ]+, on \d+ hosts?\.\*\* The whole review: C$/,
  ];

  /** Nothing but our own words are outside of code. */
  const assertOurs = (text: string): void => {
    for (const line of text.split("\n")) {
      const bare = line.startsWith("<details") ? line.replace(/<code>([^<>]*)<\/code>/g, "H") : withoutCode(line);
      expect(OURS.some((one) => one.test(bare)), `${bare}\n of ${line}`).toBe(true);
    }
  };

  const countIn = (text: string, of: RegExp): number => [...text.matchAll(of)].length;

  /** Changes of groups times their hosts, and lines of sections. */
  const shownIn = (parts: readonly string[]): { changes: number; notes: number } => {
    let [changes, notes] = [0, 0];
    for (const part of parts) {
      for (const [, hosts = "", rows = ""] of part.matchAll(/<b>(\d+) hosts?<\/b>.*\n([^]*?)^<\/details>$/gm)) {
        changes += Number(hosts) * countIn(rows, /^- /gm);
      }
      for (const [, rows = ""] of part.matchAll(/^### .*\n\n((?:(?: {2})?- .*\n)*)/gm)) notes += countIn(rows, /^- /gm);
    }
    return { changes, notes };
  };

  const leftIn = (head: string): { changes: number; notes: number } => {
    const [, said = ""] = /^\*\*Not shown here: (.*), on/m.exec(head) ?? [];
    const of = (noun: string): number => Number(new RegExp(`(\\d+) ${noun}`).exec(said)?.[1] ?? 0);
    return { changes: of("change"), notes: of("remark") };
  };

  const LIMITS = [COMMENT_LIMITS, { characters: 40_000, bytes: 60_000, parts: 1 },
    { characters: 45_000, bytes: 100_000, parts: 2 }];

  test("keeps its limits and its folds, lets no text out of code, and counts truly", () => {
    let cut = 0;
    overReviews((review) => {
      const notes = [...sectionsBefore(review), ...sectionsAfter(review)].flatMap((one) => one.notes);
      for (const limits of LIMITS) {
        const parts = renderReviewComments(review, null, limits);
        expect(parts.length).toBeLessThanOrEqual(limits.parts);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(limits.characters);
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(limits.bytes);
          expect(part.isWellFormed()).toBe(true);
          const folds = [...part.matchAll(/^<(\/?)details/gm)].map(([, end = ""]) => end).join(">");
          expect(folds).toMatch(/^(?:>\/(?:>|$))*$/);
          assertOurs(part);
        }
        const [total, left] = [shownIn(parts), leftIn(parts[0] ?? "")];
        expect(total.changes + left.changes).toBe(changesOf(review).length);
        expect(total.notes + left.notes).toBe(notes.length);
        cut += Number(left.changes > 0);
      }
    });
    expect(cut).toBeGreaterThan(0);
  }, within(60_000));

  test("begins with verdict, counts, what is blocked, and what must reboot, however little fits", () => {
    overReviews((review) => {
      const [head = ""] = renderReviewComments(review, null, { characters: 26_000, bytes: 80_000, parts: 1 });
      const { failed, changes } = review.summary;
      const stuck = changesOf(review).filter(([, change]) => isStuck(change));
      expect(stuck.length).toBe(changes.blocked + changes.impossible);
      for (const count of countsOf(review)) expect(head).toContain(`\n- ${count}\n`);
      if (failed > 0) expect(head).toContain(`not a pass, ${failed} host`);
      else if (review.policy.some(({ effect }) => effect === "deny")) expect(head).toContain("## Vexor review: denied by the policy");
      else if (stuck.length > 0) expect(head).toMatch(new RegExp(`^## Vexor review: ${stuck.length} settings? cannot`, "m"));
      if (stuck.length > 0) expect(head).toMatch(/^- \*\*(?:blocked|impossible)\*\* .* on /m);
      if (review.summary.reboots > 0) expect(head).toMatch(/^- \*\*must reboot\*\* /m);
    });
  }, within(60_000));

  test("is to a parser of Markdown made of our own elements alone, without a link or a picture", () => {
    const known = /^<\/?(?:h2|h3|p|ul|li|strong|em|code|details|details open=""|summary|b|!--.*--)>$/;
    overReviews((review) => {
      for (const part of renderReviewComments(review)) {
        const html = micromark(part.replaceAll("<details open>", '<details open="">'),
          { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
        expect([...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag).filter((tag) => !known.test(tag))).toEqual([]);
      }
    });
  }, within(60_000));

  test("names the job whose artifact is the whole, and only where something is left out", () => {
    const page = "https://forge.example/o/r/actions/runs/1";
    overReviews((review) => {
      for (const limits of LIMITS) {
        const [head = ""] = renderReviewComments(review, page, limits);
        expect(head.includes(`[the job](${page})`)).toBe(head.includes("**Not shown here: "));
      }
    });
  }, within(60_000));

  test("a block that does not fit whole begins where there is still room, behind those that do", () => {
    const block = (...sizes: readonly number[]) => sizes.map((size) => ({ text: "x".repeat(size) }));
    const blocks = [block(900, 800, 700), block(900), block(400)];
    const { parts, left } = packParts("head", blocks, { characters: 3000, bytes: 3000, parts: 2 });
    expect(left.map(({ text }) => text.length)).toEqual([800, 700]);
    const wide = [{ text: "日".repeat(600) }];
    expect(packParts("head", [wide], { characters: 3000, bytes: 3000, parts: 2 }).left).toEqual(wide);
    expect(parts.map((part) => part.replace(/x+/g, ({ length }) => String(length)))).toEqual(["head\n900\n400", "900"]);
  });

  test("names a change of the whole host in its head, among however many others", () => {
    overReviews((review) => {
      const [first] = review.groups;
      if (first === undefined) return;
      const change: PlacedChange = { address: "client", action: "declared", from: null, to: '{"active":"firedancer"}', base: null, place: null };
      const sysctl = (at: number): PlacedChange => ({ ...change, address: `sysctl/vm.x${at}`, to: "x".repeat(200) });
      const many = [...Array(2000).keys()].map(sysctl);
      const groups = [{ hosts: ["a"], changes: [...many, change] }];
      const [head = ""] = renderReviewComments({ ...review, groups }, null, { characters: 26_000, bytes: 80_000, parts: 1 });
      expect(head).toMatch(/^- \*\*declared\*\* `client` on `a`$/m);
    });
  });
});

describe("the report in HTML", () => {
  const PAGE = { elements: { ...MAP_MARKUP.elements, html: ["lang"], head: [], meta: ["charset", "http-equiv", "content", "name"],
    body: [], h1: [], h2: [], p: ["class"], ul: [], li: [], section: [], table: [], tr: [], th: [],
    td: ["class"], code: [], details: [], summary: [], span: ["class"], br: [], figure: [], figcaption: [] },
  empty: [...MAP_MARKUP.empty, "meta", "br"] };

  const parsed = (review: Review): readonly (Element | string)[] => {
    const html = renderReviewHtml(review);
    expect(html.startsWith("<!DOCTYPE html>\n")).toBe(true);
    return parseMarkup(html.slice("<!DOCTYPE html>".length), PAGE);
  };

  const codesIn = (nodes: readonly (Element | string)[]): ReadonlySet<string> =>
    new Set(elementsIn(nodes, "code").map(textOf));

  interface Row { readonly address: string; readonly values: string; readonly effect: string; readonly places: readonly Element[]; readonly said: string }
  const rowsIn = (section: Element): readonly Row[] => elementsIn([section], "tr").flatMap((row) => {
    const [effect, setting, values, line] = elementsIn([row], "td");
    if (effect === undefined || setting === undefined || values === undefined || line === undefined) return [];
    const [address] = elementsIn([setting], "code");
    return [{ effect: textOf(effect), address: address ? textOf(address) : "", values: textOf(values), said: textOf(setting),
      places: [line] }];
  });

  const isPlaced = ({ places: [cell] }: Row, host: string, { place }: PlacedChange): boolean => {
    if (cell === undefined) return false;
    const wanted = place === null ? null : shown(`${place.file}:${place.line}`);
    const rows = elementsIn([cell], "li");
    if (rows.length === 0) return [...codesIn([cell])].join() === (wanted ?? "");
    return rows.some((row) => {
      const codes = elementsIn([row], "code").map(textOf);
      return codes.includes(host) && (wanted === null || codes.at(-1) === wanted);
    });
  };

  test("has every change of every host, whole, with its line", () => {
    overReviews((review) => {
      const groups = elementsIn(parsed(review), "section").map((section) =>
        ({ hosts: codesIn(elementsIn([section], "p")), rows: rowsIn(section) }));
      for (const [{ host }, change] of changesOf(review)) {
        const found = groups.some(({ hosts, rows }) => hosts.has(shown(host)) && rows.some((row) =>
          row.address === shown(change.address) && row.values === shown(valuesOf(change, wholeValue))
            && row.effect.endsWith(MARKS[change.action].means) && row.said.includes(shown(change.reason ?? ""))
            && isPlaced(row, shown(host), change)));
        expect(found, `${host} ${change.address}`).toBe(true);
      }
    });
  }, within(60_000));

  test("loads and runs nothing", () => {
    overReviews((review) => {
      const nodes = parsed(review);
      const policy = elementsIn(nodes, "meta").find(({ attributes }) => attributes["http-equiv"] !== undefined);
      expect(policy?.attributes["content"]).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/);
      expect(elementsIn(nodes, "style").map(textOf).join()).not.toMatch(/url\(|@import|[<\\]/);
    });
  }, within(60_000));
});

describe("JUnit", () => {
  const REPORT = { elements: { testsuites: ["name"], testsuite: ["name", "file", "tests", "failures", "errors", "skipped", "time"],
    testcase: ["classname", "name", "time"], failure: ["message", "type"], error: ["message", "type"],
    "system-out": [] }, empty: [] };

  test("has a case for every change of every host, and counts them truly", () => {
    overReviews((review) => {
      const xml = renderReviewJunit(review);
      const head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
      expect(xml.startsWith(head)).toBe(true);
      const suites = elementsIn(parseMarkup(xml.slice(head.length), REPORT), "testsuite");
      expect(suites.map(({ attributes }) => attributes["name"])).toEqual([
        ...(review.policy.length > 0 ? ["policy"] : []), ...review.hosts.map(({ host }) => shown(host))]);
      const denied = suites.filter(({ attributes }) => attributes["name"] === "policy").flatMap((suite) => elementsIn([suite], "failure"));
      expect(denied).toHaveLength(review.policy.filter(({ effect }) => effect === "deny").length);
      for (const [at, suite] of suites.slice(-review.hosts.length || suites.length).entries()) {
        const one = review.hosts[at] as HostReview;
        const cases = elementsIn([suite], "testcase");
        const counted = { tests: cases.length, failures: elementsIn([suite], "failure").length,
          errors: elementsIn([suite], "error").length };
        expect(counted).toEqual({ tests: one.changes.length + 1, failures: one.changes.filter(isStuck).length,
          errors: one.failure === null ? 0 : 1 });
        expect(suite.attributes).toMatchObject(Object.fromEntries(Object.entries(counted).map(([name, value]) => [name, String(value)])));
        for (const change of one.changes) {
          const place = change.place === null ? one.file : `${change.place.file}:${change.place.line}`;
          expect(cases.some((own) => own.attributes["name"] === shown(change.address)
            && textOf(own).includes(shown(`${place}: `))), change.address).toBe(true);
        }
      }
    });
  }, within(60_000));
});

interface SarifResult {
  readonly ruleIndex: number; readonly ruleId: string; readonly level: string; readonly message: { readonly text: string };
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number } } }[];
  readonly partialFingerprints: Readonly<Record<string, string>>; readonly properties: { readonly hosts: readonly string[] };
}
interface Sarif {
  readonly runs: readonly [{ readonly results: readonly SarifResult[];
    readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[] }];
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } } }];
}

/** As much of the published schema as concerns what is written; that allows no other keys either. */
const only = (properties: Readonly<Record<string, unknown>>, ...optional: readonly string[]): object => ({ type: "object",
  additionalProperties: false, properties, required: Object.keys(properties).filter((key) => !optional.includes(key)) });
const TEXT = only({ text: { type: "string", minLength: 1 } });
const LIST = (items: object): object => ({ type: "array", items });
const isSarif = new Ajv2020({ strictTypes: false }).compile(only({
  $schema: { type: "string" }, version: { const: "2.1.0" }, runs: LIST(only({
    tool: only({ driver: only({ name: { const: "Vexor" }, version: { type: "string" },
      rules: LIST(only({ id: { type: "string" }, shortDescription: TEXT })) }) }),
    automationDetails: only({ id: { type: "string" } }), columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
    invocations: LIST(only({ executionSuccessful: { type: "boolean" },
      toolExecutionNotifications: LIST(only({ level: { enum: ["none", "note", "warning", "error"] }, message: TEXT })) })),
    results: LIST(only({ ruleId: { type: "string" }, ruleIndex: { type: "integer", minimum: -1 },
      level: { enum: ["none", "note", "warning", "error"] }, message: TEXT,
      locations: LIST(only({ physicalLocation: only({ artifactLocation: only({ uri: { type: "string" }, uriBaseId: { type: "string" } }),
        region: only({ startLine: { type: "integer", minimum: 1 }, startColumn: { type: "integer", minimum: 1 } }) }) })),
      partialFingerprints: { type: "object", additionalProperties: { type: "string" } },
      properties: only({ hosts: LIST({ type: "string" }) }) })),
  })),
}));

const expectedFindings = (review: Review): number => {
  const lines = new Set(changesOf(review).map(([, { place, ...effect }]) => JSON.stringify([effect, place])));
  const ruled = review.policy.map(({ on }) => Math.max(1, new Set(on.map(({ place }) => `${place.file}:${place.line}`)).size));
  return lines.size + ruled.reduce((sum, one) => sum + one, 0) + [failureNotes, permissionNotes, fightNotes, doubtNotes].reduce((sum, notes) => sum + notes(review).length, 0);
};

describe("findings at lines", () => {
  test("are in SARIF all changes at their lines, the worst first, and no text is a link", () => {
    overReviews((review) => {
      const { runs: [{ results, tool, invocations: [{ toolExecutionNotifications: notified }] }] } =
        JSON.parse(renderReviewSarif(review, "1", digest)) as Sarif;
      isSarif(JSON.parse(renderReviewSarif(review, "1", digest)));
      expect(isSarif.errors).toBe(null);
      const left = expectedFindings(review) - results.length;
      if (left > 0) expect([results.length, notified.at(-1)?.message.text]).toEqual([5000, expect.stringMatching(`^${left} finding`)]);
      expect(left).toBeGreaterThanOrEqual(0);
      const rank = results.map(({ level }) => ["error", "warning", "note"].indexOf(level));
      expect(rank).toEqual(rank.toSorted());
      const told = new Set<string>();
      for (const { ruleId, ruleIndex, message, locations: [location], properties } of results) {
        expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
        expect(message.text.replace(/\\[\\[\]]/g, "")).not.toMatch(/[[\]\\]/);
        const { artifactLocation: { uri }, region } = location?.physicalLocation ?? { artifactLocation: { uri: "" }, region: { startLine: 0 } };
        expect(uri).toMatch(/^[\w.!~*'()%/-]+$/);
        for (const host of properties.hosts) told.add(JSON.stringify([host, decodeURIComponent(uri), region.startLine]));
      }
      for (const [{ host, file }, { place }] of changesOf(review)) {
        const at = place ?? { file, line: 1 };
        if (place !== null && left === 0) expect(told, host).toContain(JSON.stringify([host, at.file.toWellFormed(), at.line]));
      }
      expect(new Set(results.map(({ partialFingerprints: prints }) => prints["vexorReview/v1"])).size).toBe(results.length);
    });
  }, within(60_000));

  test("are as many for GitLab, each with a fingerprint of its own", () => {
    overReviews((review) => {
      const found = JSON.parse(renderReviewCodeQuality(review, digest)) as readonly {
        readonly fingerprint: string; readonly severity: string; readonly description: string;
        readonly location: { readonly path: string; readonly lines: { readonly begin: number } } }[];
      expect(found).toHaveLength(expectedFindings(review));
      expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(found.length);
      for (const { description, severity, location } of found) {
        expect(description).not.toMatch(/[\n\u202e\u0000]/);
        expect(["blocker", "critical", "major", "info"]).toContain(severity);
        expect(location.lines.begin).toBeGreaterThan(0);
      }
    });
  }, within(60_000));

  test("keep their fingerprint when lines move, and none is another's", () => {
    overReviews((review) => {
      const hosts = JSON.parse(JSON.stringify(review.hosts), (key, value: unknown) => (key === "line" ? Number(value) + 7 : value)) as HostReview[];
      const prints = (one: Review): readonly string[] => fingerprintsOf(findingsOf(one), digest);
      expect(prints({ ...review, hosts, groups: groupEffects(hosts) })).toEqual(prints(review));
    });
    const [found] = findingsOf(reviewWith({ permissions: [{ entry: "e", from: "1", why: null, place: null }] }));
    expect(new Set(fingerprintsOf(found ? [found, found] : [], digest)).size).toBe(2);
  }, within(60_000));
});
