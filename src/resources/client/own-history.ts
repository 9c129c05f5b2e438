/**
 * What a running client shows of its signing history. It opens that only once it has its keys, so
 * an open history is the client's own evidence that it can sign. One that has another history open
 * than its export reads is stopped, and a record keeps that export from being carried.
 */
import { readStoppedClient } from "../../detectors/clients/clients.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { STATE } from "../../engine/run/store.ts";
import { quote } from "../../formats/quote.ts";
import { shellWord } from "../../formats/shell-word.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { historyFile, openHistory } from "./history-place.ts";
import { interlockPath, type TransferBlocker } from "./start-interlock.ts";

/** The file that its client must have open; null for a client that keeps none open. */
export const historyFileOf = (host: HostReader, unit: string): string | null => {
  const client = readStoppedClient(host, allClients(), unit);
  return client && historyFile(host, client);
};

const recordPath = (unit: string): string => `${interlockPath("slashing", unit)}.elsewhere`;

/** What it has signed is where its export does not look. */
const noteElsewhere = (host: Host, unit: string, place: string): void => {
  host.makeDir(`${STATE}/slashing`);
  host.replace(recordPath(unit), `${place}\n`);
};

/** Why the export of this unit is not all that it has signed; null when nothing says so. */
export const findElsewhere = (host: HostReader, unit: string): TransferBlocker | null => {
  const place = host.read(recordPath(unit))?.trim();
  return place === undefined ? null : {
    why: `${unit} has signed with ${quote(place, 200)}, which its export does not read`,
    wayOut: "export that by hand, import it into the client that shall run (EIP-3076), then rm "
      + shellWord(recordPath(unit)) };
};

const otherOpen = (host: HostReader, unit: string, wanted: string | null): string | null =>
  (wanted === null ? null
    : openHistory(host, wanted, unitProcesses(host, unit))?.other ?? null);

/** Before it is stopped: what it signs would be lost to the next one. */
export const assertExportable = (host: HostReader, unit: string): void => {
  const wanted = historyFileOf(host, unit);
  const other = otherOpen(host, unit, wanted);
  if (other === null) return;
  throw new VexorError("SLASHING_UNPROTECTED", `${unit} is not stopped: it has `
    + `${quote(other, 200)} open, and its export would read ${wanted ?? ""}`,
  { hint: `Say on the command line of ${unit} where its history is.` });
};

/** Why a client that was started cannot sign yet; null once its history is open. */
export const historyProblem = (
  host: Host, unit: string, wanted: string | null,
): string | null => {
  if (wanted === null) return null;
  const found = openHistory(host, wanted, unitProcesses(host, unit));
  if (found === null) return null;
  if (found.other !== null) {
    noteElsewhere(host, unit, found.other);
    throw new VexorError("SLASHING_UNPROTECTED", `${unit} signs with ${quote(found.other, 200)}, `
      + `and the history was carried to ${wanted}`);
  }
  return found.isWanted ? null
    : `it has not opened its signing history ${wanted}: are its keys there?`;
};
