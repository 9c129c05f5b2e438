/**
 * A container with its own systemd, network and writable net.* sysctls; the rest of /proc/sys and
 * all of /proc/irq stay read-only, for they are the host's. Boots in half a second.
 */
import { execa } from "execa";
import { existsSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { mkdir, readFile, readdir, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { within } from "../../support/pace.ts";
import { Daemon, until } from "./daemon.ts";
import { LossyDisk } from "./lossy-disk.ts";
import {
  DEFAULT_TIMEOUT_MS,
  files,
  removeTree,
  runDirectory,
  unmountBelow,
  type ExecOptions,
  type ExecResult,
  type Machine,
  type MachineOptions,
} from "./machine.ts";
import { shareTree } from "./shared-tree.ts";
import { buildTree, cached, type Recipe } from "./tree.ts";

const BOOT_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;
const KILLED = 128 + 9;
const ROUNDS_OF_STOPPING = 2;
const recipeWith = (packages: readonly string[]): Recipe => ({ packages, before: [], after: [] });
/** Joins the cgroups named up to `--`, then becomes the command after it. */
const JOIN = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs"; shift; done; shift; exec "$@"';
const ENTER = ["sh", "-ec", JOIN, "sh"];
/** Becomes the command after the number, in a network with so many interfaces: eth0 and on. */
const CABLE = 'at=0; while [ $at -lt $1 ]; do ip link add eth$at type veth peer name '
  + 'eth$((at + 1)); at=$((at + 2)); done; shift; exec "$@"';
const ENVIRONMENT = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"];

export interface ContainerOptions extends MachineOptions {
  /** Debian packages besides those that every container has. */
  packages?: readonly string[];
  /** How many interfaces it has beside `lo`, as if cards were built in; an even number. */
  interfaces?: number;
  /** A network namespace that is there already, in place of one of its own: its name. */
  network?: string;
  /** Directories of the host that it shares, by their place in the container. */
  shared?: Readonly<Record<string, string>>;
  /** A power cut loses what was not synced, but for what lies below these paths. */
  lossyBut?: readonly string[];
}

export interface Container extends Machine {
  /** The container's file system as a directory of the host. */
  root: string;
  /** False after a shutdown or a power cut. */
  readonly isUp: boolean;
  /** Its first process, by its number on the host. */
  readonly leader: number;
  /** Stands still, all of it, or goes on: its clocks do not stop. */
  freeze(isFrozen: boolean): void;
}

/** The root of the tree that containers are copies of, for tests that only read or chroot. */
async function containerTree(packages: readonly string[] = []): Promise<string> {
  const recipe = recipeWith(packages);
  const fill = (directory: string): Promise<void> => buildTree(join(directory, "root"), recipe);
  return join(await cached("container", recipe, fill), "root");
}

/**
 * cgroup directories that keep one container's processes from another's. A host with systemd gives
 * every container a scope; elsewhere nspawn would put all of them into one cgroup of fixed name.
 */
async function cgroups(name: string): Promise<string[]> {
  if (existsSync("/run/systemd/system")) return [];
  const lines = (await readFile("/proc/self/mountinfo", "utf8")).split("\n");
  const own = lines.filter((line) => / - cgroup2 | - cgroup .*\bname=systemd\b/.test(line));
  return own.map((line) => join(line.split(" ")[4] ?? "", `vexor-lab-${name}.${process.pid}`));
}

async function removeCgroup(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await removeCgroup(join(path, entry.name));
  await rmdir(path);
}

/** nspawn passes through a helper child; the container's first process is number 1 inside. */
function leaderOf(nspawn: number): number | undefined {
  const read = (path: string): string => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return ""; // It ended between the listing and the reading.
    }
  };
  const children = read(`/proc/${nspawn}/task/${nspawn}/children`).trim().split(" ");
  const first = children.find((pid) => /^NSpid:.*\t1$/m.test(read(`/proc/${pid}/status`)));
  return first ? Number(first) : undefined;
}

/** Every process of the container whose first one that is, also those born meanwhile. */
function stopAllWith(leader: number): void {
  const world = readlinkSync(`/proc/${leader}/ns/pid`);
  const isIn = (pid: string): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/ns/pid`) === world;
    } catch {
      return false; // it has ended
    }
  };
  for (let round = 0; round < ROUNDS_OF_STOPPING; round++) {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isIn(name));
    for (const pid of pids) {
      try {
        process.kill(Number(pid), "SIGSTOP");
      } catch {} // it has ended
    }
  }
}

/** The cgroup of everything in a container, by what its first process says of its own. */
function cgroupOf(leader: number): string {
  const own = /^0::(.*)$/m.exec(readFileSync(`/proc/${leader}/cgroup`, "utf8"))?.[1] ?? "";
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const place = mounts.find((line) => line.includes(" - cgroup2 "))?.split(" ")[4] ?? "";
  return join(place, dirname(own));
}

class NspawnContainer implements Container {
  readonly root: string;
  readonly readFile: Machine["readFile"];
  readonly writeFile: Machine["writeFile"];
  readonly copyIn: Machine["copyIn"];
  readonly #directory: string;
  readonly #name: string;
  readonly #cgroups: string[];
  readonly #options: ContainerOptions;
  /** Commands that have not ended. */
  readonly #commands = new Set<{ kill(signal: "SIGCONT"): unknown }>();
  readonly #disk: LossyDisk | null;
  #nspawn: Daemon | undefined;
  #leader = 0;

  constructor(
    options: ContainerOptions, directory: string, cgroups: string[], disk: LossyDisk | null,
  ) {
    this.root = join(directory, "root");
    this.#directory = directory;
    this.#name = options.name;
    this.#cgroups = cgroups;
    this.#options = options;
    this.#disk = disk;
    const methods = files((argv, options) => this.exec(argv, options));
    this.readFile = methods.readFile;
    this.writeFile = methods.writeFile;
    this.copyIn = methods.copyIn;
  }

  get isUp(): boolean {
    return this.#nspawn !== undefined;
  }

  get leader(): number {
    return this.#leader;
  }

  freeze(isFrozen: boolean): void {
    writeFileSync(join(cgroupOf(this.#leader), "cgroup.freeze"), isFrozen ? "1" : "0");
  }

  async boot(): Promise<void> {
    if (this.#nspawn) throw new Error(`container ${this.#name} runs already`);
    for (const cgroup of this.#cgroups) await mkdir(cgroup, { recursive: true });
    const command = [...this.#network(), ...this.#command()];
    const nspawn = await Daemon.start([...ENTER, ...this.#cgroups, "--", ...command], {
      cwd: this.#directory,
      log: join(this.#directory, "console.log"),
      env: { SYSTEMD_NSPAWN_API_VFS_WRITABLE: "network", SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: "1" },
    });
    this.#nspawn = nspawn;
    const failed = (): string => `container ${this.#name} did not boot:\n${nspawn.output()}`;
    const leader = (): number | undefined => {
      nspawn.assertRunning();
      return leaderOf(nspawn.pid);
    };
    this.#leader = await until(leader, BOOT_LIMIT_MS, failed);
    await until(() => this.#started(nspawn), BOOT_LIMIT_MS, failed);
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    if (!this.#nspawn) throw new Error(`container ${this.#name} is not running`);
    const asked = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const limit = within(asked);
    const begun = performance.now();
    const command = execa(
      "nsenter",
      [
        ...["--target", String(this.#leader), "--all", "--root", "--wd", "--"],
        ...["env", "-i", ...ENVIRONMENT, "timeout", "-s", "KILL", String(limit / 1000), ...argv],
      ],
      {
        ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
        reject: false,
        stripFinalNewline: false,
        timeout: limit + within(5_000),
      },
    );
    this.#commands.add(command);
    const { exitCode, stdout, stderr } = await command.finally(() => this.#commands.delete(command));
    if ((exitCode ?? KILLED) === KILLED && performance.now() - begun >= limit) {
      throw new Error(`${argv.join(" ")} did not end within ${asked} ms (here ${limit}):\n${stdout}\n${stderr}`);
    }
    return { code: exitCode ?? KILLED, stdout, stderr };
  }

  async shutdown(): Promise<void> {
    await this.exec(["systemctl", "poweroff"]);
    await this.#nspawn?.end(STOP_LIMIT_MS);
    await this.powerCut();
  }

  async powerCut(): Promise<void> {
    if (!this.#nspawn) return;
    // Only while nspawn has it as its child is that number surely the container's.
    if (leaderOf(this.#nspawn.pid) === this.#leader) await this.#stop();
    for (const cgroup of this.#cgroups) {
      const kill = join(cgroup, "cgroup.kill");
      if (existsSync(kill)) await writeFile(kill, "1");
    }
    await this.#nspawn.kill();
    this.#nspawn = undefined;
    // nsenter stops with what it has started, and then would not see it end.
    for (const command of this.#commands) command.kill("SIGCONT");
    const gone = (): true | undefined => !existsSync(`/proc/${this.#leader}`) || undefined;
    await until(gone, STOP_LIMIT_MS, () => `container ${this.#name} survived SIGKILL`);
    for (const cgroup of this.#cgroups) await removeCgroup(cgroup);
    await this.#disk?.comeBack();
  }

  /**
   * A loss of power ends everything at once. Signals do not: Vexor would see systemd go, and write
   * down what it makes of that. Nor may any process see its disk fail.
   */
  async #stop(): Promise<void> {
    if (this.#disk) {
      stopAllWith(this.#leader);
      return this.#disk.cut();
    }
    await this.exec(["pkill", "-STOP", "-x", "vexor"]).catch(() => undefined); // it may be down
  }

  async destroy(): Promise<void> {
    await this.powerCut();
    await this.#disk?.unmount();
    await unmountBelow(this.#directory);
    await removeTree(this.#directory);
  }

  /** Made anew for each boot. */
  #network(): string[] {
    const { interfaces = 0 } = this.#options;
    return interfaces === 0 ? [] : ["unshare", "--net", "sh", "-ec", CABLE, "sh", String(interfaces)];
  }

  #namespace(): string[] {
    const { interfaces = 0, network } = this.#options;
    if (interfaces === 0 && network === undefined) return ["--private-network"];
    return [`--network-namespace-path=${network === undefined ? "/proc/self/ns/net" : `/run/netns/${network}`}`,
      "--capability=CAP_NET_ADMIN"];
  }

  #command(): string[] {
    return [
      ...["systemd-nspawn", "--quiet", "--boot", `--directory=${this.root}`, "--console=pipe"],
      // Another checkout's tests may run a machine of the same name.
      ...[`--machine=vexor-lab-${this.#name}-${process.pid}`, "--register=no"],
      ...this.#namespace(),
      ...Object.entries(this.#options.shared ?? {}).map(([place, path]) => `--bind=${path}:${place}`),
      ...(this.#cgroups.length > 0 ? ["--keep-unit"] : []),
      ...["--link-journal=no", "--resolv-conf=off", "--timezone=off"],
      "--system-call-filter=fanotify_init fanotify_mark", // kept from containers as a rule
    ];
  }

  async #started(nspawn: Daemon): Promise<true | undefined> {
    nspawn.assertRunning();
    const { stdout } = await this.exec(["systemctl", "is-system-running"]);
    return /^(running|degraded)$/m.test(stdout) || undefined;
  }
}

/** Boots a fresh container; the caller must `destroy` it. Its host name is `lab`. */
export async function bootContainer(options: ContainerOptions): Promise<Container> {
  const tree = await containerTree(options.packages);
  const directory = await runDirectory(`container-${options.name}`);
  const disk = options.lossyBut ? new LossyDisk(directory, options.lossyBut) : null;
  const container = new NspawnContainer(options, directory, await cgroups(options.name), disk);
  try {
    if (disk) await disk.fill(tree, options.binary);
    else await shareTree(tree, directory, options.binary);
    await container.boot();
  } catch (error) {
    await container.destroy();
    throw error;
  }
  return container;
}
