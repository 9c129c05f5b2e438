/**
 * A virtual machine with Debian's cloud kernel on 4 emulated CPUs: real IRQs, every sysctl, cgroup
 * v2 with cpuset, reboots and power cuts. Emulation is slow (a boot takes some 30 seconds) and the
 * same on every host. eth0 has several queues and nothing at the other end.
 */
import { execa } from "execa";
import { existsSync } from "node:fs";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { within } from "../../support/pace.ts";
import { Channel } from "./channel.ts";
import { cpioOf } from "./cpio.ts";
import { Daemon, until } from "./daemon.ts";
import {
  DEFAULT_TIMEOUT_MS,
  files,
  removeTree,
  runDirectory,
  type ExecOptions,
  type ExecResult,
  type Machine,
  type MachineOptions,
} from "./machine.ts";
import { buildTree, cached, type Recipe } from "./tree.ts";

const BOOT_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 60_000;
const CHANNEL_GRACE_MS = 30_000;
const KILLED = 128 + 9;
const DISK_SIZE = "1536M";
const UNIT = `[Unit]
Description=Command channel of the test lab
[Service]
ExecStart=/usr/lib/lab/agent
Restart=always
[Install]
WantedBy=multi-user.target
`;

/** Kinds of devices of which each boot has dozens, and for which no rule has anything to do. */
const NO_RULE = ["tty", "acpi", "memory", "vc", "workqueue", "clockevents", "thermal", "pnp"];

/**
 * No test needs them, and each boot would run them for a second or two: udev before the root is
 * mounted, whose disk the kernel names itself; programs that ask for a login; modules that are
 * loaded for what is not there.
 */
const LIGHT = [
  'cd "$1/usr/share/initramfs-tools" && rm hooks/udev scripts/init-top/udev scripts/init-bottom/udev',
  'chroot "$1" update-initramfs -u >/dev/null',
  'systemctl --root="$1" mask getty@tty1.service serial-getty@ttyS0.service'
    + " modprobe@dm_mod.service modprobe@loop.service modprobe@drm.service"
    + " modprobe@efi_pstore.service systemd-pstore.service modprobe@fuse.service"
    + " modprobe@configfs.service sys-fs-fuse-connections.mount sys-kernel-config.mount"
    + " dev-mqueue.mount systemd-logind.service systemd-user-sessions.service"
    + " systemd-update-utmp.service systemd-update-utmp-runlevel.service"
    + " systemd-random-seed.service systemd-sysusers.service",
  `sed -i '/--type=devices/ s/$/${NO_RULE.map((name) => ` --subsystem-nomatch=${name}`).join("")}/'`
    + ' "$1/usr/lib/systemd/system/systemd-udev-trigger.service"',
];

/** Debian 12 has both. */
export type GuestKernel = "6.1" | "6.12";

export interface GuestOptions extends MachineOptions {
  /** 6.1 when left out. */
  kernel?: GuestKernel;
  /** More kernel arguments, such as `isolcpus=3`. */
  kernelArguments?: string;
  /** Options of QEMU for more devices. */
  devices?: readonly string[];
  /** Files that its initramfs has beside its own, by their path there without the slash. */
  initramfs?: Readonly<Record<string, string>>;
  /** Files of the host that are put into the image before the first boot, by their path there. */
  files?: Readonly<Record<string, string>>;
}

export interface Guest extends Machine {
  /** The host's pid of the running QEMU. */
  readonly pid: number;
}

const KERNELS: Readonly<Record<GuestKernel, string>> = {
  "6.1": "linux-image-cloud-amd64", "6.12": "linux-image-6.12-cloud-amd64",
};

interface Image {
  disk: string;
  kernel: string;
  initrd: string;
}

/** A small initrd, and the channel's other end, which is compiled from `agent`. */
function recipe(agent: string, kernel: GuestKernel): Recipe & { agent: string } {
  const modules = "/usr/share/initramfs-tools/modules.d";
  const conf = "/etc/initramfs-tools/conf.d";
  return {
    agent,
    packages: [KERNELS[kernel], "initramfs-tools", "zstd"],
    before: [
      `mkdir -p "$1${modules}" "$1${conf}" "$1/usr/lib/lab"`,
      `printf "virtio_pci\\nvirtio_blk\\n" > "$1${modules}/lab"`,
      `echo MODULES=list > "$1${conf}/lab"`,
    ],
    after: [
      ...LIGHT,
      `cat > "$1/etc/systemd/system/lab-agent.service" <<'END'\n${UNIT}END`,
      'systemctl --root="$1" enable lab-agent.service',
    ],
  };
}

async function guestImage(release: GuestKernel): Promise<Image> {
  const agent = join(import.meta.dirname, "agent.c");
  const made = recipe(await readFile(agent, "utf8"), release);
  const directory = await cached("guest", [made, DISK_SIZE], async (directory) => {
    const tree = join(directory, "tree");
    await buildTree(tree, made);
    await execa("gcc", ["-static", "-O2", "-o", join(tree, "usr/lib/lab/agent"), agent]);
    await copyFile(join(tree, "vmlinuz"), join(directory, "vmlinuz"));
    await copyFile(join(tree, "initrd.img"), join(directory, "initrd"));
    const disk = join(directory, "disk");
    await execa("mke2fs", ["-q", "-t", "ext4", "-d", tree, "-L", "lab", disk, DISK_SIZE]);
    await removeTree(tree);
  });
  const [disk, kernel, initrd] = ["disk", "vmlinuz", "initrd"].map((file) => join(directory, file));
  return { disk: disk ?? "", kernel: kernel ?? "", initrd: initrd ?? "" };
}

/** debugfs reports what went wrong on stderr alone, after its version. */
async function writeIntoImage(disk: string, hostPath: string, path: string): Promise<void> {
  const commands = `write "${hostPath}" ${path}\nset_inode_field ${path} mode 0100755\n`;
  const { stderr } = await execa("debugfs", ["-w", "-f", "-", disk], { input: commands });
  const complaint = stderr.split("\n").slice(1).join("\n");
  if (complaint !== "") throw new Error(`debugfs: ${complaint}`);
}

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

class QemuGuest implements Guest {
  readonly readFile: Machine["readFile"];
  readonly writeFile: Machine["writeFile"];
  readonly copyIn: Machine["copyIn"];
  readonly #directory: string;
  readonly #image: Image;
  readonly #kernelArguments: string;
  readonly #devices: readonly string[];
  #qemu: Daemon | undefined;
  #channel: Channel | undefined;

  constructor(directory: string, image: Image, options: GuestOptions) {
    this.#directory = directory;
    this.#image = image;
    this.#kernelArguments = options.kernelArguments ?? "";
    this.#devices = options.devices ?? [];
    const methods = files((argv, options) => this.exec(argv, options));
    this.readFile = methods.readFile;
    this.writeFile = methods.writeFile;
    this.copyIn = methods.copyIn;
  }

  get pid(): number {
    return this.#running().pid;
  }

  async boot(): Promise<void> {
    if (this.#qemu) throw new Error("the guest runs already");
    const log = join(this.#directory, "console.log");
    const qemu = await Daemon.start(this.#command(), { cwd: this.#directory, log });
    this.#qemu = qemu;
    const failed = (): string => `the guest did not boot:\n${qemu.output()}`;
    const channel = await until(() => this.#connect(qemu), BOOT_LIMIT_MS, failed);
    this.#channel = channel;
    const ready = (): true | undefined => {
      qemu.assertRunning();
      return channel.ready || undefined;
    };
    await until(ready, BOOT_LIMIT_MS, failed);
    const wait = ["systemctl", "is-system-running", "--wait"];
    const { stdout } = await this.exec(wait, { timeoutMs: BOOT_LIMIT_MS });
    if (!/^(running|degraded)$/m.test(stdout)) throw new Error(`${stdout}\n${failed()}`);
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const channel = this.#channel;
    if (!channel) throw new Error("the guest is not running");
    const asked = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const limit = within(asked);
    const script = `exec ${argv.map(quote).join(" ")}\n`;
    const begun = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      const late = (): void => reject(new Error(`no answer from the guest to ${argv.join(" ")}`));
      timer = setTimeout(late, limit + within(CHANNEL_GRACE_MS));
    });
    const input = Buffer.from(options.input ?? "");
    const answer = channel.request(script, input, limit / 1000);
    const result = await Promise.race([answer, silence]).finally(() => clearTimeout(timer));
    if (result.code === KILLED && performance.now() - begun >= limit) {
      const { stdout, stderr } = result;
      throw new Error(`${argv.join(" ")} did not end within ${asked} ms (here ${limit}):\n${stdout}\n${stderr}`);
    }
    return result;
  }

  async shutdown(): Promise<void> {
    await this.exec(["systemctl", "poweroff"]).catch((error: Error) => {
      if (!error.message.includes("lost its power")) throw error;
    });
    await this.#running().end(STOP_LIMIT_MS);
    await this.powerCut();
  }

  async powerCut(): Promise<void> {
    await this.#qemu?.kill();
    this.#qemu = undefined;
    this.#channel?.close();
    this.#channel = undefined;
  }

  async destroy(): Promise<void> {
    await this.powerCut();
    await removeTree(this.#directory);
  }

  #running(): Daemon {
    if (!this.#qemu) throw new Error("the guest is not running");
    return this.#qemu;
  }

  /** A socket's path is limited to 108 bytes, and a checkout's may be longer: not through /proc. */
  #connect(qemu: Daemon): Promise<Channel | undefined> {
    qemu.assertRunning();
    return Channel.open(`/proc/${qemu.pid}/cwd/channel`);
  }

  #command(): string[] {
    const tap = "tap,id=net,queues=4,script=no,downscript=no";
    // Emulated on a busy machine, the timer does not always tick in time for the kernel's own check.
    const kernel = "root=/dev/vda rw console=ttyS0 net.ifnames=0 panic=-1 mitigations=off "
      + "no_timer_check";
    return [
      ...["qemu-system-x86_64", "-nodefaults", "-no-user-config"],
      ...["-display", "none", "-no-reboot"],
      // An old one of Intel's: a core's threads are visible, and emulated it takes less than half of
      // what newer ones take.
      ...["-cpu", "Nehalem", "-machine", "q35"],
      ...["-accel", "tcg,thread=multi", "-smp", "4,sockets=1,cores=2,threads=2", "-m", "1024"],
      ...["-kernel", this.#image.kernel, "-initrd", "initrd"],
      ...["-append", `${kernel} ${this.#kernelArguments}`],
      // A killed QEMU loses nothing that it gave to the host's kernel, so the host need not sync;
      // what the guest's kernel had not yet written is lost.
      ...["-drive", "if=none,id=disk,file=disk,format=raw,cache=unsafe"],
      ...["-device", "virtio-blk-pci,drive=disk,num-queues=4"],
      ...["-netdev", existsSync("/dev/net/tun") ? tap : "user,id=net,restrict=on"],
      ...["-device", "virtio-net-pci,netdev=net,mq=on,vectors=10,romfile="],
      ...["-chardev", "socket,id=channel,path=channel,server=on,wait=off"],
      ...["-device", "virtio-serial-pci"],
      ...["-device", "virtserialport,chardev=channel,name=vexor.lab"],
      ...["-device", "virtio-rng-pci", "-serial", "stdio"],
      ...this.#devices,
    ];
  }
}

/** Boots a fresh guest; the caller must `destroy` it. Its host name is `lab`. */
export async function bootGuest(options: GuestOptions): Promise<Guest> {
  const image = await guestImage(options.kernel ?? "6.1");
  const directory = await runDirectory(`guest-${options.name}`);
  const guest = new QemuGuest(directory, image, options);
  try {
    const disk = join(directory, "disk");
    await execa("cp", ["--sparse=always", "--reflink=auto", image.disk, disk]);
    const initrd = await readFile(image.initrd);
    await writeFile(join(directory, "initrd"),
      options.initramfs ? Buffer.concat([cpioOf(options.initramfs), initrd]) : initrd);
    if (options.binary) await writeIntoImage(disk, options.binary, "/usr/bin/vexor");
    for (const [path, host] of Object.entries(options.files ?? {})) {
      await writeIntoImage(disk, host, path);
    }
    await guest.boot();
  } catch (error) {
    await guest.destroy();
    throw error;
  }
  return guest;
}
