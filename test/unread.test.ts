/**
 * What may not be read is unknown, and never the end of a plan: each file and directory of each
 * scenario's machine is closed in turn. VEXOR_CLOSED=all closes all of them, else a sample.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterAll, describe, expect, test } from "vitest";
import type { HostFile, Plan, PlanItem } from "../src/engine/model/model.ts";
import { makePlan } from "../src/engine/plan/plan.ts";
import { VexorError } from "../src/engine/model/errors.ts";
import { closing, type Closed } from "./support/closed-host.ts";
import { applyAt, hostAt, requestAt } from "./support/engine.ts";
import { within } from "./support/pace.ts";
import { makeTree } from "./support/tree.ts";
import { buildTree, fileOf, readScenario, scenarioNames } from "./support/scenario.ts";
import { hostFile } from "./support/host-file.ts";
import { VEXOR } from "./support/paths.ts";

const ALL = process.env["VEXOR_CLOSED"] === "all";
const SAMPLE = 4;

const trees: string[] = [];
afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true });
});

/** Vexor's own records are not part of the machine: without them nothing is planned. */
const OWN = /^\/(var\/lib|run|etc)\/vexor-agent(\/|$)/;
const ABOVE_OWN = /^\/(var|var\/lib|run|proc)$/;

const pathsBelow = (root: string, under = ""): readonly string[] =>
  readdirSync(join(root, under)).sort().flatMap((name) => {
    const path = `${under}/${name}`;
    if (OWN.test(path)) return [];
    if (!lstatSync(join(root, path)).isDirectory()) return [path];
    return [...(ABOVE_OWN.test(path) ? [] : [path]), ...pathsBelow(root, path)];
  });

const closedIn = (root: string, errno: string): readonly Closed[] =>
  pathsBelow(root).map((path) =>
    ({ path, errno, isDirectory: lstatSync(join(root, path)).isDirectory() }));

const planOf = (host: ReturnType<typeof hostAt>, declaration: HostFile, isPreview: boolean): Plan =>
  makePlan({ ...requestAt(host, declaration), isPreview });

const declarationOf = (name: string): HostFile =>
  load(readFileSync(fileOf(name, "host.yaml"), "utf8")) as HostFile;

const STAYS: ReadonlySet<string> = new Set(["blocked", "impossible"]);

/** What the closed door lets pass that was stopped with it open. */
const letThrough = (open: Plan, shut: Plan): readonly string[] =>
  open.items.flatMap((before) => {
    const after = shut.items.find(({ address }) => address === before.address);
    if (!after || after.action === before.action || STAYS.has(after.action)) return [];
    const isWarned = after.action === "none" && after.afterReboot === null;
    return isWarned ? [] : [`${before.address}: ${before.action}, and now ${after.action}`];
  });

const mean = ({ address, action, live, to, afterReboot }: PlanItem): readonly unknown[] =>
  [address, action, live, to, afterReboot];

interface UnreadHarness {
  readonly name: string;
  readonly root: string;
  readonly declaration: HostFile;
}

const tryPlan = (act: () => Plan, what: string): Plan => {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    throw new Error(`${what}: ${error.code} ${error.message}`);
  }
};

const hold = ({ root, declaration }: UnreadHarness, closed: Closed, open: Plan, wrong: string[]): void => {
  let met = false;
  const host = closing(hostAt(root), closed, () => {
    met = true;
  });
  const what = `${closed.path} is closed with ${closed.errno}`;
  try {
    const strict = tryPlan(() => planOf(host, declaration, false), what);
    if (!met) return;
    wrong.push(...letThrough(open, strict).map((one) => `${what}: ${one}`));
    const preview = tryPlan(() => planOf(host, declaration, true), `preview: ${what}`);
    const isSame = JSON.stringify(preview.items.map(mean)) === JSON.stringify(open.items.map(mean));
    const isTold = preview.unread !== undefined
      || preview.items.some(({ reason }) => reason.includes(closed.errno));
    if (!isSame && !isTold) wrong.push(`${what}: another plan, and not a word`);
  } catch (error) {
    wrong.push(String(error));
  }
};

const pick = (all: readonly Closed[]): readonly Closed[] => {
  if (ALL || all.length <= SAMPLE) return all;
  const step = all.length / SAMPLE;
  return Array.from({ length: SAMPLE }, (_, at) => all[Math.floor(at * step)] as Closed);
};

const SPOKEN: HostFile = hostFile({ sysctl: { "vm.swappiness": 10 } });
const MACHINE = {
  "/proc/sys/vm/swappiness": "60\n",
  // As Debian's etcd-server has it.
  "/etc/init.d/etcd": "#!/bin/sh\nDAEMON_ARGS=/var/lib/etcd/default\n",
  "/var/lib/etcd/default/": "",
  "/var/spool/cron/crontabs/root": "@reboot sysctl -w vm.swappiness=60\n",
  "/etc/cron.d/tune": "@reboot root /opt/tune.sh\n",
  "/opt/tune.sh": "#!/bin/sh\n",
};

describe("a machine with an unreadable place", () => {
  const closed = (path: string, errno: string, isPreview: boolean): Plan =>
    planOf(closing(hostAt(makeTree(MACHINE)),
      { path, errno, isDirectory: !path.endsWith(".sh") }), SPOKEN, isPreview);

  test.each([
    ["/var/lib/etcd", "/var/lib/etcd/default"],
    ["/var/spool/cron/crontabs", "/var/spool/cron/crontabs"],
    ["/opt/tune.sh", "/opt/tune.sh"],
  ])("of %s has a preview that names it and goes on, and a plan of root's that writes nothing", (path, named) => {
    const preview = closed(path, "EACCES", true);
    expect(preview.unread).toEqual([{ path: named, needs: "root" }]);
    for (const [errno, needs] of [["EACCES", "root"], ["EIO", "EIO"]] as const) {
      const { items: [item], unread } = closed(path, errno, false);
      expect(unread).toEqual([{ path: named, needs }]);
      expect(item).toMatchObject({ action: "blocked", live: "60" });
      expect(item?.evidence.some((one) => one.path === named)).toBe(true);
    }
    expect(closed(path, "EIO", true).items[0]).toMatchObject({ action: "blocked" });
  });

  test("keeps an update, as a preview, with the value's own reason, where a crontab is unreadable", () => {
    const { items: [item], summary } = closed("/var/spool/cron/crontabs", "EACCES", true);
    expect(item).toMatchObject({ action: "update", origin: "default" });
    expect(summary.update).toBe(1);
    const { items: [strict] } = closed("/var/spool/cron/crontabs", "EIO", false);
    expect(strict).toMatchObject({ action: "blocked", origin: "unknown", afterReboot: null });
  });

  test.skipIf(process.getuid?.() !== 0)("is reported by the verb itself to a user without rights", () => {
    const root = makeTree({ ...MACHINE,
      "/host.yaml": "apiVersion: vexor/v1\nhost: test-host\nsysctl: {vm.swappiness: 10}\n" });
    chmodSync(root, 0o755);
    chmodSync(join(root, "var/spool/cron/crontabs"), 0);
    chmodSync(join(root, "var/lib/etcd"), 0o700);
    const said = execFileSync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups",
      VEXOR, "plan", "--root", root, "-f", join(root, "host.yaml")],
    { encoding: "utf8" });
    expect(said).toContain("/var/lib/etcd/default (needs root)");
    expect(said).toContain("/var/spool/cron/crontabs (needs root)");
    expect(said).toContain("1 blocked");
  });

  const ROUTER = { "/proc/sys/net/ipv4/ip_forward": "0\n",
    "/proc/sys/net/ipv4/conf/all/forwarding": "0\n",
    "/proc/sys/net/ipv4/conf/eth0/forwarding": "0\n" };

  test.each(["/proc/sys/net/ipv4/conf/eth0/forwarding", "/proc/sys/net/ipv4/conf/eth0"])(
    "with %s, which a write would move, has no write by root, and a preview names it", (path) => {
      const plan = (errno: string, isPreview: boolean): Plan => planOf(closing(
        hostAt(makeTree(ROUTER)), { path, errno, isDirectory: path.endsWith("eth0") }),
      { ...SPOKEN, sysctl: { "net.ipv4.ip_forward": 1 } }, isPreview);
      for (const errno of ["EACCES", "EIO"]) {
        expect(plan(errno, false).items[0]).toMatchObject({ action: "blocked" });
      }
      expect(plan("EACCES", true).unread)
        .toEqual([{ path: "/proc/sys/net/ipv4/conf/eth0/forwarding", needs: "root" }]);
    });

  test("keeps the claim of an unreadable sysctl that leaves the host file", async () => {
    const host = hostAt(makeTree({ "/proc/sys/vm/swappiness": "60\n" }));
    await applyAt(host, SPOKEN);
    const { items: [item], changes } = planOf(closing(host, { path: "/proc/sys/vm/swappiness",
      errno: "EIO", isDirectory: false }), { ...SPOKEN, sysctl: {} }, false);
    expect(item).toMatchObject({ action: "impossible", reason: expect.stringContaining("EIO") });
    expect(changes).toEqual([]);
  });

  test("ignores a socket in sysctl.d", () => {
    const host = closing(hostAt(makeTree({ ...MACHINE, "/etc/sysctl.d/x.conf": "" })),
      { path: "/etc/sysctl.d/x.conf", errno: "ENXIO", isDirectory: false });
    expect(planOf(host, SPOKEN, false)).not.toHaveProperty("unread");
  });
});

const NAMES = scenarioNames().filter((name) => !readScenario(name).refused);

describe("with one place closed, a plan goes on, and permits nothing new", () => {
  test.each(NAMES)("%s", { timeout: within(120_000) }, (name) => {
    const root = buildTree(name, readScenario(name));
    trees.push(root);
    const harness: UnreadHarness = { name, root, declaration: declarationOf(name) };
    const open = planOf(hostAt(root), harness.declaration, false);
    const wrong: string[] = [];
    for (const errno of ["EACCES", "EIO"]) {
      for (const closed of pick(closedIn(root, errno))) hold(harness, closed, open, wrong);
    }
    expect(wrong).toEqual([]);
  });
});
