/**
 * Boot files of an earlier installation: a purge takes the ledger, and leaves what keeps settings
 * in force. Without their claims they count as files of an administrator.
 */
import { AGENT_UNITS, LEDGER } from "../../engine/settings/agent-files.ts";
import type { Ledger } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";

/** Where a purge keeps the ledger. */
const KEPT_LEDGER = "/var/backups/vexor-agent.ledger.json";
const NAMED_OURS = /^90-vexor-agent(?:-[a-z]+)?\.conf$/;
const WRITTEN_BY_US = /^# Written by [Vv]exor/;

/** By its name and its first line. */
export const isNamedOurs = (host: HostReader, path: string): boolean =>
  NAMED_OURS.test(path.slice(path.lastIndexOf("/") + 1))
    && WRITTEN_BY_US.test(host.read(path) ?? "");

const inDropIns = (host: HostReader): readonly string[] =>
  host.list(AGENT_UNITS).filter((name) => name.endsWith(".d")).flatMap((name) =>
    host.list(`${AGENT_UNITS}/${name}`).filter((one) => NAMED_OURS.test(one))
      .map((one) => `${AGENT_UNITS}/${name}/${one}`));

export interface EarlierFiles {
  readonly paths: readonly string[];
  readonly todo: string;
}

/** Null where this installation has claims, or there is none of them. */
export const earlierFiles = (host: HostReader, { claims }: Ledger): EarlierFiles | null => {
  if (Object.keys(claims).length > 0) return null;
  const paths = ["/etc/sysctl.d/90-vexor-agent.conf", ...inDropIns(host)]
    .filter((path) => isNamedOurs(host, path));
  if (paths.length === 0) return null;
  const todo = host.stat(KEPT_LEDGER) === null
    ? `remove what is not wanted any more; it is gone at the next boot: rm ${paths.join(" ")}`
    : `have Vexor own them again: cp -p ${KEPT_LEDGER} ${LEDGER}; then vexor release restores `
      + "what they replaced";
  return { paths, todo };
};
