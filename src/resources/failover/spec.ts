/** `failover:` as the host file has it, and the times that it means. */
import { DEFAULT_TIMING, ETHEREUM_TIMING, type FailoverTiming } from "../../failover/timing.ts";
import type { Permission } from "../../engine/model/model.ts";
import { millisecondsOf } from "../../formats/duration.ts";

declare module "../../engine/model/model.ts" {
  interface HostFile {
    readonly failover?: FailoverSpec;
  }
}

export interface RegisterSpec {
  readonly protocol?: "grpc" | "gateway";
  readonly endpoints: readonly string[];
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly login?: string;
  readonly unencrypted?: "allowed";
  readonly olderEtcd?: string;
}

export interface ManagerSpec {
  readonly listen: string;
  readonly ca?: string;
  readonly token?: string;
}

/** An Ethereum-like validator. */
export interface ValidatorSpec {
  readonly unit: string;
  readonly keys: readonly string[];
  readonly beaconNode: string;
  readonly otherBeaconNodes?: readonly string[];
}

export interface FailoverSpec extends Permission {
  readonly group: string;
  readonly peer: { readonly host: string; readonly url: string };
  readonly register: RegisterSpec;
  readonly manager?: ManagerSpec;
  readonly validator?: ValidatorSpec;
  readonly timing?: Readonly<Partial<Record<keyof FailoverTiming, string>>>;
  readonly unplanned?: "allowed";
  readonly failsafe?: "allowed";
  readonly strict?: true;
  readonly dryRun?: boolean;
}

/** In one spelling and order, so that both hosts have one name for them. */
export const keysOf = ({ keys }: ValidatorSpec): readonly string[] =>
  keys.map((key) => key.toLowerCase()).toSorted();

/** Only what is said to be `false` does more than watch. */
export const isDryRun = ({ dryRun }: FailoverSpec): boolean => dryRun !== false;

const timeOf = (key: keyof FailoverTiming, text: string): number =>
  (key === "clockError" ? Number(text) : millisecondsOf(text) ?? 0);

/** In ms, with the defaults of what is not declared. */
export const timingOf = (
  { timing = {}, validator }: Pick<FailoverSpec, "timing" | "validator">,
): FailoverTiming => ({
  ...validator === undefined ? DEFAULT_TIMING : ETHEREUM_TIMING,
  ...Object.fromEntries(Object.entries(timing).map(([key, text]) =>
    [key, timeOf(key as keyof FailoverTiming, text)])),
});
