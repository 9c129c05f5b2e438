/** Nodes of the cluster that a host file names beside its own client. */
import type { HostFile } from "../../engine/model/model.ts";

/** In the order of the file: one, a list, or none. */
export const clusterRpcs = (identity: HostFile["identity"] | null): readonly string[] => {
  const named = identity?.clusterRpc ?? [];
  return typeof named === "string" ? [named] : named;
};
