/**
 * What a review of a fleet costs: of a change to one of 1,000 hosts, and of one to a role that all
 * of them build on, each with 40 values and with facts that it has signed; with `--slow` also of
 * 10,000. Memory is that of all processes at once. Beside it `terraform plan`, of the same values:
 * `npm run bench -- --only review [--runs 5] [--slow]`.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { factsMaker } from "./fleet-facts.ts";
import { ROLES, valuesOf, writeFleet, type FleetValues } from "./fleet.ts";
import { pick, readKeys } from "./keys.ts";
import { median, type Entry } from "./measure.ts";
import { find } from "./peers.ts";
import { terraformPlan } from "./terraform.ts";
import { treeCost, type TreeCost } from "./tree-cost.ts";

const VALUES = 40;
const HOSTS = 1000;
const TIMES = 10;
const CHANGED = ["net.core.rmem_max", "net.core.wmem_max", "vm.max_map_count"];
const OWNED = "net.core.rmem_max";

/** `times`: of what the row before takes. */
interface Limit {
  readonly wallMs?: number;
  readonly peakMb?: number;
  readonly times?: number;
}

interface Measured {
  readonly entry: Entry;
  readonly limit: Limit;
  readonly costs: TreeCost[];
}

interface Row {
  readonly name: string;
  readonly wallMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly mustReach: string;
  readonly pass: boolean | null;
}

export interface ReviewBench {
  readonly dir: string;
  readonly vexor: string;
  /** The program that measures another. */
  readonly timed: string;
  readonly rounds: number;
  readonly isSlow: boolean;
  note(text: string): void;
}

const fleetValues = (): FleetValues => {
  const keys = readKeys();
  const changed = keys.filter(({ name }) => CHANGED.includes(name));
  const others = keys.filter(({ name }) => !CHANGED.includes(name) && name !== "vm.swappiness");
  return valuesOf(changed, pick(others, VALUES - changed.length));
};

const reviewOf = (
  { vexor }: ReviewBench, repository: string, branch: string, name: string,
  ...more: readonly string[]
): Entry => ({ name, argv: [vexor, "review", `main..${branch}`, "--repo", repository, ...more] });

const countText = (count: number): string => count.toLocaleString("en");

const makeFleet = async (bench: ReviewBench, hosts: number, values: FleetValues) => {
  bench.note(`a repository of ${countText(hosts)} hosts…`);
  const repository = `${bench.dir}/fleet-${hosts}`;
  mkdirSync(repository);
  const out = `${bench.dir}/facts.json`;
  execFileSync(bench.vexor, ["facts", "--out", out], { stdio: "ignore" });
  const facts = factsMaker(readFileSync(out, "utf8"), OWNED);
  await writeFleet(repository, { hosts, values, facts });
  return repository;
};

const measured = (entry: Entry, limit: Limit = {}): Measured => ({ entry, limit, costs: [] });

const thousand = (bench: ReviewBench, at: string): readonly Measured[] => [
  measured(reviewOf(bench, at, "one", `vexor review, 1 of ${countText(HOSTS)} hosts`),
    { wallMs: 1500 }),
  measured(reviewOf(bench, at, "all", `vexor review, all ${countText(HOSTS)}, as JSON`, "--json")),
  measured(reviewOf(bench, at, "all", `vexor review, all ${countText(HOSTS)}`),
    { wallMs: 10_000, peakMb: 400 }),
];

const many = async (bench: ReviewBench, values: FleetValues): Promise<readonly Measured[]> => {
  if (!bench.isSlow) return [];
  const hosts = HOSTS * TIMES;
  const at = await makeFleet(bench, hosts, values);
  const entry = reviewOf(bench, at, "all", `vexor review, all ${countText(hosts)}`);
  return [measured({ ...entry, rounds: 2 }, { times: 12 })];
};

const peers = (bench: ReviewBench, values: FleetValues): readonly Measured[] => {
  if (find("terraform") === null) return [];
  const plan = terraformPlan(bench.dir, HOSTS, values);
  return [measured({ ...plan, name: `${plan.name}, all ${countText(HOSTS)}` })];
};

/** One that has rounds of its own takes minutes, and is measured at once. */
const takesPart = ({ entry }: Measured, round: number): boolean =>
  (entry.rounds === undefined ? true : round >= 0 && round < entry.rounds);

/** Each in its turn, after one run that is not measured. */
const measureAll = async (bench: ReviewBench, all: readonly Measured[]): Promise<void> => {
  for (let round = -1; round < bench.rounds; round++) {
    bench.note(round < 0 ? "one run of each…" : `round ${round + 1} of ${bench.rounds}…`);
    for (const { entry, costs } of all.filter((one) => takesPart(one, round))) {
      const cost = await treeCost(bench.timed, entry);
      if (round >= 0) costs.push(cost);
    }
  }
};

const sayLimit = ({ wallMs, peakMb, times }: Limit): string => [
  ...(wallMs === undefined ? [] : [`≤ ${wallMs} ms`]),
  ...(peakMb === undefined ? [] : [`≤ ${peakMb} MB`]),
  ...(times === undefined ? [] : [`≤ ${times} × that of ${countText(HOSTS)}`])].join(", ");

const rowOf = ({ entry, limit, costs }: Measured, before: Row | undefined): Row => {
  const walls = costs.map(({ wallMs }) => wallMs);
  const wallMs = median(walls);
  const peakMb = Math.max(...costs.map((one) => one.peakMb));
  const { wallMs: most = Infinity, peakMb: mostMb = Infinity, times = Infinity } = limit;
  return { name: entry.name, wallMs, minMs: Math.min(...walls), maxMs: Math.max(...walls),
    cpuMs: median(costs.map((one) => one.cpuMs)), peakMb, mustReach: sayLimit(limit),
    pass: sayLimit(limit) === "" ? null : wallMs <= most && peakMb <= mostMb
      && wallMs <= times * (before?.wallMs ?? Infinity) };
};

const rowsOf = (all: readonly Measured[]): readonly Row[] => all.reduce(
  (rows: readonly Row[], one) => [...rows, rowOf(one, rows.at(-1))], []);

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const verdict = (pass: boolean | null): string => {
  if (pass === null) return "";
  return pass ? "pass" : "MISS";
};

const lineOf = (row: Row): string => [row.name.padEnd(46),
  ...[row.wallMs, row.minMs, row.maxMs, row.cpuMs].map((ms) => seconds(ms).padStart(9)),
  `${row.peakMb.toFixed(0)} MB`.padStart(9), ` ${row.mustReach}  ${verdict(row.pass)}`]
  .join(" ").trimEnd();

const render = (rows: readonly Row[], rounds: number): string => [
  `Reviews of hosts with ${VALUES} values each and ${ROLES} roles, medians of ${rounds} rounds; `
    + `load ${loadavg().map((one) => one.toFixed(1)).join(" ")}.`, "",
  ["".padEnd(46), ...["median", "min", "max", "CPU", "peak"].map((head) => head.padStart(9))]
    .join(" "),
  ...rows.map(lineOf),
  ...(find("terraform") === null ? ["left out: terraform is not installed"] : []),
].join("\n");

/** As text, or as JSON (`vexor.bench-review/1`). */
export const reviewReport = async (bench: ReviewBench, isJson: boolean): Promise<string> => {
  const values = fleetValues();
  const at = await makeFleet(bench, HOSTS, values);
  const all = [...thousand(bench, at), ...await many(bench, values), ...peers(bench, values)];
  await measureAll(bench, all);
  const rows = rowsOf(all);
  return isJson ? JSON.stringify({ format: "vexor.bench-review/1", rounds: bench.rounds,
    values: VALUES, roles: ROLES, rows }, null, 2) : render(rows, bench.rounds);
};
