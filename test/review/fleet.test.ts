/** Reviews of more hosts than are held at a time, in which plans are not kept either. */
import { beforeAll, expect, test } from "vitest";
import type { Review } from "../../src/review/model.ts";
import { within } from "../support/pace.ts";
import { factsOf, hostText, makeRepository, reviewOf, roleText } from "../support/review.ts";
import { kernelDefaults, type Files } from "../support/tree.ts";

const HOSTS = Array.from({ length: 405 }, (_, at) => `h-${String(at).padStart(3, "0")}`);
/** Those at both ends of each part that is held, and their neighbours. */
const RECORDED = [0, 1, 199, 200, 201, 399, 400, 404].flatMap((at) => HOSTS[at] ?? []);
/** The change says the same of them as the base. */
const UNCHANGED = new Set(["h-198", "h-200"]);

const machineOf = (host: string): Files => ({ "/proc/sys/vm/swappiness": `${Number(host.slice(2)) + 1}\n`,
  ...kernelDefaults({ "vm.swappiness": String(Number(host.slice(2)) + 1) }) });

const fileOf = (host: string): string => hostText(host, "extends: [../roles/r.yaml]",
  ...(UNCHANGED.has(host) ? ["sysctl: {vm.swappiness: 7}"] : []));

let at = "";
beforeAll(() => {
  at = makeRepository({ "roles/r.yaml": roleText("sysctl: {vm.swappiness: 10}"),
    ...Object.fromEntries(HOSTS.map((host) => [`hosts/${host}.yaml`, fileOf(host)])),
    ...Object.fromEntries(RECORDED.map((host) => [`facts/${host}.json`, factsOf(host, machineOf(host))])) },
  { "roles/r.yaml": roleText("sysctl: {vm.swappiness: 5}") });
}, within(30_000));

const reviewed = (keepsPlans: boolean): Promise<Review> =>
  reviewOf(at, "main..change", undefined, undefined, 0, keepsPlans);

test("each host of a fleet is reviewed once, in its order, on its own facts", async () => {
  const { hosts, summary } = await reviewed(true);
  const touched = HOSTS.filter((host) => !UNCHANGED.has(host));
  expect(hosts.map(({ host }) => host)).toEqual(touched);
  expect(hosts.filter(({ facts }) => facts !== null).map(({ host, changes: [change] }) =>
    `${host} ${change?.from} > ${change?.to}`)).toEqual(RECORDED
    .filter((host) => !UNCHANGED.has(host)).map((host) => `${host} ${Number(host.slice(2)) + 1} > 5`));
  expect(summary).toMatchObject({ hosts: HOSTS.length, changed: touched.length,
    unplanned: touched.length - RECORDED.length + 1 });
});

test("a review that keeps no plans says all else that it says with them", async () => {
  const [whole, short] = [await reviewed(true), await reviewed(false)];
  expect(whole.hosts.filter(({ before, after }) => before !== null && after !== null))
    .toHaveLength(RECORDED.length - 1);
  expect(short).toEqual({ ...whole,
    hosts: whole.hosts.map((one) => ({ ...one, before: null, after: null })) });
});
