/** `client:` of the host file, which client runs, and `clients:`, what others there are. */
import type { DeclaredClients } from "../../detectors/clients/descriptors.ts";
import type { Permission } from "../../engine/model/model.ts";
import type { Section } from "../../engine/host-file/section.ts";

declare module "../../engine/model/model.ts" {
  interface HostFile {
    readonly client?: ClientSpec;
    readonly clients?: DeclaredClients;
  }
}

/** Times in seconds. */
export interface ClientSpec extends Permission {
  readonly active: string;
  readonly unit?: string;
  readonly stopWithin?: number;
  readonly healthyWithin?: number;
  readonly steadyFor?: number;
  readonly holdFor?: number;
  /** Answers 2xx while the active client is healthy. */
  readonly probe?: string;
  readonly dual?: "off" | "auto";
}

export const clientSection: Section = { key: "client", settingAt: () => ({ at: [] }),
  isAskedIn: ({ failover }) => failover?.validator !== undefined };

export const clientsSection: Section = { key: "clients", idOf: (_, name) => String(name) };
