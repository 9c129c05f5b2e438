/**
 * What a switch leaves for the next boot: the links that start the active client and no other, and
 * a drop-in beside each client's unit. The drop-in keeps two from running at once, even if an
 * operator starts the second by hand. It also keeps a client from starting while it lacks what
 * another one has signed. A function of the claim alone, like every boot file.
 */
import {
  bootLinksOf, enablingLinks, type BootLink,
} from "../../detectors/systemd/enablement-links.ts";
import type { UnitPath } from "../../detectors/systemd/unit-files.ts";
import type { Claim } from "../../engine/model/model.ts";
import type { BootFile } from "../../engine/resource.ts";
import {
  behindDropIn, interlockLine, NO_START_BY_HAND, type HistoryKind,
} from "./start-interlock.ts";

const dropInPath = (unit: string): string =>
  `/etc/systemd/system/${unit}.d/90-vexor-agent-client.conf`;

/** The detail of a client claim, as the ledger keeps it. */
export interface ClientSet {
  /** The unit that runs the active client. */
  readonly unit: string;
  /** Units of the other clients of its family. */
  readonly others: readonly string[];
  /** The unit that takes over when the active one ends, by systemd alone. */
  readonly standby: string | null;
  /** Units that started at boot when the client was first declared. */
  readonly boot: readonly string[];
  /** What its clients remember of what they have signed: none may start while it is behind. */
  readonly interlock: HistoryKind | null;
}

export const attributesOf = (
  { unit, others, standby, boot, interlock }: ClientSet,
): Readonly<Record<string, string>> =>
  ({ unit, others: others.join(" "), boot: boot.join(" "),
    ...(standby === null ? {} : { standby }),
      ...(interlock === null ? {} : { fenced: interlock }) });

const list = (text: string | undefined): readonly string[] =>
  (text ?? "").split(" ").filter(Boolean);

/** `yes` is how a ledger says it that was written before towers were carried. */
const INTERLOCKS: Readonly<Partial<Record<string, HistoryKind>>> =
  { yes: "slashing", slashing: "slashing", towers: "towers" };

export const clientSetOf = ({ attributes }: Pick<Claim, "attributes">): ClientSet => ({
  unit: attributes["unit"] ?? "",
  others: list(attributes["others"]),
  standby: attributes["standby"] ?? null,
  boot: list(attributes["boot"]),
  interlock: INTERLOCKS[attributes["fenced"] ?? ""] ?? null,
});

/** A client that is started again for ever never fails, and its standby would wait for ever. */
const GIVES_UP = ["StartLimitIntervalSec=600", "StartLimitBurst=3"];

/** A standby that systemd starts by itself would wait for a Vexor that may be dead. */
const interlockLines = ({ interlock, standby }: ClientSet, unit: string): readonly string[] =>
  (interlock === null || unit === standby ? [] : [interlockLine(interlock, unit)]);

/**
 * Without an order between them systemd would stop one and start the other at the same time; in
 * either direction it makes the stop come first. A recovery at boot may still change which of them
 * is to start: they wait for it.
 */
const dropIn = (clients: ClientSet, unit: string): string => {
  const conflicting = [clients.unit, ...clients.others].filter((one) => one !== unit);
  const standby = unit === clients.unit && clients.standby !== null
    ? [`OnFailure=${clients.standby}`, `OnSuccess=${clients.standby}`, ...GIVES_UP] : [];
  return [
    "# Written by vexor-agent from this machine's host file: never two validators at once.",
    "[Unit]",
    ...conflicting.map((rival) => `Conflicts=${rival}`),
    ...conflicting.filter((rival) => rival < unit).map((rival) => `After=${rival}`),
    "After=vexor-recover.service",
    ...interlockLines(clients, unit),
    ...standby,
    "",
  ].join("\n");
};

const dropIns = (before: ClientSet | null, after: ClientSet | null): readonly BootFile[] => {
  const units = [before, after].flatMap((one) => (one ? [one.unit, ...one.others] : []));
  return [...new Set(units)].map((unit) => ({ path: dropInPath(unit), ownDirectory: true,
    text: after && [after.unit, ...after.others].includes(unit) ? dropIn(after, unit) : null }));
};

/** Once no client is declared, an operator may start any: what Vexor has refused goes along. */
const refusals = (
  { host }: UnitPath, before: ClientSet | null, after: ClientSet | null,
): readonly BootFile[] => (before === null || after !== null ? []
  : [before.unit, ...before.others].map((unit) => behindDropIn(unit))
    .filter((path) => host.read(path) === NO_START_BY_HAND)
    .map((path) => ({ path, text: null, ownDirectory: true })));

const made = ({ path, target }: BootLink): BootFile => ({ path, text: target, isLink: true });

/** Links that exist stay as they are, wherever the operator let them lead. */
const links = (
  unitPath: UnitPath, units: readonly string[], starts: (unit: string) => boolean,
): readonly BootFile[] => units.flatMap((unit) => {
  const present = bootLinksOf(unitPath.host, unit);
  if (!starts(unit)) return present.map(({ path }) => ({ path, text: null, isLink: true }));
  return (present.length > 0 ? present : enablingLinks(unitPath, unit)).map(made);
});

/** What was only made to last stops lasting; a switch stays one: boot must not turn it back. */
const linksAfter = (
  unitPath: UnitPath, before: Claim | undefined, after: Claim | undefined,
): readonly BootFile[] => {
  const now = after && clientSetOf(after);
  if (now) return links(unitPath, [now.unit, ...now.others], (unit) => unit === now.unit);
  if (before === undefined || before.original !== before.value) return [];
  const { unit, others, boot } = clientSetOf(before);
  return links(unitPath, [unit, ...others], (one) => boot.includes(one));
};

export const bootFiles = (
  unitPath: UnitPath, before: Claim | undefined, after: Claim | undefined,
): readonly BootFile[] => {
  const [had = null, has = null] = [before, after].map(
    (claim) => (claim ? clientSetOf(claim) : null));
  const ours = new Map(dropIns(null, had).map(({ path, text }) => [path, text]));
  /** A file under our name with another owner's text stays when we go. */
  const stays = ({ path, text }: BootFile): boolean =>
    text === null && unitPath.host.read(path) !== ours.get(path);
  return [...dropIns(had, has).filter((file) => !stays(file)), ...refusals(unitPath, had, has),
    ...linksAfter(unitPath, before, after)];
};
