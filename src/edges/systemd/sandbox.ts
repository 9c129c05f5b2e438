/**
 * The sandbox of the agent's own unit, for a transient unit that runs what deserves no more trust
 * than the agent. systemd builds it, so a confined part of Vexor can ask for it too.
 */

/** What vexor-agent.service says from its UMask on; a test holds the two to each other. */
export const SANDBOX: readonly string[] = [
  "UMask=0022",
  "UnsetEnvironment=BUN_OPTIONS BUN_BE_BUN",
  "CapabilityBoundingSet=",
  "AmbientCapabilities=",
  "NoNewPrivileges=yes",
  "ProtectSystem=strict",
  "ProtectHome=read-only",
  "NoExecPaths=-/var/lib/vexor-agent -/run/vexor-agent",
  "NoExecPaths=-/var/lib/vexor-agent/agent -/var/lib/vexor-agent/mirror -/run/vexor-agent/agent",
  "NoExecPaths=/tmp /var/tmp /dev/shm",
  "PrivateTmp=yes",
  "PrivateDevices=yes",
  "PrivateMounts=yes",
  "DevicePolicy=closed",
  "ProtectKernelTunables=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelLogs=yes",
  "ProtectControlGroups=yes",
  "ProtectClock=yes",
  "ProtectHostname=yes",
  "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
  "RestrictNamespaces=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "RemoveIPC=yes",
  "LockPersonality=yes",
  "KeyringMode=private",
  "SystemCallArchitectures=native",
  "SystemCallFilter=@system-service",
  "SystemCallFilter=~@privileged",
  "SystemCallErrorNumber=EPERM",
];

/**
 * What starts a program in a unit of its own that has these properties, and waits for its end.
 * `options` are systemd-run's.
 */
export const inTransientUnit = (
  properties: readonly string[], options: readonly string[] = [],
): readonly string[] => [
  "systemd-run", "--quiet", "--pipe", "--wait", "--collect", "--service-type=exec", ...options,
  ...properties.map((one) => `--property=${one}`), "--"];

/** Set by vexor-operate@.service, which has no network and can make no namespace. */
export const isConfined = (): boolean => process.env["VEXOR_CONFINED"] === "1";
