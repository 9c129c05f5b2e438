/**
 * What a planned change of identity costs beside the client's own command: a stand-in validator in
 * a container receives one key and the other, in turn, by Vexor and by its own program alone.
 * Processor time is compared, for most of the wall time is the chain's:
 * `npm run bench -- --only identity [--runs 5]`.
 */
import { loadavg } from "node:os";
import { bootMigrated, LEDGER, lifted, STAKED, UNSTAKED } from "../test/host/support/alpenglow.ts";
import { declare } from "../test/host/support/vexor.ts";

const MUST_REACH_MS = 250;
const LONG = { timeoutMs: 300_000 };
const MEASURE = "/opt/measure-process";

interface Cost {
  readonly wallMs: number;
  /** Of the process and of all that it has waited for. */
  readonly cpuMs: number;
}

type Way = "vexor" | "own command";

interface IdentityFigures {
  readonly rounds: number;
  readonly load: readonly number[];
  readonly rows: readonly ({ readonly change: string; readonly way: Way } & Cost)[];
  /** Vexor's processor time beyond that of the client's command. */
  readonly ownMs: Readonly<Record<string, number>>;
  readonly mustReach: number;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;

const CHANGES = ["given up", "taken up"] as const;
const WAYS: readonly Way[] = ["vexor", "own command"];

interface Asked {
  /** The program that measures another. */
  readonly measure: string;
  readonly rounds: number;
  note(text: string): void;
}

const measureIdentity = async ({ measure, rounds, note }: Asked): Promise<IdentityFigures> => {
  note("a container with a validator…");
  const stage = await bootMigrated("bench-identity");
  const { container } = stage;
  try {
    await container.copyIn(measure, MEASURE);
    const cost = async (...argv: readonly string[]): Promise<Cost> => {
      const { stdout } = await container.exec([MEASURE, ...argv], LONG);
      const said = JSON.parse(stdout) as { wallNs: number; cpuNs: number; exit: number };
      if (said.exit !== 0) throw new Error(`${argv.join(" ")} ended with ${said.exit}`);
      return { wallMs: said.wallNs / 1e6, cpuMs: said.cpuNs / 1e6 };
    };
    const by: Readonly<Record<Way, (key: string, change: string) => Promise<Cost>>> = {
      vexor: async (_, change) => {
        // Who owned what; the reserve of disk space is made once on a host, and stays.
        await stage.run("rm -rf /var/lib/vexor-agent/ledger.json /var/lib/vexor-agent/runs");
        await declare(container, change === "given up" ? stage.demotion()
          : stage.promotion({ leaderSlot: lifted }));
        return cost("vexor", "identity", "swap", "--yes");
      },
      "own command": async (key) => {
        await stage.run(`ln -sfn ${key} /etc/solana/identity.json`);
        return cost("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups",
          "/opt/agave/bin/agave-validator", "--ledger", LEDGER, "set-identity", key);
      },
    };
    const found: { change: string; way: Way; cost: Cost }[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const way of WAYS) {
        for (const change of CHANGES) {
          if (change === "given up") await stage.votesGoOn();
          const key = change === "given up" ? UNSTAKED : STAKED;
          found.push({ change, way, cost: await by[way](key, change) });
        }
      }
      note(`round ${round + 1} of ${rounds}…`);
    }
    const of = (change: string, way: Way, what: keyof Cost): number => median(found
      .filter((one) => one.change === change && one.way === way).map((one) => one.cost[what]));
    return { rounds, load: loadavg(), mustReach: MUST_REACH_MS,
      rows: CHANGES.flatMap((change) => WAYS.map((way) => ({ change, way,
        wallMs: of(change, way, "wallMs"), cpuMs: of(change, way, "cpuMs") }))),
      ownMs: Object.fromEntries(CHANGES.map((change) =>
        [change, of(change, "vexor", "cpuMs") - of(change, "own command", "cpuMs")])) };
  } finally {
    await container.destroy();
  }
};

const render = (
  { rounds, load, rows, ownMs, mustReach }: IdentityFigures,
): string => [
  `A planned change of identity, medians of ${rounds} rounds; load `
    + `${load.map((one) => one.toFixed(1)).join(" ")}.`,
  "",
  ...rows.map(({ change, way, wallMs, cpuMs }) => `${change.padEnd(10)}${way.padEnd(13)}`
    + `${wallMs.toFixed(0).padStart(8)} ms wall${cpuMs.toFixed(0).padStart(8)} ms processor`),
  "",
  ...Object.entries(ownMs).map(([change, ms]) => `${change}: Vexor's own ${ms.toFixed(0)} ms; must `
    + `reach ≤ ${mustReach} ms: ${ms <= mustReach ? "pass" : "MISS"}`),
].join("\n");

/** As root; as text, or as JSON (`vexor.bench-identity/1`). */
export const identityReport = async (asked: Asked, isJson: boolean): Promise<string> => {
  const found = await measureIdentity(asked);
  return isJson ? JSON.stringify({ format: "vexor.bench-identity/1", ...found }, null, 2)
    : render(found);
};
