/**
 * A host whose packaged agent follows a signed fleet, with two unprivileged users: `sol` runs the
 * validator, `eve` only has an account. Tests play the attacker on it; the truth comes from
 * systemd, the kernel and the attacker's own programs, never from Vexor.
 */
import { execa } from "execa";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../../support/pace.ts";
import { bootContainer, type Container } from "../../lab/container.ts";
import type { ExecResult } from "../../lab/machine.ts";
import { commit, enrol, FLEET_PACKAGES, makeFleet } from "../../support/enrolment.ts";
import { buildDeb, removeDebs } from "../../support/package.ts";

/** nspawn's own boot id hides from sandboxed units: without it all of them see one boot. */
const SETUP = `set -e
while mountpoint -q /proc/sys/kernel/random/boot_id; do umount /proc/sys/kernel/random/boot_id; done
useradd --create-home --shell /bin/bash eve
useradd --create-home --shell /bin/bash sol
dpkg --install /root/vexor.deb
`;

export interface Victim {
  readonly container: Container;
  /** A shell script as root. */
  run(script: string): Promise<ExecResult>;
  /** What a script of root's prints, without blanks around it. */
  says(script: string): Promise<string>;
  /** A shell script as another user, outside of every unit of Vexor's. */
  as(user: string, script: string): Promise<ExecResult>;
  /** Commits and pushes a host file for this host; the commit's id. */
  commit(declared: object, signed?: boolean): Promise<string>;
  /** Compiles C to a static program at `path` on the host; mode 0755, owned by root. */
  compile(source: string, path: string): Promise<void>;
  /** Waits for something to come true; throws with Vexor's journal when it does not. */
  until(holds: () => Promise<boolean>, seconds?: number): Promise<void>;
  destroy(): Promise<void>;
}

const compiled = async (source: string): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), "vexor-attack-"));
  await writeFile(join(directory, "attack.c"), source);
  await execa("gcc", ["-static", "-O1", "-o", join(directory, "attack"), join(directory, "attack.c")]);
  return directory;
};

const victimOf = (container: Container): Victim => {
  const run = (script: string): Promise<ExecResult> => container.exec(["sh", "-c", script]);
  const says = async (script: string): Promise<string> => (await run(script)).stdout.trim();
  return {
    container, run, says,
    as: (user, script) => container.exec(["runuser", "-u", user, "--", "sh", "-c", script]),
    commit: (declared, signed = true) => commit(container, declared, signed),
    compile: async (source, path) => {
      const directory = await compiled(source);
      await container.copyIn(join(directory, "attack"), path);
      await rm(directory, { recursive: true });
    },
    until: (holds, seconds = 60) => until(holds, seconds, () =>
      says("journalctl -b -o short-monotonic --no-pager | grep -i vexor | tail -40")),
    destroy: async () => {
      await container.destroy();
      await removeDebs();
    },
  };
};

/** The package is installed, a fleet is served over ssh, and nothing is enrolled yet. */
export const bootVictim = async (
  name: string, packages: readonly string[] = [],
): Promise<Victim> => {
  const deb = await buildDeb("0.1.0+attack");
  const container = await bootContainer({ name: `attack-${name}`, packages: [...FLEET_PACKAGES, ...packages] });
  const victim = victimOf(container);
  try {
    await makeFleet(container);
    await container.copyIn(deb, "/root/vexor.deb", "0644");
    const { code, stdout, stderr } = await victim.run(SETUP);
    if (code !== 0) throw new Error(`the set-up failed:\n${stdout}\n${stderr}`);
    return victim;
  } catch (error) {
    await victim.destroy();
    throw error;
  }
};

/** Commits `declared`, enrols the host with it and waits until the agent has followed it. */
export const enrolVictim = async (victim: Victim, declared: object): Promise<string> => {
  const id = await victim.commit(declared);
  await enrol(victim.container, id);
  await victim.run("systemctl start vexor-agent");
  await victim.until(async () =>
    (await victim.says("vexor status --json")).includes(id));
  return id;
};
