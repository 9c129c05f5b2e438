/** What tells whether a key of a Solana client signs nothing. */
import type { ClientDescriptors } from "../../detectors/clients/descriptors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";

export interface KnownKeys {
  readonly host: HostReader;
  readonly known: ClientDescriptors;
  /** `identity:` of the host file. */
  readonly identity: HostFile["identity"] | null;
}
