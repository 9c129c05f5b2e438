/** Run by vexor-defaults.service before sysctl.d is applied. */
import { recordDefaults } from "../../detectors/kernel/defaults-recording.ts";
import { readKernelFacts } from "../../detectors/kernel/kernel-facts.ts";
import { RUNTIME } from "../../engine/run/store.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { flag, type BaseCommand } from "../shared/context.ts";

const PATH = `${RUNTIME}/kernel-defaults.json`;

export const run: BaseCommand = async (context, call) => {
  const { host, terminal } = context;
  if (!flag(call, "record")) {
    const found = host.read(PATH);
    if (found === null) {
      throw new VexorError("HOST_READ", `${PATH} is not there: nothing was recorded in this boot`,
        { hint: "vexor install enables vexor-defaults.service." });
    }
    terminal.print(found);
    return 0;
  }
  const sofar = host.read(PATH);
  const fresh = recordDefaults(host, readKernelFacts(host));
  const same = sofar !== null && JSON.parse(sofar).bootId === JSON.parse(fresh).bootId;
  if (same) {
    terminal.note("The defaults of this boot are recorded already.");
    return 0;
  }
  for (const path of ["/run", RUNTIME]) host.makeDir(path);
  host.replace(PATH, fresh);
  return 0;
};
