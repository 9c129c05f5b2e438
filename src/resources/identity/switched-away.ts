/**
 * An identity whose client is about to be switched away from. The next one starts with a key of its
 * own, so what is so now ends with the switch; the plan after that takes the identity up again,
 * with all its guards.
 */
import { installedAmong } from "../../detectors/clients/lasting.ts";
import type { Blocker } from "../../engine/plan/blockers.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { IdentityFacts } from "./facts.ts";

/** Null where no switch is declared, or the next client starts as who is declared. */
export const findSwitch = (
  { host, want, client: running, live, validators }: IdentityFacts, { client }: HostFile,
): Blocker | null => {
  if (client === undefined || !running?.unit || want === null || live !== want.pubkey) return null;
  const meant = installedAmong(host, validators.filter((one) => one.unit !== null
    && one.client === client.active && (client.unit ?? one.unit) === one.unit));
  const [next, ...more] = meant;
  const key = next?.places.identity;
  if (!next || more.length > 0 || next.unit === running.unit || key === undefined) return null;
  const { pubkey } = host.port("keys").keypair(key, next.uid ?? undefined);
  if (pubkey === null || pubkey === live) return null;
  return { reason: `client: {active: ${client.active}} comes first: ${next.unit ?? ""} starts as `
    + `${pubkey}, and a later apply takes ${live} up there`,
  waysOut: [`apply again once ${next.unit ?? ""} has caught up; it needs adopt: {from: ${pubkey}}`]
  };
};
