/**
 * Who may have set sysctls before vexor-defaults.service could record them: the initramfs, its udev
 * rules and its modules' options, generators, and units that were started before or meanwhile.
 *
 * It is judged when the record is made: a generator may be gone an hour later, and it has run. What
 * came with the distribution and is unmodified sets nothing of an administrator's. Anything else is
 * a doubt: about the keys that it names where it is of a kind that only declares, about all keys
 * where it is a program. The image of the initramfs itself is not opened: it is made of the files
 * looked at here.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import type { DefaultDoubt } from "./defaults-record.ts";
import type { KernelFacts } from "./kernel-facts.ts";
import { movedByOption } from "./kernel-parameters.ts";
import { readPackageFiles } from "../tools/package-files.ts";
import { keyToPath } from "./sysctl-d.ts";
import { readUnitFiles, readUnitPath } from "../systemd/unit-files.ts";

const INVOCATIONS = "/run/systemd/units";
const INVOCATION = "invocation:";

/** Units that systemd has started in this boot, sorted. */
export const unitsStarted = (host: HostReader): readonly string[] =>
  host.list(INVOCATIONS).filter((name) => name.startsWith(INVOCATION))
    .map((name) => name.slice(INVOCATION.length));

const layers = (folder: string): readonly string[] =>
  ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"].map((parent) => `${parent}/${folder}`);

const PROGRAMS = [
  ...layers("systemd/system-generators"), ...layers("systemd/system-environment-generators"),
  "/etc/initramfs-tools/scripts", "/etc/initramfs-tools/hooks",
  "/usr/share/initramfs-tools/scripts", "/usr/share/initramfs-tools/hooks",
  "/usr/share/initramfs-tools/init", "/usr/lib/dracut/modules.d",
];
/** Sourced by a shell in the initramfs, or when it is made. */
const ASSIGNMENTS = ["/etc/initramfs-tools/initramfs.conf", "/etc/initramfs-tools/conf.d",
  "/usr/share/initramfs-tools/conf.d", "/usr/share/initramfs-tools/conf-hooks.d",
  "/etc/dracut.conf", "/etc/dracut.conf.d", "/usr/lib/dracut/dracut.conf.d"];
const DEPTH = 3;
const LARGEST = 16 * 1024 * 1024;

interface EarlyBootFile {
  readonly path: string;
  readonly content: Uint8Array | null;
}

/** Regular files at or below a path, links followed to where they lead. */
const filesAt = (host: HostReader, path: string, depth = DEPTH): readonly EarlyBootFile[] => {
  const real = host.resolve(path);
  const { kind, size = 0 } = (real === null ? null : host.stat(real)) ?? {};
  if (kind === "dir" && depth > 0) {
    return host.list(path).flatMap((name) => filesAt(host, `${path}/${name}`, depth - 1));
  }
  if (kind !== "file" || real === null) return [];
  return [{ path: real, content: contentOf(host, real, size) }];
};

const contentOf = (host: HostReader, path: string, size: number): Uint8Array | null => {
  try {
    return size > LARGEST ? null : host.bytes(path, size);
  } catch (error) {
    if (error instanceof VexorError && error.code === "HOST_READ") return null;
    throw error;
  }
};

const textOf = ({ content }: EarlyBootFile): string =>
  new TextDecoder().decode(content ?? undefined);

type JudgeFile = (file: EarlyBootFile) => readonly DefaultDoubt[];

const SIMPLE = /^\s*(?:#.*|\w+\+?=(?:"[^"$`\\]*"|'[^']*'|[^\s"'$`\\;&|<>()]*)\s*(?:#.*)?)?$/;

const isSimple = (file: EarlyBootFile): boolean =>
  file.content !== null && textOf(file).split("\n").every((line) => SIMPLE.test(line));

const RUNS = /\b(?:RUN|PROGRAM|IMPORT\s*\{\s*program)\b/;
const SYSCTL = /SYSCTL\s*\{([^}]*)\}/g;

const inRules: JudgeFile = (file) => {
  const text = textOf(file).replace(/^\s*#.*$/gm, "");
  if (file.content === null || RUNS.test(text)) {
    return [{ by: `${file.path}: a udev rule runs a program`, keys: null }];
  }
  const keys = [...text.matchAll(SYSCTL)].map(([, key = ""]) => keyToPath(key));
  if (keys.length === 0) return [];
  const isExact = keys.every((key) => !/[$%]/.test(key));
  return [{ by: `${file.path}: a udev rule`, keys: isExact ? keys : null }];
};

const OPTIONS = /^\s*options\s+(\S+)\s+(.*)$/;

const inModprobe: JudgeFile = (file) => textOf(file).replaceAll("\\\n", " ").split("\n")
  .flatMap((line): readonly DefaultDoubt[] => {
    const by = `${file.path}: ${line.trim()}`;
    if (/^\s*(?:install|remove)\s/.test(line)) return [{ by, keys: null }];
    const [, module = "", options = ""] = OPTIONS.exec(line) ?? [];
    const keys = options.split(/\s+/).flatMap((option) =>
      movedByOption(module, option.split("=")[0] ?? ""));
    return keys.length > 0 ? [{ by, keys }] : [];
  });

/** `w /proc/sys/… - - - - value`; a path with a specifier may be any. */
const inTmpfiles: JudgeFile = (file) => textOf(file).split("\n").flatMap(
  (line): readonly DefaultDoubt[] => {
  const [, path = ""] = /^\s*[wfFLCp][-+!=~^$]*\s+["']?([^\s"']+)/.exec(line) ?? [];
  const by = `${file.path}: ${line.trim()}`;
  if (/%[^%]/.test(path) || /^\/[^/]*[*?[{]/.test(path)) return [{ by, keys: null }];
  const key = /^\/+proc\/+sys\/+(.+)$/.exec(path)?.[1];
  if (key === undefined) return [];
  return [{ by, keys: /[?[{]/.test(key) ? null : [key] }];
});

const OWN_UNIT = "vexor-defaults.service";

/** Units that come early in a boot, and do nothing for an administrator that moves a sysctl. */
const HARMLESS = new RegExp("^(?:kmod-static-nodes|modprobe@.*|fake-hwclock.*"
  + "|keyboard-setup|console-setup|plymouth-.*|lvm2-.*|dm-event|blk-availability|mdadm.*"
  + "|mdmonitor.*|multipathd|apparmor|ldconfig|dracut-.*|initrd-.*|rdma-.*|zfs-.*|dbus.*"
  + "|haveged|rngd|auditd"
  + "|systemd-(?:journal.*|fsck.*|remount-fs|tmpfiles-setup-dev.*|udev.*|random-seed|sysusers"
  + "|firstboot|machine-id-commit|hwdb-update|update-done|boot-.*|pcr.*|tpm2.*|cryptsetup.*"
  + "|veritysetup.*|integritysetup.*|repart|growfs.*|makefs.*|vconsole-setup|hibernate-.*"
  + "|modules-load|binfmt|userdb.*|ask-password.*|network-generator|hostnamed|battery-check.*"
  + "|volatile-root|tmpfiles-setup|timesyncd|resolved))\\.service$");

const ACTING: Readonly<Record<string, readonly string[]>> = {
  "systemd-networkd.service": ["net/*"], "NetworkManager.service": ["net/*"],
  "nm-initrd.service": ["net/*"],
};

const TMPFILES_UNIT = "systemd-tmpfiles-setup.service";

/** First words of a kernel's userspace that every distribution has. */
const INITS = new Set(["/sbin/init", "/init", "/lib/systemd/systemd", "/usr/lib/systemd/systemd",
  "/bin/systemd", "/usr/bin/systemd", "/usr/sbin/init"]);

export function readEarlyBoot(
  host: HostReader, facts: KernelFacts, started: readonly string[],
): readonly DefaultDoubt[] {
  const packages = readPackageFiles(host);
  const isCustom = ({ path, content }: EarlyBootFile): boolean =>
    content === null || !packages.isShipped(path, content);
  const judged = (places: readonly string[], judge: JudgeFile): readonly DefaultDoubt[] => {
    const files = new Map(places.flatMap((place) => filesAt(host, place))
      .map((file) => [file.path, file]));
    return [...files.values()].filter((file) => file.content?.length !== 0 && isCustom(file))
      .flatMap(judge);
  };
  return [
    ...outside(host), ...otherInits(facts),
    ...judged(PROGRAMS, ({ path }) => [{ by: `${path} runs before the record`, keys: null }]),
    ...judged(ASSIGNMENTS, (file) => (isSimple(file) ? []
      : [{ by: `${file.path} is more than settings`, keys: null }])),
    ...judged(layers("udev/rules.d"), inRules),
    ...judged([...layers("modprobe.d"), "/etc/modprobe.conf"], inModprobe),
    ...(started.includes(TMPFILES_UNIT) ? judged(layers("tmpfiles.d"), inTmpfiles) : []),
    ...startedUnits(host, started, isCustom),
  ];
}

/** In a container the kernel has been running for others, who may have set what all share. */
const outside = (host: HostReader): readonly DefaultDoubt[] =>
  (host.stat("/run/systemd/container") === null ? []
    : [{ by: "this is a container, and its kernel was another machine's before", keys: null }]);

const otherInits = (
  facts: KernelFacts,
): readonly DefaultDoubt[] => ["init", "rdinit"].flatMap((name) => {
  const program = facts.parameter(name);
  return program === null || INITS.has(program) ? []
    : [{ by: `the kernel's command line has ${name}=${program}`, keys: null }];
});

const startedUnits = (
  host: HostReader, started: readonly string[], isCustom: (file: EarlyBootFile) => boolean,
): readonly DefaultDoubt[] => {
  const units = readUnitPath(host);
  const others = started.filter((name) => name.endsWith(".service") && name !== OWN_UNIT);
  return others.flatMap((name): readonly DefaultDoubt[] => {
    const { fragment, dropIns } = readUnitFiles(units, name);
    const custom = [...fragment === null ? [] : [fragment], ...dropIns]
      .filter((path) => !path.startsWith("/run/systemd/generator"))
      .flatMap((path) => filesAt(host, path)).find(isCustom);
    const by = `${name} was started before the record was made`;
    if (custom) return [{ by: `${by} (${custom.path})`, keys: null }];
    if (fragment !== null && HARMLESS.test(name)) return [];
    return [{ by, keys: ACTING[name] ?? null }];
  });
};
