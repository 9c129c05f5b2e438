/** Vexor's own units: there, enabled, and not failed. */
import { fine, finding, warning, type DoctorCheck } from "./check.ts";

const ENABLED = ["vexor-agent.service", "vexor-operate.socket", "vexor-watch.socket",
  "vexor-recover.service", "vexor-recover-late.service", "vexor-defaults.service"];
/** Their sockets start the reader and the root helper; of a template, any instance shows it. */
const ON_DEMAND = ["vexor-watch.service", "vexor-operate@doctor.service",
  "vexor-operate-again.service"];
/** systemd makes it for each round of health commands: no file may have its name. */
const TRANSIENT = "vexor-health.service";
const PROPERTIES = "Id,LoadState,ActiveState,UnitFileState,Result";

export const SHOW = ["systemctl", "show", "--no-pager", "-p", PROPERTIES, "--",
  ...ENABLED, ...ON_DEMAND, TRANSIENT];

type Unit = Readonly<Record<string, string>>;

const read = (text: string): readonly Unit[] => text.split("\n\n").map((block) =>
  Object.fromEntries(block.split("\n").map((line) => {
    const equals = line.indexOf("=");
    return [line.slice(0, equals), line.slice(equals + 1)];
  })));

const transientCheck = ({ LoadState: load, UnitFileState: kept }: Unit): DoctorCheck =>
  (load === "not-found" || kept === "transient"
    ? fine(TRANSIENT, "systemd makes it for each round of health commands")
    : finding(TRANSIENT, "a unit file has this name: systemd cannot make the unit in which health "
      + "commands run", `remove that file: systemctl cat ${TRANSIENT} names it`));

/** They run only at boot, and once. */
const AT_BOOT = /^vexor-(?:recover|recover-late|defaults)\.service$/;

/** A template has its own name. */
const named = (id: string): string => id.replace("@doctor", "@");

const AGENT = "vexor-agent.service";

/** Without settings its start is skipped. */
const agentDown = (active: string, isConfigured: boolean): DoctorCheck => (isConfigured
  ? warning(AGENT, `is ${active}`, `systemctl start ${AGENT}`)
  : warning(AGENT, `is ${active}: it starts once agent.yaml names a source`,
    `sudo vexor enrol URL; then: systemctl start ${AGENT}`));

const unitCheck = (unit: Unit, isConfigured: boolean): DoctorCheck => {
  const { Id: id = "", LoadState: load, ActiveState: active = "", UnitFileState: enabled } = unit;
  if (id === TRANSIENT) return transientCheck(unit);
  if (load !== "loaded") {
    return finding(named(id), `is not installed (${load})`,
      "install the package again, or: sudo dist/vexor install");
  }
  if (active === "failed") {
    return finding(id, `has failed (${unit["Result"]})`,
      `journalctl -u ${id} -n 20; then: systemctl restart ${id}`);
  }
  if (ON_DEMAND.includes(id)) return fine(named(id), `installed, ${active}`);
  if (enabled !== "enabled") {
    return finding(id, `is ${enabled || "not enabled"}: it does not start at boot`,
      `systemctl enable ${id}`);
  }
  if (active === "active" || AT_BOOT.test(id)) return fine(id, `enabled, ${active}`);
  if (id === AGENT) return agentDown(active, isConfigured);
  return finding(id, `is ${active}`, `systemctl start ${id}`);
};

export const unitChecks = (shown: string, isConfigured: boolean): readonly DoctorCheck[] =>
  read(shown.trim()).filter(({ Id }) => Id !== undefined)
    .map((unit) => unitCheck(unit, isConfigured));
