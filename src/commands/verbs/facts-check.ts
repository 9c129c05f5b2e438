/** `vexor facts --check FILE`: of whom, how old, and who speaks for them. */
import { errorOf } from "../../engine/model/errors.ts";
import type { FactsDocument } from "../../facts/document.ts";
import { hostKeyPath, judgeFacts, type FactsVerdict } from "../../facts/judge.ts";
import { formatDuration } from "../../formats/duration.ts";
import { shorten } from "../../formats/quote.ts";
import { printableLine, type Style } from "../../render/style.ts";
import { readFacts } from "../shared/facts-file.ts";
import { flag, type BaseContext, type Invocation } from "../shared/context.ts";

const LARGEST_KEYS = 64 * 1024;
const REFUSED = 1;
const UNSIGNED = 2;

type JudgedFacts = FactsVerdict & { readonly document: FactsDocument };

/** Throws FACTS_INVALID for what is not facts at all. */
const judged = async (context: BaseContext, path: string): Promise<JudgedFacts> => {
  const verdict = judgeFacts(readFacts(context, path), { host: null, maxAgeSeconds: null,
    keysOf: (host) => context.readLimited(hostKeyPath(host), LARGEST_KEYS),
    now: context.host.now() }, await context.signatureSums());
  const { document, problems: [first] } = verdict;
  if (document !== null) return { ...verdict, document };
  throw errorOf(first ?? { code: "FACTS_INVALID", message: `${path} holds no facts` });
};

const codeOf = ({ problems }: FactsVerdict): number => {
  if (problems.length === 0) return 0;
  return problems.every(({ code }) => code === "FACTS_UNSIGNED") ? UNSIGNED : REFUSED;
};

const agoOf = (seconds: number): string => (seconds < 0 ? `in ${formatDuration(-seconds)}`
  : `${formatDuration(seconds)} ago`);

const lineOf = (name: string, said: string): string =>
  `  ${name.padEnd(10)}${printableLine(shorten(said, 200))}\n`;

const formatFound = (path: string, { document, ageSeconds, signedBy, problems }: JudgedFacts,
  style: Style): string => {
  const { host, at, vexor, kernel, digest, asRoot, machine } = document;
  return [
    `${style.bold(printableLine(path))}: facts of ${host}\n`,
    lineOf("recorded", `${at}, ${agoOf(ageSeconds ?? 0)}, by ${asRoot ? "root" : "a plain user"}, `
      + `with Vexor ${vexor}${machine ? "" : ", of a tree below --root"}`),
    lineOf("kernel", kernel ?? "none"), lineOf("digest", digest),
    signedBy === null ? "" : lineOf("signed by", `${signedBy}, in ${hostKeyPath(host)}`),
    ...problems.map((one) => {
      const { code, message, hint } = errorOf(one);
      return `${style.yellow("!")} ${printableLine(message)} (${code})\n  ${hint}\n`;
    }),
  ].join("");
};

const documentOf = (
  file: string, { document, ageSeconds, signedBy, problems }: JudgedFacts,
): Readonly<Record<string, unknown>> => {
  const { host, at, vexor, kernel, digest, machine, asRoot } = document;
  return { format: "vexor.facts-check/1", file, host, at, ageSeconds, vexor, kernel, digest,
    machine, asRoot, signedBy, problems };
};

export const checkFacts = async (
  context: BaseContext, call: Invocation, path: string,
): Promise<number> => {
  const found = await judged(context, path);
  const { terminal } = context;
  terminal.print(flag(call, "json") ? `${JSON.stringify(documentOf(path, found), null, 2)}\n`
    : formatFound(path, found, terminal.style));
  return codeOf(found);
};
