/**
 * Every kind of setting, in the order in which plans list and apply them. Loading a kind's code
 * waits until it is asked for: a plan of sysctls has no use for that of validator clients.
 */
import type { Kind, Resource } from "../engine/resource.ts";

const KINDS: readonly Kind[] = [
  { kind: "sysctl", section: "sysctl",
    load: async () => (await import("./sysctl.ts")).sysctl },
  { kind: "irq-affinity", section: "irqAffinity",
    load: async () => (await import("./irq-affinity.ts")).irqAffinity },
  { kind: "cpu-pinning", section: "cpuPinning",
    load: async () => (await import("./cpu-pinning.ts")).cpuPinning },
  { kind: "client", section: "client",
    load: async () => (await import("./client.ts")).client },
  { kind: "identity", section: "identity",
    load: async () => (await import("./identity.ts")).identity },
];

export const loadKinds = (
  isNeeded: (kind: Kind) => boolean = () => true,
): Promise<readonly Resource[]> =>
  Promise.all(KINDS.filter(isNeeded).map((kind) => kind.load()));
