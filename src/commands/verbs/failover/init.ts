/**
 * Makes the register of a group, once, as an offer to this host. The host waits for the slot bound
 * when it takes it, for no signing state was carried.
 */
import { errorOf, VexorError } from "../../../engine/model/errors.ts";
import { judgeStart } from "../../../failover/etcd-start.ts";
import { formatRegister, parseRegister } from "../../../failover/register-text.ts";
import { firstRegister } from "../../../failover/register.ts";
import type { FailoverSettings } from "../../../failover/settings.ts";
import type { ExchangeOutcome, RegisterStore } from "../../../ports/register.ts";
import { consent } from "../../shared/locked-run.ts";
import type { BaseCommand } from "../../shared/context.ts";

type Answered = Extract<ExchangeOutcome, { readonly outcome: "done" | "differs" }>;

const answered = (exchange: ExchangeOutcome): Answered => {
  if (exchange.outcome === "refused") throw errorOf(exchange.problem);
  if (exchange.outcome === "unknown") throw new VexorError("ETCD_SILENT", exchange.why);
  return exchange;
};

const refuseSecond = ({ stands }: Answered, group: string): void => {
  if (stands === null) return;
  const register = parseRegister(stands.text);
  throw new VexorError("FAILOVER_REGISTER", register === null
    ? `what stands at the register of ${group} is not a register`
    : `${group} has a register: ${register.holder}, epoch ${register.epoch}`);
};

const make = async (store: RegisterStore, settings: FailoverSettings): Promise<void> => {
  const { group, host, peer, identity } = settings;
  const before = answered(await store.exchange(null, null));
  refuseSecond(before, group);
  const register = firstRegister({ group, host, peer: peer.host, identity: identity.pubkey,
    lineage: before.clusterId });
  const made = answered(await store.exchange(null, formatRegister(register)));
  if (made.outcome === "differs") refuseSecond(made, group);
};

export const run: BaseCommand = async (context, call) => {
  const edges = await context.keeperEdges();
  const settings = edges.settings();
  const { group, host, peer, register: { olderEtcd } } = settings;
  const store = await edges.openRegister(settings);
  try {
    const { problem } = judgeStart(await store.facts(), { lowest: olderEtcd, lineage: null });
    if (problem) throw errorOf(problem);
    const question = `Make the register of ${group} in etcd, for ${host} and ${peer.host}? `
      + `Of the two, ${host} may take it first.`;
    if (!await consent(context, call, question)) {
      context.terminal.print("Nothing was changed.\n");
      return 0;
    }
    await make(store, settings);
    context.terminal.print(`${group} has a register: ${host} may take it.\n`);
    return 0;
  } finally {
    store.close();
  }
};
