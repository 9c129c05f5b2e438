/** Whether a package has installed Vexor: `vexor install` is for machines without one. */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";

const PACKAGED = ["/usr/bin/vexor", "/usr/lib/systemd/system/vexor-agent.service"];

/** The new program and units would stand in front of the package's, whatever is upgraded later. */
export const refuseBesidePackage = (host: HostReader, program: string): void => {
  if (PACKAGED.some((path) => host.stat(path) === null)) return;
  throw new VexorError("USAGE", `the package vexor is installed here (${PACKAGED.join(", ")}): `
    + `vexor install would put ${program} and other units in front of it`,
  { hint: "Upgrade the package instead, or remove it first: apt remove vexor (or dnf remove)." });
};
