/** Every fact that a check may read, by name. */
import type { FactSources } from "./fact.ts";
import { CLIENT_FACTS } from "./facts/clients.ts";
import { CPU_FACTS } from "./facts/cpu.ts";
import { HOST_FACTS } from "./facts/host.ts";

export const FACT_SOURCES: FactSources = { ...HOST_FACTS, ...CLIENT_FACTS, ...CPU_FACTS };
