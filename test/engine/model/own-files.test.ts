/** Root writes no file but our own, whatever a kind calls its own. */
import { expect, test } from "vitest";
import { driversOf } from "../../../src/engine/model/targets.ts";
import type { Resource } from "../../../src/engine/resource.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { makeTree } from "../../support/tree.ts";

/** A kind that takes every file for its own. */
const greedy = { kind: "greedy", drivers: [], bootFiles: [/.*/] } as unknown as Resource;

const write = async (path: string): Promise<void> => {
  const host = createLinuxHost(makeTree({ [`${path.slice(0, path.lastIndexOf("/"))}/`]: "" }));
  await driversOf([greedy]).write(host, `file:${path}`, "x");
};

test.each(["/etc/udev/rules.d/90-vexor-agent.rules", "/etc/sysctl.d/90-vexor-agent.conf"])("%s is ours", async (path) => {
  await expect(write(path)).resolves.toBeUndefined();
});

test.each(["/etc/polkit-1/rules.d/90-vexor-agent.rules", "/etc/audit/rules.d/90-vexor-agent.rules", "/etc/udev/rules.d/91-other.rules",
  "/etc/passwd", "/etc/udev/../90-vexor-agent.conf"])("%s is not", async (path) => {
  await expect(write(path)).rejects.toThrow("is not a boot file of Vexor's");
});
