/** What a host file would have to say to switch to a client here; or why it cannot. */
import { isShipped, type ClientDescriptors, type FoundClient } from "./descriptors.ts";
import type { HostReader } from "../../ports/host.ts";
import { installedAmong } from "./lasting.ts";

/** Why a client that the host file describes may not be switched; null where it may. */
export const whyForeign = (
  known: ClientDescriptors, { client, unit, uid }: FoundClient,
): string | null => {
  if (unit === null || isShipped(known, client)) return null;
  if (unit.startsWith("vexor-")) return "belongs to Vexor";
  if (uid === null) return "runs as an unknown user";
  return uid === 0 ? "runs as root" : null;
};

/** One of the two is null. */
interface SwitchEntry {
  /** The section of the host file. */
  readonly entry: string | null;
  readonly why: string | null;
}

/** Null where a switch is possible, as far as is known without a query. */
const whyNot = (known: ClientDescriptors, one: FoundClient): string | null => {
  const { client, role, unit, state, isStranger } = one;
  if (isStranger) return "it could not sign here, and is ignored";
  if (state === "installed") return "no unit starts it: write one";
  if (unit === null) {
    return "it runs in no unit of the system's own systemd: run it as a service of that";
  }
  if (client === "unknown") return "no description fits it: describe it under clients:";
  if (role !== "validator") return `it is a ${role}; a switch is of validators`;
  const foreign = whyForeign(known, one);
  return foreign === null ? null : `the host file describes it, and ${unit} ${foreign}`;
};

/** `all`: of the whole machine, for a client with several units is named with its unit. */
export const switchableAmong = (
  host: HostReader, known: ClientDescriptors, all: readonly FoundClient[],
): ((one: FoundClient) => SwitchEntry) => {
  const units = all.filter((one) => one.unit !== null && whyNot(known, one) === null);
  return (one) => {
    const why = whyNot(known, one);
    if (why !== null) return { entry: null, why };
    const same = installedAmong(host, units.filter(({ client }) => client === one.client));
    if (!same.includes(one)) {
      return { entry: null, why: "systemd-run made its unit, which ends with this boot" };
    }
    const unit = same.length > 1 ? `, unit: ${one.unit}` : "";
    return { entry: `client: {active: ${one.client}${unit}}`, why: null };
  };
};
