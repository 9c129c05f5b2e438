/** A key or a password in a URL of the host file stands in what Vexor keeps, and in no output. */
import { describe, expect, test } from "vitest";
import { askHealth } from "../../src/detectors/clients/client-health.ts";
import { formatCheck } from "../../src/detectors/clients/health-samples.ts";
import { withoutPaths, withoutSecrets } from "../../src/formats/quote.ts";
import type { Change, Plan } from "../../src/engine/model/model.ts";
import type { HostReader } from "../../src/ports/host.ts";
import type { RecordedRun } from "../../src/engine/run/store.ts";
import { renderPlan } from "../../src/render/plan.ts";
import { renderRun } from "../../src/render/run.ts";
import { shownJson } from "../../src/render/shown-json.ts";
import { styleFor } from "../../src/render/style.ts";
import { serviceTarget } from "../../src/resources/client/service-params.ts";
import { identityTarget } from "../../src/resources/identity/change-params.ts";

const TOKEN = "SECRET0123456789abcdef";
const URLS = ["https://rpc.example.org/?api-key=SECRET", "https://ops:SECRET@rpc.example.org/x",
  `https://rpc.example.org/v2/${TOKEN}`, `https://ops@rpc.example.org/v2/${TOKEN}/x`];
const AT = "2026-01-05T12:00:00.000Z";

/** As versions before 0.2 name them, in records that are still shown. */
const oldCells = (url: string): readonly string[] => [
  `service:a.service,stop=1,well=1,health=${url},rivals=b.service`,
  "identity:a.service,agave,voter=,account=,watch=1,tower=1,"
    + `rpc=${encodeURIComponent(url)},boot=/etc/a,was=b,keys=/k`];

const targetsWith = (url: string): readonly Pick<Change, "target" | "params">[] => [
  serviceTarget({ unit: "a.service", stopWithin: 1, healthyWithin: 1, steadyFor: 0, health: url, conflictingUnits: ["b.service"] }),
  identityTarget({ unit: "a.service", method: "agave", voter: "", account: "", requireSilence: true, requireTower: true,
    rpcs: [url, url.replace("//", "//second.")], linkPath: "/etc/a", previousLinkText: "b", through: "", imports: "", epoch: "", keys: ["/k"] })];

const planWith = (url: string): Plan => ({ format: "vexor.plan/2", id: "1", host: "h",
  mode: "enforce", source: { file: "h.yaml", commit: null },
  declaration: { apiVersion: "vexor/v1", host: "h", client: { active: "agave", probe: url },
    identity: { pubkey: "p", keypair: "/k", clusterRpc: [url, url.replace("//", "//second.")] },
    health: { checks: [{ url }, { metric: { url, name: "m", atMost: 1 } }] } },
  summary: { none: 0, update: 0, persist: 0, adopt: 0, release: 0, drift: 0, blocked: 0,
    impossible: 0 },
  items: [], warnings: [],
  changes: targetsWith(url).map((target): Change =>
    ({ ...target, kind: "client", from: "a", to: "b", for: ["client/active"], reboot: null })) } as Plan);

const runWith = (url: string): RecordedRun => {
  const targets = [...oldCells(url), ...targetsWith(url).map(({ target }) => target)];
  return { id: 1, plan: planWith(url), snapshot: { format: "vexor.snapshot/2", bootId: "b", at: AT,
    by: "test", begunBy: "person", claims: {},
    targets: Object.fromEntries(targets.map((target) => [target, "x"])) },
  journal: [{ seq: 0, at: AT, type: "begin" }, { seq: 1, at: AT, type: "intent", targets },
    { seq: 2, at: AT, type: "immutable", target: targets[0] ?? "", why: "so" },
    { seq: 3, at: AT, type: "conflicts", conflicts: targets.map((target) => ({ target, found: "y", why: "so" })) },
    { seq: 4, at: AT, type: "end", outcome: "rolled-back" }] };
};

describe.each(URLS)("%s", (url) => {
  const style = styleFor(false);

  test("is whole in the records of a run, because an undo has no host file", () => {
    expect(decodeURIComponent(JSON.stringify(planWith(url).changes)).split(url)).toHaveLength(3);
  });

  test.each([
    ["plan", () => renderPlan(planWith(url), { style, all: true })],
    ["plan --json", () => shownJson(planWith(url))],
    ["show", () => renderRun(runWith(url), style, Date.parse(AT), () => null)],
    ["show --json", () => shownJson(runWith(url))],
    ["a health check's name", () => formatCheck({ url })],
    ["a probe's answer", () => askHealth(
      { port: () => ({ ask: () => [{ status: 500, body: "", problem: null }] }) } as unknown as HostReader, url).says],
  ] as const)("is not printed by %s", async (_, shown) => {
    const text = await shown();
    expect(text).not.toContain("SECRET");
    expect(text).not.toBe("");
  });
});

test("a document without a URL is printed as it is", () => {
  const document = { a: [1, null, "x? y#z"], b: { c: true } };
  expect(JSON.parse(shownJson(document))).toEqual(document);
});

test.each([
  ["https://git.example.org/ops/validator-fleet-2026.git", null],
  ["ssh://git@git.example.org/ops/fleet.git", "ssh://…@git.example.org/ops/fleet.git"],
  ["https://git.example.org/glpat-SECRET/ops/fleet.git.", "https://git.example.org/…/ops/fleet.git."],
  [`https://git.example.org/t/${TOKEN}/fleet.git`, "https://git.example.org/t/…/fleet.git"],
  ["https://hooks.slack.com/services/T0/B0/SECRET", "https://hooks.slack.com/…"],
  ["(https://discord.com/api/webhooks/1/SECRET)", "(https://discord.com/api/webhooks/…)"],
  ["https://acme.webhook.office.com/webhookb2/SECRET", "https://acme.webhook.office.com/…"],
  ["https://api.telegram.org/bot1:SECRET/sendMessage", "https://api.telegram.org/…/sendMessage"],
  ["http://127.0.0.1:8899/health", null],
])("of %s only the public part is shown", (url, shown) => {
  expect(withoutSecrets(`see ${url}`)).toBe(`see ${shown ?? url}`);
});

test("of a webhook only the host is shown, whatever its path is", () => {
  expect(withoutPaths("http://ntfy.example.org/SECRET/x")).toBe("http://ntfy.example.org/…");
});

test("a long text of closing signs is read in bounded time", () => {
  const text = `https://a.example/${")".repeat(100_000)}x?${")".repeat(100_000)}x`;
  expect(withoutSecrets(text)).toContain("a.example");
});
