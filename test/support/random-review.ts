/** Reviews as they could be, with texts as no honest host writes them. */
import type { CpuMap } from "../../src/map/model.ts";
import { groupEffects } from "../../src/review/groups.ts";
import type {
  ReviewEffect, HostReview, PlacedChange, PolicyHit, Review, ReviewProblem,
} from "../../src/review/model.ts";
import { summaryOf } from "../../src/review/summary.ts";
import type { Random } from "./random.ts";

const HOSTILE = ["`", "```", "|", "\\|", "@everyone", "#1", "owner/repo#7", "!3", "<script>alert(1)</script>",
  "</details>", "</code></summary><img src=x onerror=x>", "-->", "]]>", "&amp;", "&", "<!--", "\u202e", "\u200b",
  "\n", "\n\n# A title", "\n/close", "\n- [ ] x", "[x](http://e.example)", "**", "$`x`$", "{0}", "\u0000", "\u001b[31m",
  "\ud800", "\ufffe", "'", "\"", " ", "\t", "é", "日本", "😀", "~~~", "\\", "\r\n", "vm.swappiness", "134217728"];

const EFFECTS: readonly ReviewEffect[] = ["none", "update", "persist", "adopt", "release", "drift", "blocked",
  "impossible", "declared", "dropped"];

const hostile = (random: Random): string => {
  const text = Array.from({ length: random.below(5) }, () => random.pick(HOSTILE)).join("");
  return random.chance(0.02) ? (text || "x").repeat(400) : text;
};

const maybe = <T>(random: Random, make: () => T): T | null => (random.chance(0.5) ? make() : null);

const someChange = (random: Random, at: number): Omit<PlacedChange, "place"> => {
  const action = random.pick(EFFECTS);
  const isStuck = action === "blocked" || action === "impossible";
  return {
    address: `sysctl/k${at}.${hostile(random)}`, action,
    from: maybe(random, () => hostile(random)), to: maybe(random, () => hostile(random)),
    base: maybe(random, () => ({ action: "update" as const, to: hostile(random) })), origin: "custom",
    ...(random.chance(0.2) ? { takesEffect: "reboot" as const } : {}),
    ...(random.chance(0.2) ? { interrupts: ["a.service", hostile(random)] } : {}),
    ...(random.chance(0.1) ? { signs: true as const } : {}),
    ...(random.chance(0.2) ? { adopts: hostile(random) } : {}),
    ...(random.chance(0.4) ? { why: hostile(random) } : {}),
    ...(isStuck ? { reason: hostile(random), waysOut: [hostile(random)],
      evidence: [{ kind: "file" as const, path: `/etc/${hostile(random)}`, line: 2, says: hostile(random) }] } : {}),
    ...(random.chance(0.2) ? { warnings: [hostile(random)] } : {}),
  };
};

const problem = (random: Random): ReviewProblem => ({ code: "HOST_FILE_INVALID", message: hostile(random),
  hint: hostile(random), place: maybe(random, () => ({ file: `roles/${hostile(random)}.yaml`, line: 3, column: 1 })) });

const placeIn = (file: string, random: Random) => ({ file, line: 1 + random.below(50), column: 1 + random.below(9) });

const someMap = (random: Random, host: string): CpuMap => ({
  format: "vexor.map/1", host, machine: { names: [{ kind: "l3", id: 0, size: "32768K" }], boxes: [], cores: [
    { kind: random.pick([null, "P", "LP"]), each: ["0-1"] }] }, online: "0-1", offline: "", isolated: "1", tickless: "",
  unpinned: "0", nodesWithoutCpus: [], more: 0, isPlanned: true, unknown: [hostile(random)], occupants: [
    { key: "A", kind: "service", name: hostile(random), before: "0", after: "1", remark: hostile(random) },
    { key: "a", kind: "interrupts", name: hostile(random), count: 2, before: "0-1", after: "0" }],
});

const someHost = (
  random: Random, at: number, pool: readonly (readonly [Omit<PlacedChange, "place">, string | null])[],
): HostReview => {
  const status = random.pick(["changed", "changed", "changed", "added", "removed", "failed"] as const);
  const host = `h${at}${status === "failed" ? hostile(random).replace(/[/\n\r\0]/g, "") : ""}`;
  const file = `hosts/${host}.yaml`;
  const changes = status === "removed" || status === "failed" ? []
    : pool.filter(() => random.chance(0.6)).map(([change, role], line): PlacedChange => ({ ...change,
      place: change.action === "dropped" ? null
        : { file: role ?? file, line: role === null ? 1 + random.below(50) : line + 1, column: 1 } }));
  const isKnown = random.chance(0.7);
  return {
    host, file, status, failure: status === "failed" ? problem(random) : null,
    baseFailure: random.chance(0.1) ? problem(random) : null,
    facts: isKnown ? { at: "2026-11-01T10:00:00Z", ageSeconds: random.below(20) * 86_400, digest: "d",
      vexor: hostile(random), asRoot: random.chance(0.9), signedBy: maybe(random, () => "SHA256:x") } : null,
    factsProblem: isKnown || status === "removed" ? null : problem(random),
    before: null, after: null, changes, apart: { toDo: random.below(3), blocked: random.below(2) },
    permissions: random.chance(0.2) ? [{ entry: hostile(random), from: hostile(random),
      why: maybe(random, () => hostile(random)), place: placeIn(file, random) }] : [],
    fights: random.chance(0.1) ? [{ entry: hostile(random),
      counts: { place: placeIn("roles/a.yaml", random), value: hostile(random) },
      loses: { place: placeIn(`roles/${hostile(random)}`, random), value: hostile(random) } }] : [],
    sections: [], policy: [], ...(random.chance(0.3) ? { map: someMap(random, host) } : {}),
  };
};

/** Consistent, as a review is: groups and counts are those of its hosts. */
export const randomReview = (random: Random, isLarge = random.chance(0.02)): Review => {
  const pool = Array.from({ length: isLarge ? 400 : random.below(12) }, (_, at) =>
    [someChange(random, at), maybe(random, () => `roles/${hostile(random)}.yaml`)] as const);
  const hosts = Array.from({ length: isLarge ? 40 : random.below(12) }, (_, at) =>
    someHost(random, at, pool));
  const [base, head] = ["a".repeat(40), "b".repeat(40)];
  const policy = Array.from({ length: random.below(4) }, (_, at): PolicyHit => ({ says: placeIn(`policy/${hostile(random)}.yaml`, random),
    effect: random.pick(["deny", "warn"]), rule: `r${at}`, message: `${at} ${hostile(random)}`,
    on: hosts.filter(() => random.chance(0.3)).map(({ host, file }) => ({ host, place: placeIn(file, random) })) }));
  return { format: "vexor.review/1", base, head, from: base, summary: summaryOf(hosts, hosts.length + 3, policy), hosts, policy,
    trusted: random.chance(0.2) ? [`policy/${hostile(random)}.yaml`, "keys/hosts/a.pub"] : [],
    groups: groupEffects(hosts), alsoInBase: hosts.filter(() => random.chance(0.1)).map(({ host }) => host) };
};
