/**
 * Settings that this kernel refused to change since it booted. On most kernels nothing tells in
 * advance (a managed IRQ looks like any other): apply notes each refusal, and plans read the note.
 */
import type { Address } from "../engine/model.ts";
import type { HostReader } from "../engine/ports.ts";

interface Note {
  readonly format?: unknown;
  readonly bootId?: unknown;
  readonly fixed?: Readonly<Record<Address, unknown>>;
}

/** Reasons by address. A note of another boot or a damaged one is none: apply finds out again. */
export function readFixed(host: HostReader): ReadonlyMap<Address, string> {
  const text = host.read("/run/vexor-agent/fixed.json");
  const bootId = host.read("/proc/sys/kernel/random/boot_id")?.trim();
  if (text === null || bootId === undefined) return new Map();
  const note = parse(text);
  if (note?.format !== "vexor.fixed/1" || note.bootId !== bootId) return new Map();
  return new Map(Object.entries(note.fixed ?? {}).map(([at, why]) => [at, String(why)]));
}

function parse(text: string): Note | null {
  try {
    return JSON.parse(text) as Note | null;
  } catch {
    return null;
  }
}
