/** What `vexor doctor` finds, and what its checks are given. */
import type { AgentSettings } from "../../../engine/settings/agent-settings.ts";
import type { HostReader } from "../../../ports/host.ts";
import type { DoctorCheck } from "../../../render/doctor.ts";

export type { DoctorCheck };

/** What a HostReader cannot read; nothing of it changes the machine. */
export interface DoctorEdges {
  /** First line of what a program of git's or ssh's says of its version; null when it is absent. */
  versionOf(program: string, ...argv: readonly string[]): Promise<string | null>;
  /** Only root, or the owner of the tree, can change what the path leads to. */
  isRootsAlone(path: string): boolean;
  /** A host name as `known_hosts` hides it. */
  hashedName(salt: string, name: string): string;
  /** Of a public key in base64, as ssh-keygen prints it. */
  fingerprintOf(key: string): string;
  /** What the kernel knows of its clock's error; null when it does not say. */
  clock(): { readonly isSynchronised: boolean; readonly maxErrorMs: number } | null;
  /** Null when fanotify is there, else why it is not. */
  fanotify(): string | null;
  /** A directory that does not exist yet, for a mirror that `remove` takes away. */
  scratch(): { readonly path: string; remove(): void };
}

export interface DoctorContext {
  readonly host: HostReader;
  readonly edges: DoctorEdges;
  readonly isRoot: boolean;
  /** Null when they cannot be read. */
  readonly settings: AgentSettings | null;
}

const check = (outcome: DoctorCheck["outcome"], needsRoot = false) =>
  (id: string, found: string, todo: string | null = null): DoctorCheck =>
    ({ id, outcome, found, todo, needsRoot });

export const fine = check("fine");
export const finding = check("finding");
export const warning = check("warning");
export const unknown = check("unknown");
/** What only root can read. */
export const hidden = check("unknown", true);
