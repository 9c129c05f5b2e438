/**
 * The keeper, as vexor-failover.service runs it. It watches the register and answers its peer; with
 * `dryRun` it takes nothing, gives nothing up and kills nothing.
 */
import { errorOf } from "../../../engine/model/errors.ts";
import { judgeStart } from "../../../failover/etcd-start.ts";
import type { NodeWatch, RecordPort } from "../../../failover/ports.ts";
import { registerIn } from "../../../failover/register-port.ts";
import type { FailoverSettings } from "../../../failover/settings.ts";
import type { RegisterStore } from "../../../ports/register.ts";
import type { BaseCommand } from "../../shared/context.ts";
import { KeeperClient } from "./keeper-client.ts";
import { KeeperProcess } from "./keeper-process.ts";

/** Nothing was looked at yet: what is not known keeps this host from taking. */
const NO_WATCH: NodeWatch = {
  facts: () => ({ unfit: null, isCaughtUp: false, isClusterStalled: true, isAdmitted: null }),
  views: () => [],
};

const NO_RECORDS: RecordPort = { digest: () => null, carry: () => undefined,
  offered: () => undefined, give: () => null };

/** Throws for an etcd that is not to be used; what a setting lets pass is returned. */
const unsafeEtcd = async (
  store: RegisterStore, { register: { olderEtcd } }: FailoverSettings,
): Promise<string | null> => {
  const { problem, unsafe } = judgeStart(await store.facts(), { lowest: olderEtcd, lineage: null });
  if (problem) throw errorOf(problem);
  return unsafe[0] ?? null;
};

export const run: BaseCommand = async (context) => {
  const edges = await context.keeperEdges();
  const settings = edges.settings();
  const peer = edges.openPeer(settings);
  const store = await edges.openRegister(settings);
  const unsafe = await unsafeEtcd(store, settings);
  await new KeeperProcess({ edges, settings, terminal: context.terminal, peer, unsafe,
    register: registerIn(store), client: new KeeperClient(settings.dryRun ? null
      : edges.openClient(settings), context.terminal), watch: NO_WATCH, records: NO_RECORDS,
    isBoundFinal: () => false }).run();
  store.close();
  return 0;
};
