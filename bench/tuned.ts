/**
 * TuneD with a profile of the same sysctls. Its daemon sets what the profile says when it starts,
 * and a bench must set nothing: so it runs in a mount namespace of its own, where /proc/sys is
 * read-only and its directories are ours, on a message bus of its own.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Entry } from "./measure.ts";
import type { Key } from "./keys.ts";

const START = `set -e
mount --make-rprivate /
mount --bind /proc/sys /proc/sys
mount -o remount,bind,ro /proc/sys
mkdir -p /run/tuned /var/log/tuned
for pair in etc:/etc/tuned run:/run/tuned log:/var/log/tuned; do
  mount --bind "$1/\${pair%%:*}" "\${pair#*:}"
done
dbus-daemon --config-file="$1/bus.conf" --nofork --nopidfile &
echo $! > "$1/bus.pid"
while [ ! -S "$1/bus" ]; do sleep 0.05; done
exec tuned
`;

const busConfig = (socket: string): string => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${socket}</listen>
  <policy context="default">
    <allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/><allow user="*"/>
  </policy>
</busconfig>
`;

const writeProfile = (dir: string, keys: readonly Key[]): void => {
  for (const name of ["etc/bench", "run", "log"]) mkdirSync(`${dir}/${name}`, { recursive: true });
  cpSync("/etc/tuned/tuned-main.conf", `${dir}/etc/tuned-main.conf`);
  writeFileSync(`${dir}/etc/active_profile`, "bench\n");
  writeFileSync(`${dir}/etc/profile_mode`, "manual\n");
  writeFileSync(`${dir}/etc/bench/tuned.conf`,
    ["[sysctl]", ...keys.map(({ name, value }) => `${name}=${value}`), ""].join("\n"));
  writeFileSync(`${dir}/bus.conf`, busConfig(`${dir}/bus`));
  writeFileSync(`${dir}/start.sh`, START);
};

export interface Daemon {
  readonly entry: Entry;
  stop(): void;
}

const WAIT_MS = 20_000;
const STEP_MS = 200;

/** Starts the daemon with `keys` as its profile; needs root. Throws when it does not come up. */
export const startTuned = async (dir: string, keys: readonly Key[]): Promise<Daemon> => {
  writeProfile(dir, keys);
  const env = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${dir}/bus` };
  const child = spawn("unshare", ["--mount", "sh", `${dir}/start.sh`, dir], {
    stdio: "ignore", env: { ...process.env, ...env },
  });
  const stop = (): void => {
    child.kill();
    const bus = existsSync(`${dir}/bus.pid`) ? Number(readFileSync(`${dir}/bus.pid`, "utf8")) : 0;
    if (bus > 1) spawnSync("kill", [String(bus)]);
  };
  process.once("exit", stop);
  for (let waited = 0; waited < WAIT_MS; waited += STEP_MS) {
    await sleep(STEP_MS);
    const active = spawnSync("tuned-adm", ["active"], {
      encoding: "utf8", env: { ...process.env, ...env },
    });
    if (!/Current active profile: bench/.test(active.stdout ?? "")) continue;
    return {
      stop: () => { process.off("exit", stop); stop(); },
      // It ends with 1 when a value differs; keys it holds deprecated always do.
      entry: { name: "tuned-adm verify", argv: ["tuned-adm", "verify"], env, exits: [0, 1] },
    };
  }
  stop();
  throw new Error("the TuneD daemon did not start");
};
