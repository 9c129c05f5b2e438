/** Every fact that a check may read, by name. */
import type { FactSources } from "./fact.ts";
import { CLIENT_FACTS } from "./facts/clients.ts";
import { CPU_FACTS } from "./facts/cpu.ts";
import { HOST_FACTS } from "./facts/host.ts";
import { MEMORY_FACTS } from "./facts/memory.ts";
import { SYSCTL_FACTS } from "./facts/sysctl.ts";

export const FACT_SOURCES: FactSources = { ...HOST_FACTS, ...CLIENT_FACTS, ...CPU_FACTS,
  ...MEMORY_FACTS, ...SYSCTL_FACTS };
