/**
 * What a kernel would do, for a tree of plain files: under `--root` a changed IRQ mask becomes
 * effective and a thread's status shows its new affinity, so that plan and verify can be tried on
 * a copy of a machine.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";

export const treeMirrors = (root: string, path: string, value: string): void => {
  if (!path.endsWith("/smp_affinity_list")) return;
  const effective = `${root}${path.replace(/smp_affinity_list$/, "effective_affinity_list")}`;
  if (existsSync(effective)) writeFileSync(effective, `${value}\n`);
};

export const treeAffinity = (root: string, tid: number, cpus: string): void => {
  for (const file of globSync([`proc/${tid}/status`, `proc/*/task/${tid}/status`], { cwd: root })) {
    const status = readFileSync(`${root}/${file}`, "utf8");
    writeFileSync(`${root}/${file}`,
      status.replace(/^Cpus_allowed_list:.*$/m, `Cpus_allowed_list:\t${cpus}`));
  }
};
