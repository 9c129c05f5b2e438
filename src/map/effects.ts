/** What a plan makes of each thread and interrupt that it would move. */
import type { IrqOnCpus } from "../detectors/irq/irqs-on-cpus.ts";
import { parseCpuList } from "../detectors/cpu-lists.ts";
import type { Thread } from "../detectors/processes/processes.ts";
import type { Change, Plan } from "../engine/model/model.ts";
import { equal, intersect, isEmpty, type CpuSet } from "../formats/cpu-set.ts";

export interface Effects {
  cpusOfThread(thread: Thread, cgroup: string): CpuSet;
  cpusOfIrq(irq: IrqOnCpus): CpuSet;
}

/** A thread's target ends with the time of its start, which tells it from a later one. */
const keyOf = ({ target }: Change): string => target.replace(/^(thread:\d+\/\d+)\/.*$/, "$1");

/** What is within the new limit stays there; what filled the old one fills the new one. */
const confined = (cpus: CpuSet, from: string | null, to: string): CpuSet => {
  const limit = parseCpuList(to);
  const kept = intersect(cpus, limit);
  const filled = from !== null && equal(cpus, parseCpuList(from));
  return filled || isEmpty(kept) ? limit : kept;
};

/** Null is the machine as it is. */
export const effectsOf = (plan: Plan | null): Effects => {
  const changes = new Map((plan?.changes ?? []).map((change) => [keyOf(change), change]));
  return {
    cpusOfThread: ({ pid, tid, cpus }, cgroup) => {
      const own = changes.get(`thread:${pid}/${tid}`)?.to;
      if (own != null) return parseCpuList(own);
      const limit = changes.get(`cpuset:${cgroup}`);
      return limit?.to == null ? cpus : confined(cpus, limit.from, limit.to);
    },
    cpusOfIrq: ({ name, cpus }) => {
      const to = changes.get(`irq:${name}`)?.to;
      return to == null ? cpus : parseCpuList(to);
    },
  };
};
