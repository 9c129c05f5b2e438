/** Our drop-in with the limits of a unit: a file of its own, beside those of other kinds. */
import type { Claim } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { BootFile } from "../../engine/resource.ts";
import { unitDropIns } from "../shared/drop-ins.ts";
import { FORMS, LIMIT_NAMES, type LimitName } from "./values.ts";

export const DROP_IN = /^\/etc\/systemd\/system\/[^/]+\.service\.d\/90-vexor-agent-limits\.conf$/;

export const dropInPath = (unit: string): string =>
  `/etc/systemd/system/${unit}.d/90-vexor-agent-limits.conf`;

const unitOf = ({ attributes }: Claim): string => attributes["unit"] ?? "";

export const renderDropIn = (
  unit: string, limits: Readonly<Partial<Record<LimitName, string>>>,
): string => [
  "# Written by vexor-agent from this machine's host file; it is rewritten with the next apply.",
  `# Who asks for it: vexor explain limits/${unit}/${LIMIT_NAMES.find((one) => limits[one])}`,
  "[Service]",
  ...LIMIT_NAMES.flatMap((name) => (limits[name] === undefined ? []
    : [`${FORMS[name].directive}=${limits[name]}`])),
  "",
].join("\n");

export const textFor = (unit: string, claims: readonly Claim[]): string | null => {
  const limits = Object.fromEntries(claims.filter((claim) => unitOf(claim) === unit)
    .map(({ attributes, value }) => [attributes["limit"], value]));
  return Object.keys(limits).length === 0 ? null : renderDropIn(unit, limits);
};

export const dropIns = (
  host: HostReader, before: readonly Claim[], after: readonly Claim[],
): readonly BootFile[] =>
  unitDropIns(host, before, after, { unitOf, pathOf: dropInPath, textFor });
