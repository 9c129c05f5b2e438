/**
 * A disk that loses power as a real one does: what was not synced is gone, or is there in part. On
 * any other, a container that is killed keeps all that it has ever written.
 */
import { execa } from "execa";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { until } from "./daemon.ts";

const SIZE = "4G";
const FREE_LIMIT_MS = 30_000;
/** A file that replaces another is not synced on the way, and nothing is for a minute. */
const OPTIONS = "noauto_da_alloc,commit=60";
/** EXT4_IOC_SHUTDOWN of linux/ext4.h, with its log not flushed: from here on nothing is written. */
const SHUT_DOWN = 'open(my $disk, "<", $ARGV[0]) or die "$!"; '
  + 'my $how = pack("I", 2); ioctl($disk, 0x8004587d, $how) or die "$!"';

export class LossyDisk {
  readonly #image: string;
  readonly #root: string;
  readonly #kept: readonly string[];
  readonly #directory: string;
  #device = "";

  /** Of a container in that directory; what lies below a kept path outlives a cut. */
  constructor(directory: string, kept: readonly string[]) {
    this.#directory = directory;
    this.#image = join(directory, "disk.img");
    this.#root = join(directory, "root");
    this.#kept = kept;
  }

  /** Makes it, with a tree and perhaps an executable as its /usr/bin/vexor. */
  async fill(tree: string, binary?: string): Promise<void> {
    await mkdir(this.#root);
    await execa("truncate", ["-s", SIZE, this.#image]);
    await execa("mkfs.ext4", ["-q", "-F", "-m", "0", this.#image]);
    await this.mount();
    await execa("cp", ["-a", tree, this.#directory]);
    await this.keep();
    if (binary) await execa("install", [binary, join(this.#root, "usr/bin/vexor")]);
  }

  /**
   * By a device of its own: other machines that were booted meanwhile still have the one that was
   * cut, and the kernel would give that again.
   */
  async mount(): Promise<void> {
    const { stdout: device } = await execa("losetup", ["--find", "--show", this.#image]);
    await execa("mount", ["-o", OPTIONS, device, this.#root]);
    await execa("losetup", ["--detach", device]); // once it is unmounted everywhere
    this.#device = device;
  }

  /** Once the tree is there. */
  async keep(): Promise<void> {
    for (const [at, path] of this.#kept.entries()) {
      const [lasting, place] = [join(this.#directory, `kept-${at}`), join(this.#root, path)];
      await mkdir(lasting, { recursive: true });
      await mkdir(place, { recursive: true });
      await execa("mount", ["--bind", lasting, place]);
    }
  }

  async cut(): Promise<void> {
    await execa("perl", ["-e", SHUT_DOWN, join(this.#root, "etc/hostname")]);
  }

  /** As at the next boot: the journal of the file system is played back. */
  async comeBack(): Promise<void> {
    await this.unmount();
    // What the journal holds already may be written now, and not later over what is newer.
    await execa("blockdev", ["--flushbufs", this.#device], { reject: false });
    await this.mount();
    await this.keep();
  }

  /** The container's own mounts go a moment after its processes. */
  async unmount(): Promise<void> {
    const asked = { reject: false } as const;
    const isFree = async (): Promise<true | undefined> => {
      await execa("umount", ["--recursive", this.#root], asked);
      return (await execa("mountpoint", ["-q", this.#root], asked)).exitCode !== 0 || undefined;
    };
    await until(isFree, FREE_LIMIT_MS, () => `${this.#root} cannot be unmounted`);
  }
}
