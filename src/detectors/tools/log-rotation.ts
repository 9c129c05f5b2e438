/** What logrotate does with a file: it renames it, and asks its writer for a new one, or not. */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed } from "../read-if-allowed.ts";
import { textIn } from "../small-files.ts";

const PLACES = "/etc/logrotate.d";
const MAIN = "/etc/logrotate.conf";

export interface LogRotation {
  readonly path: string;
  /** Of logs, as it has them: patterns among them. */
  readonly logs: readonly string[];
  readonly copiesAndTruncates: boolean;
  /** Its script sends SIGUSR1. */
  readonly sendsUsr1: boolean;
}

const BLOCK = /^([^{}#\n]*\/[^{}]*?)\{([^}]*)\}/gm;

const rotationsIn = (path: string, text: string): readonly LogRotation[] =>
  [...text.replace(/^\s*#.*$/gm, "").matchAll(BLOCK)].map(([, names = "", body = ""]) => ({ path,
    logs: names.match(/[^\s"']+/g) ?? [], copiesAndTruncates: /^\s*copytruncate\b/m.test(body),
    sendsUsr1: /\b(?:SIG)?USR1\b/.test(body) }));

export const readLogRotations = (host: HostReader): readonly LogRotation[] =>
  [MAIN, ...listIfAllowed(host, PLACES).map((name) => `${PLACES}/${name}`)]
    .flatMap((path) => rotationsIn(path, textIn(host, path) ?? ""));
