/** `irqAffinity:` of the host file: a rule is the same where it matches by the same names. */
import type { Permission } from "../../engine/model/model.ts";
import type { Section } from "../../engine/host-file/section.ts";

declare module "../../engine/model/model.ts" {
  interface HostFile {
    readonly irqAffinity?: readonly IrqAffinitySpec[];
  }
}

export interface IrqAffinitySpec extends Permission {
  readonly match: { readonly device?: string; readonly driver?: string; readonly name?: string };
  readonly cpus: string | number;
  readonly spread?: "each" | "all";
  readonly irqbalance?: "ban";
}

export const irqAffinitySection: Section = {
  key: "irqAffinity",
  idOf: ({ match }: IrqAffinitySpec) =>
    JSON.stringify([match.device ?? null, match.driver ?? null, match.name ?? null]),
  settingAt: (rules: readonly IrqAffinitySpec[], name) => {
    const at = rules.findIndex(({ match }) =>
      match.name === name && match.device === undefined && match.driver === undefined);
    return at < 0 ? null : { at: [at] };
  },
  entryFor: (name, cpus) => ({ match: { name }, cpus }),
};
