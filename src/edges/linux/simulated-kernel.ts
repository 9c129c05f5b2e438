/**
 * What a kernel would do, for a tree of plain files: under `--root` a changed IRQ mask or cpuset
 * becomes effective and a thread's status shows its new affinity, so that plan and verify can be
 * tried on a copy of a machine. The kernel takes a value whole or not at all, so a file here gets
 * it in one write, with line ends over what is left of a longer one.
 */
import {
  closeSync, constants, existsSync, fstatSync, ftruncateSync, globSync, lstatSync, openSync,
  readFileSync, writeSync,
} from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";
import type { LastLook } from "../../ports/host.ts";

const { O_NOCTTY, O_NOFOLLOW, O_WRONLY } = constants;

const ifPossible = (act: () => void): void => {
  try {
    act();
  } catch {
    // a nicety of the tree: the value itself is in place
  }
};

const overwrite = (file: string, text: string, last?: LastLook): void => {
  if (!lstatSync(file).isFile()) {
    throw new VexorError("HOST_WRITE", `${file} is not a regular file`, { errno: "EINVAL" });
  }
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

/**
 * Of each two, the one that was written last is in force and the other reads zero. Not those of the
 * planner's table: a tree shows what the planner has predicted, and must not follow from it.
 */
const COUPLES = [
  ["vm/dirty_bytes", "vm/dirty_ratio"],
  ["vm/dirty_background_bytes", "vm/dirty_background_ratio"],
  ["vm/overcommit_kbytes", "vm/overcommit_ratio"],
] as const;

/** One variable under two names. */
const TWINS = [
  ["fs/inotify/max_user_instances", "user/max_inotify_instances"],
  ["fs/inotify/max_user_watches", "user/max_inotify_watches"],
  ["fs/fanotify/max_user_groups", "user/max_fanotify_groups"],
  ["fs/fanotify/max_user_marks", "user/max_fanotify_marks"],
  ["vm/nr_hugepages", "vm/nr_hugepages_mempolicy"],
  ["net/netfilter/nf_conntrack_max", "net/nf_conntrack_max"],
  ["net/ipv4/ip_forward", "net/ipv4/conf/all/forwarding"],
  ["kernel/watchdog", "kernel/soft_watchdog"],
] as const;

const ROOT = "/proc/sys/";

const otherOf = (pairs: readonly (readonly string[])[], name: string): string | null =>
  pairs.find((names) => names.includes(name))?.find((one) => one !== name) ?? null;

/** What the kernel changes along with `file`: the file, and its new text. */
const alongWith = (file: string, value: string): readonly [string, string] | null => {
  const at = file.indexOf(ROOT);
  const name = at < 0 ? "" : file.slice(at + ROOT.length);
  const zeroed = otherOf(COUPLES, name);
  const other = zeroed ?? otherOf(TWINS, name);
  return other === null ? null
    : [file.slice(0, at + ROOT.length) + other, `${zeroed === null ? value : "0"}\n`];
};

/** A value for a kernel file of a tree. */
export const treePut = (file: string, value: string, last?: LastLook): void => {
  const along = alongWith(file, value);
  overwrite(file, `${value}\n`, () => {
    last?.();
    if (along !== null && existsSync(along[0])) ifPossible(() => overwrite(...along));
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
