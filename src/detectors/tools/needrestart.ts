/**
 * needrestart, which apt runs after packages were changed: since Ubuntu 24.04 it restarts services
 * whose libraries were replaced, also in the middle of the night. Its files are Perl; of them only
 * plain assignments are read, and the last one counts.
 */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed } from "../read-if-allowed.ts";
import { textIn } from "../small-files.ts";

const MAIN = "/etc/needrestart/needrestart.conf";
const MORE = "/etc/needrestart/conf.d";

const MODE = /^\s*\$nrconf\{restart\}\s*=\s*["']([lia])["']/gm;

export interface NeedRestart {
  readonly path: string;
  /** `l` lists, `i` asks, `a` restarts; "" where nothing says it. */
  readonly mode: string;
  /** Services that it is to leave alone, as patterns of Perl. */
  readonly spared: readonly string[];
}

/** Null where it is not installed. */
export const readNeedRestart = (host: HostReader): NeedRestart | null => {
  const main = textIn(host, MAIN);
  if (main === null) return null;
  const files = [main, ...listIfAllowed(host, MORE).filter((name) => name.endsWith(".conf"))
    .map((name) => textIn(host, `${MORE}/${name}`) ?? "")];
  const text = files.join("\n").replace(/^\s*#.*$/gm, "");
  const spared = text.matchAll(/(?:qr\(|override_rc\}\s*\{\s*["'])\^?([\w@.\\-]+)/g);
  return { path: MAIN, mode: [...text.matchAll(MODE)].at(-1)?.[1] ?? "",
    spared: [...spared].map(([, name = ""]) => name.replaceAll("\\", "")) };
};
