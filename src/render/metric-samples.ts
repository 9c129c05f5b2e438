/** How values become samples of a metric. */
import type { MetricFamily, MetricSample } from "./exposition.ts";

export type Samples = readonly MetricSample[];

export const gauge = (name: string, help: string, samples: Samples): MetricFamily =>
  ({ name, type: "gauge", help, samples });

/** None for what is not known. */
export const one = (value: number | boolean | null | undefined): Samples =>
  (value === null || value === undefined ? [] : [{ value: Number(value) }]);

/** One of several states is 1, the others are 0. */
export const states = (label: string, all: readonly string[], now: string | null): Samples =>
  all.map((name) => ({ labels: { [label]: name }, value: Number(name === now) }));
