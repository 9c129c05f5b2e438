/** Keeps this program, and all that it will start, off the CPUs that are for others. */
import { housekeepingCpus } from "../../detectors/kernel/housekeeping.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { Host } from "../../ports/host.ts";

const OWN_THREADS = "/proc/self/task";

/** A cpuset may leave none of them: then systemd has decided, and that is that. */
const move = (host: Host, tid: number, cpus: string): void => {
  try {
    host.writer("threads").setAffinity(tid, cpus);
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
  }
};

export const keepOffBusyCpus = (host: Host, declaration: HostFile | null): void => {
  const cpus = host.isTree ? null : housekeepingCpus(host, declaration);
  if (cpus === null) return;
  for (const tid of host.list(OWN_THREADS)) move(host, Number(tid), cpus);
};
