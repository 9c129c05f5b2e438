/** Allowed signers, line by line, as ssh-keygen(1) has them. */

export interface Signer {
  readonly principals: string;
  readonly options: Readonly<Record<string, string>>;
  readonly type: string;
  readonly key: string;
}

const KEY = /(?:^|\s)((?:ssh|ecdsa|sk)-[\w@.-]+)\s+([A-Za-z0-9+/]+={0,2})(?:\s|$)/;
const OPTION = /([a-z-]+)(?:="([^"]*)")?/gi;

/** A key's own bytes name its type once more. */
const isKeyOf = (type: string, key: string): boolean => {
  try {
    const bytes = atob(key);
    const length = (bytes.charCodeAt(2) << 8) | bytes.charCodeAt(3);
    return bytes.slice(4, 4 + length) === type && bytes.length > 4 + length + 30;
  } catch {
    return false;
  }
};

/** One line of allowed signers; null when ssh-keygen would not take it. */
export const readSigner = (line: string): Signer | null => {
  const [, principals = "", rest = ""] = /^("[^"]*"|\S+)\s+(.*)$/.exec(line.trim()) ?? [];
  const found = KEY.exec(rest);
  const [, type = "", key = ""] = found ?? [];
  if (principals === "" || !found || !isKeyOf(type, key)) return null;
  const options = Object.fromEntries([...rest.slice(0, found.index).matchAll(OPTION)]
    .map(([, name = "", value = ""]) => [name.toLowerCase(), value]));
  return { principals: principals.replaceAll('"', ""), options, type, key };
};

/** `20260101`, `20260101120000`, `…Z`: milliseconds since 1970. Vexor asks ssh-keygen in UTC. */
const timeOf = (text: string): number => {
  const [, year, month, day, hour = "00", minute = "00", second = "00"] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z?$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
};

/** Why a key is not valid for commits at that time, in ms; null when it is. */
export const lapseOf = ({ options }: Signer, at: number): string | null => {
  const { "valid-after": after, "valid-before": before, namespaces } = options;
  if (after && !(timeOf(after) <= at)) return `is valid only after ${after}`;
  if (before && !(timeOf(before) > at)) return `expired on ${before}`;
  const isForGit = (namespaces ?? "git").split(",").some((one) => one === "git" || one === "*");
  return isForGit ? null : `is for ${namespaces}, not for git`;
};
