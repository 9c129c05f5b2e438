/**
 * Where scripts and units stand that run when the machine starts, a network comes up, an hour comes
 * or a user logs in; and when in the boot that is. Directories count with their files, and with
 * those of a `NAME.d` in them.
 */
import type { BootPhase } from "../../engine/model/evidence.ts";
import { lazy } from "../lazy.ts";
import { PHASES } from "./phase.ts";

interface ScriptPlaces {
  readonly phase: BootPhase;
  readonly paths: readonly string[];
  /** It is written for one time only, and that may be over. */
  readonly once?: true;
}

const below = (directory: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${directory}/${name}`);

/** Later entries of the search path; those of /usr/lib count where something starts them. */
export const UNIT_PLACES: readonly string[] = [
  "/etc/systemd/system", "/etc/systemd/system.control", "/etc/systemd/system.attached",
  "/run/systemd/system", "/run/systemd/transient", "/usr/local/lib/systemd/system",
];

const CRON = [...below("/etc", "crontab", "anacrontab", "cron.d", "cron.hourly", "cron.daily",
  "cron.weekly", "cron.monthly", "cron.yearly"), "/var/spool/cron/crontabs", "/var/spool/cron"];

const NETWORK = [
  "/etc/network/interfaces", ...below("/etc/network", "interfaces.d", "if-pre-up.d", "if-up.d"),
  ...below("/etc/NetworkManager", "dispatcher.d", "dispatcher.d/pre-up.d",
    "dispatcher.d/no-wait.d"),
  ...below("/etc/networkd-dispatcher", "routable.d", "configured.d", "configuring.d", "carrier.d",
    "degraded.d", "initialized.d"),
  ...below("/etc/ppp", "ip-pre-up", "ip-pre-up.d", "ip-up", "ip-up.local", "ip-up.d", "ipv6-up",
    "ipv6-up.local", "ipv6-up.d"),
  ...below("/etc/dhcp", "dhclient-enter-hooks", "dhclient-enter-hooks.d", "dhclient-exit-hooks",
    "dhclient-exit-hooks.d", "dhclient.d", "dhclient-up-hooks"),
  ...below("/etc", "dhclient-enter-hooks", "dhclient-exit-hooks", "dhcpcd.enter-hook",
    "dhcpcd.exit-hook", "wireguard", "openvpn", "openvpn/server", "openvpn/client", "keepalived"),
  "/etc/sysconfig/network-scripts", "/sbin/ifup-local", "/sbin/ifup-pre-local",
  ...below("/etc/shorewall", "init", "initdone", "start", "started"),
  ...below("/etc/arno-iptables-firewall", "custom-rules", "conf.d"),
];

/** They are up before a network is, and not ordered after the sysctl files. */
const FIREWALLS = [...below("/etc/ufw", "before.init", "after.init"), "/etc/ferm"];

const INITRAMFS = below("/etc/initramfs-tools/scripts", "init-top", "init-premount", "local-top",
  "local-block", "local-premount", "local-bottom", "nfs-top", "nfs-premount", "nfs-bottom",
  "init-bottom");

const SESSION = [...below("/etc", "profile", "profile.d", "bash.bashrc", "bashrc", "ssh/sshrc"),
  ...below("/root", ".profile", ".bash_profile", ".bash_login", ".bashrc", ".zshrc")];

/** A path that two of them have is taken with the first. */
export const AT_START: readonly ScriptPlaces[] = [
  { phase: PHASES.initramfs, paths: INITRAMFS },
  { phase: PHASES.generator, paths: below("/", "etc/systemd/system-generators",
    "run/systemd/system-generators", "usr/local/lib/systemd/system-generators",
    "usr/lib/systemd/system-generators").map((path) => path.replace("//", "/")) },
  { phase: PHASES.module, paths: ["/etc/modprobe.d", "/run/modprobe.d",
    "/usr/local/lib/modprobe.d"] },
  { phase: PHASES.udev, paths: ["/etc/udev/rules.d", "/run/udev/rules.d",
    "/usr/local/lib/udev/rules.d"] },
  { phase: PHASES.earlyUnit, paths: FIREWALLS },
  { phase: PHASES.network, paths: NETWORK },
  { phase: PHASES.rcLocal, paths: ["/etc/rc.local", "/etc/rc.d/rc.local",
    "/etc/init.d/boot.local", "/etc/init.d/after.local"] },
  { phase: PHASES.unit, paths: [...UNIT_PLACES, "/etc/init.d", "/etc/rc.d/init.d",
    "/var/lib/cloud/scripts/per-boot", "/etc/supervisor/conf.d", "/etc/libvirt/hooks"] },
  { phase: PHASES.cron, paths: CRON },
  { phase: PHASES.cron, paths: ["/var/spool/cron/atjobs", "/var/spool/at"], once: true },
  { phase: PHASES.session, paths: SESSION },
];

export const BY_CLOUD_INIT: readonly string[] = [
  "/etc/cloud/cloud.cfg.d", "/var/lib/cloud/instance/user-data.txt",
  "/var/lib/cloud/instance/scripts", "/var/lib/cloud/scripts/per-instance",
  "/var/lib/cloud/scripts/per-once",
];

/** A change in these announces another value; cloud-init's own files are not for editing. */
export const scriptPlaces = lazy((): readonly string[] => AT_START.flatMap(({ paths }) => paths)
  .filter((path) => !/^\/(var\/lib\/cloud|run|usr\/lib|root|sbin)\//.test(path)));

/** Modules of dracut-core 059 and of RHEL 9's dracut packages. */
export const dracutShipped = lazy(() => new RegExp(`^\\d\\d(?:systemd-.*|${[
  "bash", "dash", "mksh", "systemd", "warpclock", "fips", "caps", "modsign", "rescue", "watchdog",
  "watchdog-modules", "busybox", "dbus", "dbus-broker", "dbus-daemon", "rngd", "console-setup",
  "i18n", "convertfs", "drm", "plymouth", "bluetooth", "lvm", "lvmmerge", "lvmthinpool-monitor",
  "cio_ignore", "btrfs", "crypt", "crypt-gpg", "crypt-loop", "dm", "dmraid", "kernel-modules",
  "kernel-modules-extra", "kernel-network-modules", "mdraid", "multipath", "nvdimm", "overlay-root",
  "overlayfs", "ppcmac", "qemu", "qemu-net", "fido2", "pcsc", "pkcs11", "tpm2-tss", "zipl", "dasd",
  "dasd_mod", "dasd_rules", "dcssblk", "debug", "fstab-sys", "lunmask", "nvmf", "qeth_rules",
  "resume", "rootfs-block", "terminfo", "udev-rules", "virtfs", "virtiofs", "securityfs",
  "biosdevname", "masterkey", "dracut-systemd", "ecryptfs", "integrity", "pollcdrom", "selinux",
  "syslog", "usrmount", "base", "fs-lib", "memstrack", "shutdown", "network", "network-legacy",
  "network-manager", "ifcfg", "url-lib", "nfs", "iscsi", "fcoe", "fcoe-uefi", "nbd", "zfcp",
  "zfcp_rules", "znet", "cifs", "livenet", "dmsquash-live", "dmsquash-live-ntfs", "img-lib",
  "ssh-client", "squash", "squash-lib", "squash-squashfs", "kdumpbase", "earlykdump", "hwdb",
  "ostree", "ignition", "microcode_ctl-fw_dir_override", "prefixdevname", "prefixdevname-tools",
  "nss-softokn", "simpledrm", "stratis",
].join("|")})$`));
