/**
 * What a pair of hosts costs while nothing happens: keepers at the default times, slots of 400 ms,
 * agents that follow a source, and all that these start: `npm run bench -- --only failover-idle
 * [--seconds 120]`. Two hosts in containers, three members of etcd, stand-in validators.
 */
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../test/support/pace.ts";
import { FLEET_PACKAGES } from "../test/host/support/enrolment.ts";
import { untilWell } from "../test/host/support/pair-faults.ts";
import type { PairHost } from "../test/host/support/pair-host.ts";
import { Pair } from "../test/host/support/pair.ts";
import { costOf, type Cost, type Watched } from "./idle.ts";

const MUST = { share: 0.002, mb: 120 } as const;
/** The times are those by default: a host file that names any has to name one. */
const PACE = { slotMs: 400, timing: { renewEvery: "2s" }, packages: FLEET_PACKAGES };
/** For half a minute after a start, the run time collects garbage each second. */
const WARM_MS = 75_000;
const UNITS = ["vexor-failover", "vexor-agent", "vexor-watch"];

/** nspawn mounts a boot id of the container's own, which a unit in its sandbox does not see. */
const ENROL = `set -e
while mountpoint -q /proc/sys/kernel/random/boot_id; do umount /proc/sys/kernel/random/boot_id; done
export HOME=/root
git config --global user.name Ops
git config --global user.email ops@example.org
git config --system safe.directory '*'
git init -q -b main /srv/fleet
mkdir /srv/fleet/hosts
cp /etc/vexor-agent/host.yaml /srv/fleet/hosts/$(hostname).yaml
cd /srv/fleet
git add hosts
git commit -q -m hosts
chown -R vexor-agent /srv/fleet
echo '{"source": {"url": "/srv/fleet", "poll": "60s", "signatures": "none", "pin": "'$(
  git -c safe.directory='*' rev-parse HEAD)'"}}' > /etc/vexor-agent/agent.yaml
systemctl restart vexor-agent
`;

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has ended
  }
};

const worldOf = (pid: number | string): string => {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return "";
  }
};

/** All that belongs to Vexor's units on that host. */
const programsOf = ({ name, container }: PairHost): readonly Watched[] =>
  readdirSync("/proc").filter((pid) => /^\d+$/.test(pid)).flatMap((pid): readonly Watched[] => {
    const unit = UNITS.find((one) => read(`/proc/${pid}/cgroup`).includes(`/${one}.service`));
    if (unit === undefined || worldOf(pid) !== worldOf(container.leader)) return [];
    const verb = read(`/proc/${pid}/cmdline`).split("\0").slice(1).join(" ").trim();
    return [{ name: `${name}: ${unit}: ${verb.slice(0, 30)}`, pid: Number(pid) }];
  });

const STAYS_MS = 10_000;

/** What is gone soon is counted with what has started it. */
const stayingOf = async (host: PairHost): Promise<readonly Watched[]> => {
  const then = new Set(programsOf(host).map(({ pid }) => pid));
  await sleep(STAYS_MS);
  return programsOf(host).filter(({ pid }) => then.has(pid));
};

const sum = (costs: readonly Cost[], of: (cost: Cost) => number): number =>
  costs.reduce((total, cost) => total + of(cost), 0);

const line = ({ name, share, pssMb, rssMb, wakesPerSecond }: Cost): string =>
  `${name.padEnd(52)} ${(share * 100).toFixed(3)} %  PSS ${pssMb.toFixed(1)} MB  `
    + `RSS ${rssMb.toFixed(1)} MB  ${wakesPerSecond.toFixed(1)} wake-ups/s`;

/** The clock that tests make jump makes a file be read each time that the clock is. */
const PLAIN_CLOCK = "rm /etc/systemd/system/vexor-failover.service.d/10-lab.conf && "
  + "systemctl daemon-reload";

interface Asked {
  readonly seconds: number;
  note(text: string): void;
}

const enrol = async (host: PairHost): Promise<void> => {
  await host.must(ENROL);
  await until(async () => (await host.must("systemctl show -P StatusText vexor-agent")).trim()
    === "idle", 60, async () => (await host.sh("journalctl -u vexor-agent | tail -20")).stdout);
};

const idlePair = async (): Promise<Pair> => {
  const pair = await Pair.start(PACE);
  try {
    for (const host of pair.hosts) {
      await host.must(PLAIN_CLOCK);
      await host.apply();
    }
    await pair.hosts[0].must("vexor failover init --yes");
    for (const host of pair.hosts) await host.apply({ dryRun: false });
    await untilWell(pair);
    await Promise.all(pair.hosts.map(enrol));
    return pair;
  } catch (error) {
    await pair.stop();
    throw error;
  }
};

interface HostIdle {
  readonly host: string;
  readonly isSigner: boolean;
  readonly costs: readonly Cost[];
  readonly share: number;
  readonly pssMb: number;
}

const idleOf = async (pair: Pair, seconds: number): Promise<readonly HostIdle[]> => {
  const { signer } = await untilWell(pair);
  return Promise.all(pair.hosts.map(async (host) => {
    const { costs } = await costOf(await stayingOf(host), seconds);
    return { host: host.name, isSigner: host === signer, costs,
      share: sum(costs, ({ share }) => share), pssMb: sum(costs, ({ pssMb }) => pssMb) };
  }));
};

const hostLines = ({ host, isSigner, costs, share, pssMb }: HostIdle): readonly string[] => {
  const verdict = share <= MUST.share && pssMb <= MUST.mb ? "pass" : "MISS";
  return [...costs.map(line), `${host}, ${isSigner ? "active" : "standby"}, together: `
    + `${(share * 100).toFixed(3)} % of a core (must: ${MUST.share * 100}), `
    + `PSS ${pssMb.toFixed(1)} MB (must: ${MUST.mb}): ${verdict}`];
};

const renderIdle = (hosts: readonly HostIdle[]): string => hosts.flatMap(hostLines).join("\n");

/** A table, or the figures as JSON. */
export const failoverIdleReport = async (
  { seconds, note }: Asked, isJson: boolean,
): Promise<string> => {
  note("two hosts, three members of etcd…");
  const pair = await idlePair();
  try {
    await sleep(WARM_MS);
    note(`idle for ${seconds} s…`);
    const hosts = await idleOf(pair, seconds);
    const figures = { format: "vexor.bench-failover-idle/1", seconds, mustReach: MUST,
      load: loadavg(), hosts };
    return isJson ? JSON.stringify(figures, null, 2)
      : `${renderIdle(hosts)}\nload ${loadavg().map((one) => one.toFixed(1)).join(", ")}`;
  } finally {
    await pair.stop();
  }
};
