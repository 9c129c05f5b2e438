/** What a plan says of the next boot, against that boot: owners alone, and two for one key. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { declare, install, plan } from "./support/vexor.ts";

interface Owner {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly mode?: string;
  readonly enable?: string;
}

const unit = (lines: string, install = "WantedBy=multi-user.target"): string =>
  `[Unit]\nDescription=tuning\n[Service]\nType=oneshot\n${lines}\n[Install]\n${install}\n`;

/** Each sets the keys that it is given, by itself at each boot. */
const OWNERS: readonly ((key: string, value: number, id: string) => Owner)[] = [
  (key, value, id) => ({ name: "a file of sysctl.d", files: {
    [`/etc/sysctl.d/5${id}-admin.conf`]: `${key} = ${value}\n` } }),
  (key, value, id) => ({ name: "a unit", enable: `tune-${id}.service`, files: {
    [`/etc/systemd/system/tune-${id}.service`]: unit(`ExecStart=/usr/sbin/sysctl -w ${key}=${value}`) } }),
  (key, value, id) => ({ name: "a unit's script", mode: "755", enable: `script-${id}.service`, files: {
    [`/opt/tune-${id}.sh`]: `#!/bin/sh\nsysctl -qw ${key}=${value}\n`,
    [`/etc/systemd/system/script-${id}.service`]: unit(`ExecStart=/opt/tune-${id}.sh`) } }),
  (key, value, id) => ({ name: "a drop-in", files: {
    [`/etc/systemd/system/systemd-logind.service.d/5${id}.conf`]:
      `[Service]\nExecStartPre=+/usr/sbin/sysctl -w ${key}=${value}\nProtectKernelTunables=no\n` } }),
  (key, value, id) => ({ name: "an init script", mode: "755", enable: `initd-${id}`, files: {
    [`/etc/init.d/initd-${id}`]: "#!/bin/sh\n### BEGIN INIT INFO\n"
      + `# Provides: initd-${id}\n# Required-Start: $remote_fs\n# Required-Stop:\n`
      + "# Default-Start: 2 3 4 5\n# Default-Stop:\n### END INIT INFO\n"
      + `echo ${value} > /proc/sys/${key.replaceAll(".", "/")}\n` } }),
  (key, value, id) => ({ name: "tmpfiles.d", files: { [`/etc/tmpfiles.d/${id}.conf`]:
    `w /proc/sys/${key.replaceAll(".", "/")} - - - - ${value}\n` } }),
  (key, value, id) => ({ name: "a unit in /usr/local", enable: `local-${id}.service`, files: {
    [`/usr/local/lib/systemd/system/local-${id}.service`]:
      unit(`ExecStart=/bin/sh -c 'echo ${value} > /proc/sys/${key.replaceAll(".", "/")}'`) } }),
  (key, value, id) => ({ name: "a unit linked from /opt", enable: `/opt/linked-${id}.service`, files: {
    [`/opt/linked-${id}.service`]: unit(`ExecStart=/usr/sbin/sysctl -w ${key}=${value}`) } }),
  (key, value, id) => ({ name: "an early unit", enable: `early-${id}.service`, files: {
    [`/etc/systemd/system/early-${id}.service`]: "[Unit]\nDefaultDependencies=no\n"
      + `Before=sysinit.target\n${unit(`ExecStart=/usr/sbin/sysctl -w ${key}=${value}`, "WantedBy=sysinit.target")
        .replace("[Unit]\n", "")}` } }),
];
/** Those that systemd does not order against systemd-sysctl. */
const UNORDERED = ["tmpfiles.d", "an early unit"];
const RC_LOCAL = "/etc/rc.local";

const KEYS = ["tcp_fin_timeout", "tcp_keepalive_time", "tcp_syn_retries", "tcp_synack_retries",
  "tcp_retries1", "tcp_retries2", "tcp_orphan_retries", "tcp_keepalive_probes",
  "tcp_keepalive_intvl", "tcp_max_tw_buckets", "tcp_reordering", "tcp_notsent_lowat",
  "tcp_limit_output_bytes", "tcp_challenge_ack_limit", "tcp_base_mss", "tcp_pacing_ss_ratio",
  "tcp_pacing_ca_ratio", "tcp_min_rtt_wlen", "tcp_tso_win_divisor", "tcp_app_win",
  "tcp_probe_interval", "igmp_max_memberships", "tcp_comp_sack_nr", "ip_default_ttl"].map((leaf) => `net.ipv4.${leaf}`);

interface Tuned {
  readonly owner: Owner;
  readonly key: string;
}

/** Alone, and each pair of two different ways for one key. */
const tunings = (): { readonly tuned: readonly Tuned[]; readonly race: string } => {
  const keys = [...KEYS];
  const next = (): string => keys.shift() ?? "";
  const alone = OWNERS.map((make, at) => {
    const key = next();
    return { key, owner: make(key, 7 + at, `a${at}`) };
  });
  const pairs = OWNERS.slice(1).flatMap((make, at) => {
    const key = next();
    return [{ key, owner: make(key, 30 + at, `p${at}`) },
      { key, owner: OWNERS[0]?.(key, 40 + at, `q${at}`) ?? make(key, 0, "") }];
  });
  const key = next();
  const race = [1, 2].flatMap((at) => {
    const owner = OWNERS[at]?.(key, 50 + at, `r${at}`);
    return owner ? [{ key, owner }] : [];
  });
  return { tuned: [...alone, ...pairs, ...race], race: key };
};

let container: Container;
const run = (script: string) => container.exec(["sh", "-c", script]);
const live = async (key: string): Promise<string> =>
  (await run(`cat /proc/sys/${key.replaceAll(".", "/")}`)).stdout.trim();

const put = async ({ files, mode, enable }: Owner): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    await container.writeFile(path, text, path.endsWith(".service") ? "644" : mode ?? "644");
  }
  if (enable === undefined) return;
  const { code, stderr } = await run(`systemctl daemon-reload; systemctl enable -q ${enable}`);
  expect(code, stderr).toBe(0);
};

describe.skipIf(cannotRun("container"))("a reboot", () => {
  const { tuned, race } = tunings();
  const [fileInRc = "", lineInRc = ""] = KEYS.slice(-3);
  const keys = [...new Set([...tuned.map(({ key }) => key), fileInRc, lineInRc])];
  const untouched = KEYS.at(-1) ?? "";

  beforeAll(async () => {
    container = await bootContainer({ name: "reboots", binary: BINARY });
    await install(container);
    for (const { owner } of tuned) await put(owner);
    await container.writeFile("/opt/net.conf", `${fileInRc} = 61\n`);
    await container.writeFile(RC_LOCAL,
      `#!/bin/sh\nsysctl -p /opt/net.conf\nsysctl -w ${lineInRc}=62\n`, "755");
    await run("systemctl daemon-reload");
  });
  afterAll(() => container?.destroy());

  test("brings what the plan has said, for every owner", { timeout: within(240_000) }, async () => {
    const asked = [...keys, untouched];
    await declare(container, { sysctl: Object.fromEntries(asked.map((key) => [key, 1])) });
    const { items } = await plan(container);
    const before = new Map(await Promise.all(asked.map(async (key) =>
      [key, await live(key)] as const)));
    await container.shutdown();
    await container.boot();
    const unknown: string[] = [];
    const racing = tuned.filter(({ key, owner }) => UNORDERED.includes(owner.name)
      && tuned.filter((one) => one.key === key).length > 1).map(({ key }) => key);
    let moved = 0;
    for (const { address, afterReboot, afterRebootUnknown } of items) {
      const key = address.slice("sysctl/".length);
      const found = await live(key);
      if (found !== before.get(key)) moved += 1;
      if (afterReboot === null) unknown.push(key);
      if (afterReboot === null) expect(afterRebootUnknown).toMatch(/which of them comes last is unknown/);
      else expect(`${key} = ${afterReboot}`).toBe(`${key} = ${found}`);
    }
    expect(moved).toBe(keys.length);
    expect(unknown.toSorted()).toEqual([...racing, race].toSorted());
  });
});
