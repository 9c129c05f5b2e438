/**
 * Memory that runs out: the kernel's own OOM killer, by a memory cgroup that a process is put into
 * and that has no room left. Where the container has the controller, systemd's limit does it; else
 * it is done from outside, with the first version of cgroups.
 */
import { existsSync, statSync } from "node:fs";
import { mkdir, readFile, readdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { deadline } from "../../support/pace.ts";
import type { AgentFaultHarness } from "./machine.ts";

const GROUPS = "/sys/fs/cgroup/memory";
const MARK = "root/inject-fault.pl";

export const cannotExhaust = (): string | undefined =>
  (existsSync(join(GROUPS, "memory.limit_in_bytes")) ? undefined : `there is no ${GROUPS}`);

const inodeOf = (path: string): number | undefined =>
  statSync(path, { throwIfNoEntry: false })?.ino;

/** Host process ids of this container's `vexor` that have this verb. */
export const pidsOf = async ({ container }: AgentFaultHarness, verb: RegExp): Promise<readonly string[]> => {
  const found: string[] = [];
  const own = inodeOf(join(container.root, MARK));
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    // Other containers, of campaigns beside this one, have agents of their own.
    if (verb.test(line) && inodeOf(`/proc/${pid}/root/${MARK}`) === own) found.push(pid);
  }
  return found;
};

const VERBS = { agent: /^\S*vexor\0agent\0/, operate: /^\S*vexor\0operate\0/ } as const;

const waitFor = async (harness: AgentFaultHarness, part: keyof typeof VERBS): Promise<readonly string[]> => {
  for (const limit = deadline(4000); !limit.isOver();) {
    const pids = await pidsOf(harness, VERBS[part]);
    if (pids.length > 0) return pids;
  }
  return [];
};

/** Whether the kernel killed something. */
export const exhaust = async (
  harness: AgentFaultHarness, part: keyof typeof VERBS, delay: number,
): Promise<boolean> => {
  const group = join(GROUPS, `vexor-lab-oom.${process.pid}`);
  await mkdir(group, { recursive: true });
  await writeFile(join(group, "memory.limit_in_bytes"), "65536");
  await waitFor(harness, part);
  await sleep(delay);
  for (const pid of await pidsOf(harness, VERBS[part])) {
    await writeFile(join(group, "cgroup.procs"), pid).catch(() => undefined); // it has ended
  }
  const isEmpty = async (): Promise<boolean> =>
    (await readFile(join(group, "cgroup.procs"), "utf8")).trim() === "";
  for (const limit = deadline(8000); !limit.isOver() && !await isEmpty();) await sleep(50);
  const killed = /oom_kill (\d+)/.exec(
    await readFile(join(group, "memory.oom_control"), "utf8"))?.[1];
  if (await isEmpty()) await rmdir(group);
  else await writeFile(join(group, "memory.limit_in_bytes"), "-1");
  return Number(killed) > 0;
};
