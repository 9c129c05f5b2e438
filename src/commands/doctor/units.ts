/** Vexor's own units: there, enabled, and not failed. */
import { fine, finding, warning, type Check } from "./check.ts";

export const UNITS = ["vexor-agent.service", "vexor-operate.socket", "vexor-watch.socket",
  "vexor-recover.service", "vexor-defaults.service"];
const PROPERTIES = "Id,LoadState,ActiveState,UnitFileState,Result";

export const SHOW = ["systemctl", "show", "--no-pager", "-p", PROPERTIES, "--", ...UNITS];

type Unit = Readonly<Record<string, string>>;

const read = (text: string): readonly Unit[] => text.split("\n\n").map((block) =>
  Object.fromEntries(block.split("\n").map((line) => {
    const equals = line.indexOf("=");
    return [line.slice(0, equals), line.slice(equals + 1)];
  })));

/** They run only at boot, and once. */
const AT_BOOT = /^vexor-(?:recover|defaults)\.service$/;

const unitCheck = (unit: Unit): Check => {
  const { Id: id = "", LoadState: load, ActiveState: active = "", UnitFileState: enabled } = unit;
  if (load !== "loaded") {
    return finding(id, `is not installed (${load})`,
      "install the package again, or: sudo dist/vexor install");
  }
  if (active === "failed") {
    return finding(id, `has failed (${unit["Result"]})`,
      `journalctl -u ${id} -n 20; then: systemctl restart ${id}`);
  }
  if (enabled !== "enabled") {
    return finding(id, `is ${enabled || "not enabled"}: it does not start at boot`,
      `systemctl enable ${id}`);
  }
  if (active === "active" || AT_BOOT.test(id)) return fine(id, `enabled, ${active}`);
  if (id === "vexor-agent.service") return warning(id, `is ${active}`, `systemctl start ${id}`);
  return finding(id, `is ${active}`, `systemctl start ${id}`);
};

export const unitChecks = (shown: string): readonly Check[] =>
  read(shown.trim()).filter(({ Id }) => Id !== undefined).map(unitCheck);
