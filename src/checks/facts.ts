/** Every fact that a check may read, by name. */
import type { FactSources } from "./fact.ts";
import { CLIENT_FACTS } from "./facts/clients.ts";
import { CPU_FACTS } from "./facts/cpu.ts";
import { ENVIRONMENT_FACTS } from "./facts/environment.ts";
import { HOST_FACTS } from "./facts/host.ts";
import { KERNEL_FACTS } from "./facts/kernel.ts";
import { LIMIT_FACTS } from "./facts/limits.ts";
import { MEMORY_FACTS } from "./facts/memory.ts";
import { NETWORK_FACTS } from "./facts/network.ts";
import { STORAGE_FACTS } from "./facts/storage.ts";
import { SYSCTL_FACTS } from "./facts/sysctl.ts";
import { TIME_FACTS } from "./facts/time.ts";
import { TOOL_FACTS } from "./facts/tools.ts";

export const FACT_SOURCES: FactSources = { ...HOST_FACTS, ...CLIENT_FACTS, ...CPU_FACTS,
  ...ENVIRONMENT_FACTS, ...KERNEL_FACTS, ...LIMIT_FACTS, ...MEMORY_FACTS, ...NETWORK_FACTS,
  ...STORAGE_FACTS, ...SYSCTL_FACTS, ...TIME_FACTS, ...TOOL_FACTS };
