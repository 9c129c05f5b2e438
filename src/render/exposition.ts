/** The Prometheus text format: families of samples, and how their values and labels are written. */

export interface MetricSample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
  /** Of a histogram: `_bucket`, `_sum` or `_count`. */
  readonly suffix?: string;
}

export interface MetricFamily {
  readonly name: string;
  readonly type: "gauge" | "counter" | "histogram";
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

const formatNumber = (value: number): string => {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
};

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

const formatLabels = (labels: MetricSample["labels"] = {}): string => {
  const pairs = Object.entries(labels)
    .map(([name, text]) => `${name}="${escaped(text).replaceAll("\"", "\\\"")}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
};

/** Families without a sample are left out: what is not known is not 0. */
export const exposition = (families: readonly MetricFamily[]): string => families
  .filter(({ samples }) => samples.length > 0)
  .map(({ name, type, help, samples }) => [
    `# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`,
    ...samples.map(({ labels, value, suffix = "" }) =>
      `${name}${suffix}${formatLabels(labels)} ${formatNumber(value)}`), "",
  ].join("\n")).join("");
