/**
 * Every kind of setting, in the order in which plans list and apply them. Loading a kind's code
 * waits until it is asked for: a plan of sysctls has no use for that of validator clients.
 */
import type { KindEntry, Resource } from "../engine/resource.ts";
import type { Sections } from "../engine/host-file/section.ts";
import { clientSection, clientsSection } from "./client/section.ts";
import { cpuPinningSection } from "./cpu-pinning/section.ts";
import { failoverSection } from "./failover/section.ts";
import { identitySection } from "./identity/section.ts";
import { irqAffinitySection } from "./irq-affinity/section.ts";
import { limitsSection } from "./limits/section.ts";
import { sysctlSection } from "./sysctl/section.ts";
import { sysfsSection } from "./sysfs/section.ts";

const KINDS: readonly KindEntry[] = [
  { kind: "sysctl", section: sysctlSection,
    load: async () => (await import("./sysctl.ts")).sysctl },
  { kind: "sysfs", section: sysfsSection,
    load: async () => (await import("./sysfs.ts")).sysfs },
  { kind: "irq-affinity", section: irqAffinitySection,
    load: async () => (await import("./irq-affinity.ts")).irqAffinity },
  { kind: "cpu-pinning", section: cpuPinningSection,
    load: async () => (await import("./cpu-pinning.ts")).cpuPinning },
  { kind: "limits", section: limitsSection,
    load: async () => (await import("./limits.ts")).limits },
  { kind: "client", section: clientSection, beside: [clientsSection],
    load: async () => (await import("./client.ts")).client },
  { kind: "identity", section: identitySection,
    load: async () => (await import("./identity.ts")).identity },
  { kind: "failover", section: failoverSection,
    load: async () => (await import("./failover.ts")).failover },
];

/** In the order in which a merged host file has them. */
export const SECTIONS: Sections = KINDS.flatMap(({ section, beside = [] }) => [section, ...beside]);

export const loadKinds = (
  isNeeded: (kind: KindEntry) => boolean = () => true,
): Promise<readonly Resource[]> =>
  Promise.all(KINDS.filter(isNeeded).map((kind) => kind.load()));
