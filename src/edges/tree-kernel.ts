/**
 * What a kernel would do, for a tree of plain files: under `--root` a changed IRQ mask or cpuset
 * becomes effective and a thread's status shows its new affinity, so that plan and verify can be
 * tried on a copy of a machine. The kernel takes a value whole or not at all, so a file here gets
 * it in one write, with line ends over what is left of a longer one.
 */
import {
  closeSync, constants, existsSync, fstatSync, ftruncateSync, globSync, openSync, readFileSync,
  writeSync,
} from "node:fs";
import type { LastLook } from "../engine/ports.ts";

const { O_NOCTTY, O_NOFOLLOW, O_WRONLY } = constants;

const ifPossible = (act: () => void): void => {
  try {
    act();
  } catch {
    // a nicety of the tree: the value itself is in place
  }
};

const overwrite = (file: string, text: string, last?: LastLook): void => {
  const fd = openSync(file, O_WRONLY | O_NOFOLLOW | O_NOCTTY);
  try {
    const { size } = fstatSync(fd);
    const bytes = Buffer.from(text);
    last?.();
    writeSync(fd, Buffer.concat([bytes, Buffer.alloc(Math.max(0, size - bytes.length), "\n")]));
    if (size > bytes.length) ifPossible(() => ftruncateSync(fd, bytes.length));
  } finally {
    closeSync(fd);
  }
};

/** Of each two, the one that was written last counts and the other reads zero. */
const COUPLES = [
  ["dirty_bytes", "dirty_ratio"], ["dirty_background_bytes", "dirty_background_ratio"],
  ["overcommit_kbytes", "overcommit_ratio"],
] as const;

const partnerOf = (file: string): string | null => {
  const name = /\/proc\/sys\/vm\/(\w+)$/.exec(file)?.[1];
  const couple = COUPLES.find((keys) => keys.some((key) => key === name));
  const partner = couple?.find((key) => key !== name);
  return partner ? file.replace(/\w+$/, partner) : null;
};

/** A value for a kernel file of a tree. */
export const treePut = (file: string, value: string, last?: LastLook): void => {
  const partner = partnerOf(file);
  overwrite(file, `${value}\n`, () => {
    last?.();
    if (partner !== null && existsSync(partner)) ifPossible(() => overwrite(partner, "0\n"));
  });
  const effective = file.replace(/\/smp_affinity_list$/, "/effective_affinity_list")
    .replace(/\/cpuset\.cpus$/, "/cpuset.cpus.effective");
  if (effective !== file && existsSync(effective)) {
    ifPossible(() => overwrite(effective, `${value}\n`));
  }
};

export const treeAffinity = (
  root: string, tid: number, cpus: string, last?: LastLook,
): void => {
  for (const file of globSync([`proc/${tid}/status`, `proc/*/task/${tid}/status`], { cwd: root })) {
    const status = readFileSync(`${root}/${file}`, "utf8");
    overwrite(`${root}/${file}`,
      status.replace(/^Cpus_allowed_list:.*$/m, `Cpus_allowed_list:\t${cpus}`), last);
  }
};
