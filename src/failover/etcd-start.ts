/** Whether a host may begin with the etcd that it finds: its servers, cluster and own rights. */
import type { Problem } from "../ports/host.ts";
import type { StoreFacts, StoreServer } from "../ports/register.ts";
import { judgeEtcd } from "./etcd-floor.ts";

export interface WantedEtcd {
  /** A floor below the safe one, by a setting; null without it. */
  readonly lowest: string | null;
  /** The cluster in which the group was made; null before. */
  readonly lineage: string | null;
}

export interface EtcdStart {
  /** Why it may not; null where it may. */
  readonly problem: Problem | null;
  /** What the setting lets pass, for status and plan to show. */
  readonly unsafe: readonly string[];
}

const problemOf = (code: string, message: string): Problem => ({ code, message });

/** Of all of them: the oldest decides what a client can do to the whole cluster. */
const versionProblem = (servers: readonly StoreServer[], lowest: string | null): Problem | null => {
  for (const { endpoint, version } of servers) {
    const safety = judgeEtcd(version, lowest);
    if (safety.verdict !== "refused") continue;
    return problemOf("ETCD_TOO_OLD", `${endpoint}: ${safety.why}`);
  }
  return null;
};

const lineageProblem = (
  servers: readonly StoreServer[], lineage: string | null,
): Problem | null => {
  const wanted = lineage ?? servers[0]?.clusterId;
  const other = servers.find(({ clusterId }) => clusterId !== wanted);
  return other === undefined ? null : problemOf("ETCD_LINEAGE",
    `${other.endpoint} is of the cluster ${other.clusterId}; wanted is ${wanted}`);
};

const rightsProblem = ({ servers, rights, why }: StoreFacts): Problem | null => {
  const words = why ?? "no server says its version";
  if (rights === "write") return servers.length > 0 ? null : problemOf("ETCD_SILENT", words);
  if (rights === null) return problemOf("ETCD_SILENT", words);
  const found = rights === "read" ? "only read" : "neither read nor write";
  return problemOf("ETCD_DENIED",
    `this host may ${found} the register; wanted is both: ${words}`);
};

export const judgeStart = (facts: StoreFacts, { lowest, lineage }: WantedEtcd): EtcdStart => {
  const { servers } = facts;
  return {
    problem: versionProblem(servers, lowest) ?? lineageProblem(servers, lineage)
      ?? rightsProblem(facts),
    unsafe: servers.flatMap(({ endpoint, version }) => {
      const safety = judgeEtcd(version, lowest);
      return safety.verdict === "unsafe" ? [`${endpoint}: ${safety.why}`] : [];
    }),
  };
};
