/**
 * Has a guardian stand by a run: `vexor guard RUN` in a unit of its own, out of the reach of
 * whatever ends us. It is started before the first write, and sleeps until the lock is free.
 */
import type { StartGuardian } from "../../engine/run/guardian.ts";
import type { Context } from "./context.ts";
import { startUnit, stopUnit } from "./transient-unit.ts";

const PROPERTIES = [
  // One that is killed begins again; one that has given up stays to be seen as failed.
  "Restart=on-abnormal", "RestartSec=1s",
  // The last one to go when memory runs out, and never a core file: identities pass through it.
  "OOMScoreAdjust=-900", "LimitCORE=0",
];

/** Nothing runs in a tree, so no run needs one there. */
export const guardOf = (context: Context): StartGuardian => async (run) => {
  if (context.host.isTree) return () => Promise.resolve();
  const name = `vexor-guard-${run}`;
  await startUnit(context, { unit: `${name}-${context.host.now().getTime()}`,
    about: `Ends Vexor run ${run} if its writer dies`,
    options: ["--service-type=exec", ...PROPERTIES.map((one) => `--property=${one}`)],
    verb: ["guard", String(run)], what: "no guardian can stand by the run" });
  // Also those of a writer that died and whose run another process has ended.
  return () => stopUnit(context, `${name}-*.service`);
};
