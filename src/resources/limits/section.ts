/** `limits:` of the host file: one entry for each unit, with the limits that it starts with. */
import { VexorError } from "../../engine/model/errors.ts";
import type { Permission } from "../../engine/model/model.ts";
import type { Section } from "../../engine/host-file/section.ts";
import { LIMIT_NAMES } from "./values.ts";

declare module "../../engine/model/model.ts" {
  interface HostFile {
    readonly limits?: readonly LimitsEntry[];
  }
}

type LimitAmount = number | "infinity";

export interface LimitsEntry {
  readonly unit: string;
  readonly nofile?: LimitAmount | LimitSpec;
  readonly memlock?: LimitAmount | LimitSpec;
}

export interface LimitSpec extends Permission {
  readonly value: LimitAmount;
}

export const limitsSection: Section = {
  key: "limits",
  idOf: ({ unit }: LimitsEntry) => unit,
  settingAt: (entries: readonly LimitsEntry[], name) => {
    for (const limit of LIMIT_NAMES) {
      const at = entries.findIndex((one) => one[limit] !== undefined
        && name === `${one.unit}/${limit}`);
      if (at < 0) continue;
      const isOnly = LIMIT_NAMES.every((one) => one === limit || entries[at]?.[one] === undefined);
      return { at: [at, limit], ...(isOnly ? { whole: [at] } : {}) };
    }
    return null;
  },
  problemIn: (entries: readonly LimitsEntry[]) => {
    const at = entries.findIndex((entry) => LIMIT_NAMES.every((name) => entry[name] === undefined));
    return at < 0 ? null : { at: [at], error: new VexorError("HOST_FILE_INVALID",
      `limits[${at}] needs at least one of ${LIMIT_NAMES.join(" and ")}; found none of them`) };
  },
};
