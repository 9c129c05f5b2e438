/** Our drop-in: one file for each pinned unit, rendered from the claims and from nothing else. */
import type { Claim } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { BootFile } from "../../engine/resource.ts";
import { unitDropIns } from "../shared/drop-ins.ts";

export const dropInPath = (unit: string): string =>
  `/etc/systemd/system/${unit}.d/90-vexor-agent.conf`;

const unitOf = (claim: Claim): string => claim.attributes["unit"] ?? "";

/** The empty assignment first: what earlier files say would otherwise be added to ours. */
const directives = (cpus: string, enforce: string | undefined): readonly string[] => {
  const set = (key: string): readonly string[] => [`${key}=`, `${key}=${cpus}`];
  return [...(enforce === "cpuset" ? [] : set("CPUAffinity")),
    ...(enforce === "affinity" ? [] : set("AllowedCPUs"))];
};

export const renderDropIn = (unit: string, cpus: string, enforce: string | undefined): string => [
  "# Written by vexor-agent from this machine's host file; it is rewritten with the next apply.",
  `# Whose idea it was: vexor explain cpu-pinning/${unit}`,
  "[Service]",
  ...directives(cpus, enforce),
  "",
].join("\n");

/** What the drop-in of `unit` should hold under these claims; null for none. */
export const textFor = (unit: string, claims: readonly Claim[]): string | null => {
  const claim = claims.find((one) => unitOf(one) === unit
    && one.attributes["thread"] === undefined);
  return claim ? renderDropIn(unit, claim.value, claim.attributes["enforce"]) : null;
};

export const dropIns = (
  host: HostReader, before: readonly Claim[], after: readonly Claim[],
): readonly BootFile[] =>
  unitDropIns(host, before, after, { unitOf, pathOf: dropInPath, textFor });
