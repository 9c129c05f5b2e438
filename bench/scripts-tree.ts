/** A host whose administrators have left much: units, and scripts that they start. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import type { Key } from "./keys.ts";

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

/** Of ten scripts, one sets sysctls, one starts another by a variable, eight have other work. */
const bodyOf = (at: number, keys: readonly Key[]): string => {
  const key = keys[at % keys.length]?.path ?? "";
  if (at % 10 === 0) {
    return `for value in ${at % 7} ${at % 5}; do\n  echo "$value" > ${key}\ndone\n`
      + `sysctl -w vm.swappiness=${at % 60}\n`;
  }
  const other = `"$DIR/run-${at - 1}"`;
  if (at % 10 === 1) return `DIR=/opt/scripts\n[ -x ${other} ] && ${other}\n`;
  return "tar -czf /srv/backup.tar.gz /srv/data\nfind /srv -mtime +7 -name '*.old' -delete\n";
};

const scriptOf = (at: number, keys: readonly Key[]): string => `#!/bin/sh
# Number ${at}: keeps what the service needs.
set -e
LOG=/var/log/worker-${at}.log
log() {
  echo "$(date) $*" >> "$LOG"
}
log begin
if [ ! -d /srv/data ]; then
  mkdir -p /srv/data
fi
${bodyOf(at, keys)}log end
`;

export const writeScripts = (
  root: string, units: number, scripts: number, keys: readonly Key[],
): void => {
  const [unitDir, scriptDir] = [`${root}/etc/systemd/system`, `${root}/opt/scripts`];
  for (const directory of [unitDir, scriptDir]) mkdirSync(directory, { recursive: true });
  for (const at of range(units)) {
    const starts = at < scripts ? `/opt/scripts/run-${at}` : `/usr/bin/worker --number ${at}`;
    writeFileSync(`${unitDir}/job-${at}.service`, ["[Unit]", `Description=job ${at}`,
      "After=network-online.target", "[Service]", "User=worker", `ExecStart=${starts}`,
      "Restart=on-failure", "[Install]", "WantedBy=multi-user.target", ""].join("\n"));
  }
  for (const at of range(scripts)) {
    writeFileSync(`${scriptDir}/run-${at}`, scriptOf(at, keys));
    chmodSync(`${scriptDir}/run-${at}`, 0o755);
  }
};
