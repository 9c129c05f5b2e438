/** A client that is started must vote on from its vote history; one that begins anew is stopped. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { withPort, type Host } from "../../../src/ports/host.ts";
import { serviceDriver } from "../../../src/resources/client/service.ts";
import { saveHistory } from "../../stand-ins/agave/vote-history.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { makeKey } from "../../support/keys.ts";
import { saying } from "../../support/programs.ts";
import { makeTree } from "../../support/tree.ts";

const own = makeKey();
const key = parseKeypair(own.text);
const UNIT = "sol.service,stop=1,well=5,health=none,rivals=";

/** What the client has written once it has started: its root, and the slots that it has voted for. */
const startedWith = (root: number, ...slots: readonly number[]) => {
  const tree = makeTree({
    "/etc/passwd": "sol:x:0:0::/:/bin/sh\n", "/opt/agave-validator": "", "/id.json": own.text, "/mnt/a/": "",
    "/etc/systemd/system/sol.service":
      "[Service]\nUser=sol\nExecStart=/opt/agave-validator --ledger /mnt/a --identity /id.json\n",
    "/proc/900/exe": "-> /opt/agave-validator", "/proc/900/cmdline": "agave-validator\0",
    "/proc/900/cgroup": "0::/system.slice/sol.service\n", "/proc/900/status": "PPid:\t1\nUid:\t0\t0\t0\t0\n",
    "/sys/fs/cgroup/system.slice/sol.service/cgroup.procs": "900\n",
  });
  const save = (first: number, voted: readonly number[]): void =>
    saveHistory(join(tree, "mnt/a"), { root: first, votes: voted.map((slot) => ({ slot, vote: "notarize" })) }, key);
  save(100, [100, 101, 102]);
  let now = 0;
  const ran: string[] = [];
  const real = withPort(createLinuxHost(tree), "programs", saying(() => null));
  const host: Host = { ...real, isTree: false, now: () => new Date(now), sleep: async (ms) => void (now += ms),
    run: async (argv) => {
      const [, verb = ""] = argv;
      ran.push(verb);
      if (verb === "start" && slots.length > 0) save(root, slots);
      if (verb === "stop") for (const gone of ["sys/fs/cgroup/system.slice", "proc/900"]) {
        rmSync(join(tree, gone), { recursive: true });
      }
      return { code: 0, timedOut: false, stderr: "", stdout: ran.includes("stop")
        ? "ActiveState=inactive\nSubState=dead\nResult=success\nNRestarts=0\n"
        : "ActiveState=active\nSubState=running\nResult=success\nNRestarts=0\n" };
    } };
  return { ran, start: async () => serviceDriver.write(host, UNIT, "running") };
};

describe("a client that has a vote history", () => {
  test("is well once it votes on from it", async () => {
    const { ran, start } = startedWith(100, 100, 101, 102, 140);
    expect(await start()).toBeUndefined();
    expect(ran).not.toContain("stop");
  });

  test.each<[string, readonly [number, ...number[]]]>([["an empty one", [0, 140]], ["one without its newest vote", [100, 100, 101, 140]]])(
    "and begins %s is stopped at once", async (_, written) => {
      const { ran, start } = startedWith(...written);
      await expect(start()).rejects.toMatchObject({ code: "VOTE_HISTORY_LOST" });
      expect(ran.indexOf("stop")).toBeGreaterThan(ran.indexOf("start"));
    });

  test("and writes nothing has not shown that it uses it, and is left to the rollback", async () => {
    const { ran, start } = startedWith(100);
    await expect(start()).rejects.toMatchObject({ code: "VOTE_HISTORY_UNUSED" });
    expect(ran).not.toContain("stop");
  });
});
