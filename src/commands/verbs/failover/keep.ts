/**
 * The keeper, as vexor-failover.service runs it. It watches the register and answers its peer; with
 * `dryRun` it takes nothing, gives nothing up and kills nothing.
 */
import { readIfAllowed } from "../../../detectors/read-if-allowed.ts";
import { unitProcesses } from "../../../detectors/systemd/unit-processes.ts";
import { errorOf } from "../../../engine/model/errors.ts";
import { judgeStart } from "../../../failover/etcd-start.ts";
import type { KeeperEdges, RecordLooker } from "../../../failover/keeper-edges.ts";
import { ownNodeIn } from "../../../failover/own-node.ts";
import { copyIn, EvidenceCopies } from "../../../failover/evidence.ts";
import { RecordCarrier } from "../../../failover/record-carrier.ts";
import { registerIn } from "../../../failover/register-port.ts";
import type { FailoverSettings, PairedValidator } from "../../../failover/settings.ts";
import type { RegisterStore } from "../../../ports/register.ts";
import type { BaseCommand, BaseContext } from "../../shared/context.ts";
import { BeaconWatching } from "./beacon-watching.ts";
import { KeeperClient } from "./keeper-client.ts";
import { KeeperProcess } from "./keeper-process.ts";
import { NodeWatching } from "./node-watching.ts";

/** Throws for an etcd that is not to be used; what a setting lets pass is returned. */
const unsafeEtcd = async (
  store: RegisterStore, { register: { olderEtcd } }: FailoverSettings,
): Promise<string | null> => {
  const { problem, unsafe } = judgeStart(await store.facts(), { lowest: olderEtcd, lineage: null });
  if (problem) throw errorOf(problem);
  return unsafe[0] ?? null;
};

const FIND_MS = 20_000;

const watchNodes = (
  { host, self }: BaseContext, edges: KeeperEdges, settings: FailoverSettings,
): NodeWatching => new NodeWatching({ settings, clock: edges.clock,
  askers: { own: edges.openNodes(), witnesses: edges.openNodes() },
  findOwn: async () => {
    const { code, stdout } = await host.run([...self, "own-node", ...settings.units], FIND_MS);
    return code === 0 ? ownNodeIn(stdout) : undefined;
  },
  markOf: (pid) => readIfAllowed(host, `/proc/${pid}/cgroup`) });

const watchBeacons = (
  { host }: BaseContext, edges: KeeperEdges, { identity: { pubkey }, units }: FailoverSettings,
  validator: PairedValidator,
): BeaconWatching => new BeaconWatching({ validator, identity: pubkey, now: edges.clock.now,
  askers: { own: edges.openBeacons(), others: edges.openBeacons() },
  clientRuns: () => units.some((unit) => unitProcesses(host, unit).length > 0) });

const EXPORTS_LATER = "its client exports what it has signed only once it has stopped";

const evidenceIn = (
  store: RegisterStore, looker: RecordLooker, { clock }: KeeperEdges,
  { group, host, identity: { pubkey }, validator }: FailoverSettings,
): EvidenceCopies => new EvidenceCopies({ group, host, identity: pubkey, store, clock,
  look: async () => {
    if (validator !== undefined) return EXPORTS_LATER;
    const said = await looker.look();
    return said === null ? "what the client has signed cannot be looked at" : copyIn(said);
  } });

export const run: BaseCommand = async (context) => {
  const edges = await context.keeperEdges();
  const settings = edges.settings();
  const peer = edges.openPeer(settings);
  const store = await edges.openRegister(settings);
  const unsafe = await unsafeEtcd(store, settings);
  const copies = await edges.openEvidence(settings);
  const looker = edges.openRecordLooker(settings);
  const { terminal } = context;
  const acts = edges.openClient(settings, (text) => terminal.note(text));
  const client = new KeeperClient(acts, settings.dryRun, terminal, settings.timing.killAfter);
  const records = new RecordCarrier({ group: settings.group, identity: settings.identity.pubkey,
    peer, store: edges.records, place: () => client.receive(),
    retryMs: settings.timing.renewEvery, now: edges.clock.now });
  const { validator } = settings;
  const watch = validator === undefined ? watchNodes(context, edges, settings)
    : watchBeacons(context, edges, settings, validator);
  watch.start();
  try {
    await new KeeperProcess({ edges, settings, terminal, peer, unsafe,
      register: registerIn(store), client, watch, records,
      evidence: evidenceIn(copies, looker, edges, settings),
      isBoundFinal: (keeper) => watch.isBoundFinal(keeper, client.signing === "adopted") }).run();
    return 0;
  } finally {
    watch.stop();
    for (const one of [store, copies, looker]) one.close();
  }
};
