/** What the root helper and the part in the sandbox of health commands exchange. */
import type { CommandEnd } from "../../engine/run/health.ts";

/** Each command has as long; all of them run at once. */
export const COMMAND_MS = 10_000;

/** Of what a command says. */
export const LONGEST_SAYS = 200;

export interface HealthRequest {
  readonly commands: readonly (readonly string[])[];
}

export type HealthReply = { readonly ends: readonly CommandEnd[] } | { readonly refused: string };
