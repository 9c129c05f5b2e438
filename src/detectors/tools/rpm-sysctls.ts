/**
 * What the packages of Fedora and of Red Hat say in /usr/lib/sysctl.d: systemd 239 to 257 with
 * their changes, redhat-release, elfutils, libkcapi, libvirt and filesystem. A file with another
 * line or another name is custom: an administrator edited it, or another vendor ships it.
 */
import { lazy } from "../lazy.ts";
import { parseSysctlFile, pathToKey } from "../kernel/sysctl-d.ts";
import { canonical } from "../kernel/sysctl-value.ts";

type SysctlValues = Readonly<Record<string, readonly string[]>>;

const links = (leaf: string, ...values: readonly string[]): SysctlValues =>
  Object.fromEntries(["all", "default", "*"].map((name) =>
    [`net.ipv4.conf.${name}.${leaf}`, values]));

const defaults = (): SysctlValues => ({
  ...links("rp_filter", "1", "2"), ...links("accept_source_route", "0"),
  ...links("promote_secondaries", "1"),
  "kernel.sysrq": ["16"], "kernel.core_uses_pid": ["1"], "kernel.kptr_restrict": ["1"],
  "net.ipv4.ping_group_range": ["0 2147483647"], "net.core.default_qdisc": ["fq_codel"],
  "fs.protected_hardlinks": ["1"], "fs.protected_symlinks": ["1"],
  "fs.protected_regular": ["1", "2"], "fs.protected_fifos": ["1"],
});

/** Made when asked: machines with dpkg have no use for it. */
const files = lazy((): Readonly<Record<string, SysctlValues>> => ({
  "10-default-yama-scope.conf": { "kernel.yama.ptrace_scope": ["0"] },
  "10-map-count.conf": { "vm.max_map_count": ["1048576"] },
  "50-coredump.conf": { "kernel.core_pipe_limit": ["16"], "fs.suid_dumpable": ["2"],
    "kernel.core_pattern": ["%P %u %g %s %t %c %h", "%P %u %g %s %t %c %h %e",
      "%P %u %g %s %t %c %h %d", "%P %u %g %s %t %c %h %d %F"]
      .map((fields) => `|/usr/lib/systemd/systemd-coredump ${fields}`) },
  "50-default.conf": defaults(),
  "50-libkcapi-optmem_max.conf": { "net.core.optmem_max": ["81920"] },
  "50-pid-max.conf": { "kernel.pid_max": ["4194304"] },
  "50-redhat.conf": defaults(),
  "60-libvirtd.conf": { "fs.aio-max-nr": ["1048576"] },
  "60-qemu-postcopy-migration.conf": { "vm.unprivileged_userfaultfd": ["1"] },
}));

const isTheirs = (says: SysctlValues, key: string, value: string | null): boolean => {
  const known = says[pathToKey(key)];
  return known !== undefined && (value === null || known.includes(canonical(value)));
};

/** Whether a file of that name is known, with each of these lines. */
export const saysOnlyTheirs = (path: string, content: string | Uint8Array): boolean => {
  const says = files()[path.slice(path.lastIndexOf("/") + 1)];
  const text = typeof content === "string" ? content : new TextDecoder().decode(content);
  return says !== undefined
    && parseSysctlFile(text).every(({ key, value }) => isTheirs(says, key, value));
};
