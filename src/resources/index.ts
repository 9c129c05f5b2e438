/** Every kind of setting, in the order in which plans list and apply them. */
import type { Resource } from "../engine/resource.ts";
import { client } from "./client.ts";
import { cpuPinning } from "./cpu-pinning.ts";
import { identity } from "./identity.ts";
import { irqAffinity } from "./irq-affinity.ts";
import { sysctl } from "./sysctl.ts";

export const RESOURCES: readonly Resource[] = [sysctl, irqAffinity, cpuPinning, client, identity];
