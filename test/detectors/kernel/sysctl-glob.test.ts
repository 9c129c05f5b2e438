/** Globs of sysctl.d: what they reach, and that none of them keeps a plan waiting. */
import { expect, test } from "vitest";
import { globMatcher } from "../../../src/detectors/kernel/sysctl-glob.ts";
import fc from "../../support/property.ts";

test.each<[string, readonly string[], readonly string[]]>([
  ["net/ipv4/conf/*/rp_filter", ["net/ipv4/conf/eth0/rp_filter", "net/ipv4/conf//rp_filter"],
    ["net/ipv4/conf/a/b/rp_filter", "net/ipv4/conf/eth0/rp_filter2", "net/ipv4/conf/eth0"]],
  ["vm/s?appiness", ["vm/swappiness"], ["vm/sappiness", "vm/s/appiness"]],
  ["vm/[a-d]irty_{ratio,bytes}", ["vm/dirty_ratio", "vm/dirty_bytes"], ["vm/dirty_", "vm/zirty_ratio"]],
  ["vm/[!a-d]irty*", ["vm/zirty", "vm/zirtyx"], ["vm/dirty", "vm//irty"]],
  ["vm/{a,b{c,d}}x*", ["vm/ax", "vm/bcx", "vm/bdxy"], ["vm/bx", "vm/abcx"]],
  ["vm/[[:digit:]x]*", ["vm/1", "vm/xa"], ["vm/a"]],
  ["vm/{a*", ["vm/{a", "vm/{ab"], ["vm/a"]],
  ["vm/\\*a?", ["vm/*ab"], ["vm/xab"]],
  ["vm/[z-a]*", [], ["vm/z", "vm/"]],
])("%s", (glob, reached, missed) => {
  const matcher = globMatcher(glob);
  expect(reached.filter((key) => !matcher.test(key))).toEqual([]);
  expect(missed.filter((key) => matcher.test(key))).toEqual([]);
});

/** The same by a regular expression, which takes exponential time for some. */
const expression = (glob: string): RegExp => new RegExp(`^${glob
  .replace(/[*]+/g, "[^/]*").replaceAll("?", "[^/]").replaceAll("{", "(?:").replaceAll("}", ")")
  .replaceAll(",", "|")}$`);

test("a glob matches what its regular expression does", () => {
  const part: fc.Arbitrary<string> = fc.letrec<{ part: string; brace: string }>((tie) => ({
    part: fc.oneof({ depthSize: "small" }, fc.constantFrom("a", "b", "/", "*", "?", "**"), tie("brace")),
    brace: fc.array(fc.array(tie("part"), { maxLength: 3 }).map((all) => all.join("")),
      { minLength: 1, maxLength: 3 }).map((all) => `{${all.join(",")}}`),
  })).part;
  const glob = fc.array(part, { maxLength: 8 }).map((all) => all.join(""));
  const key = fc.array(fc.constantFrom("a", "b", "/"), { maxLength: 8 }).map((all) => all.join(""));
  fc.assert(fc.property(glob, key, (pattern, name) =>
    globMatcher(pattern).test(name) === expression(pattern).test(name)), { numRuns: 5000 });
});

/** A regular expression takes hours for the first three. */
test.each([
  ["stars", "*a".repeat(500)], ["braces", `${"{,a}".repeat(200)}b*`],
  ["braces of stars", `{${"{*a,*a}".repeat(120)}}b`], ["brackets", "[".repeat(60_000)],
  ["64 KiB of stars", "*a".repeat(32 * 1024)], ["64 KiB of braces", "{a,".repeat(20_000)],
])("%s are matched in bounded time", (_, glob) => {
  const matcher = globMatcher(glob);
  const isLong = glob.length > 1024;
  for (let count = 0; count < 200; count += 1) {
    expect(matcher.test("a".repeat(60))).toBe(isLong);
  }
});
