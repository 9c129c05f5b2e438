/** The identity on this host: public facts, checks, and the change of it. Secrets never show. */
import { readIdentity, type IdentityFacts } from "../detectors/identity.ts";
import { readTowers, type TowerFact } from "../detectors/tower.ts";
import { VexorError } from "../engine/errors.ts";
import type { IdentityWant } from "../engine/model.ts";
import type { KeypairFact } from "../engine/ports.ts";
import { printable, type Style } from "../render/style.ts";
import { run as apply } from "./apply.ts";
import { flag, type Call, type Command, type Context } from "./context.ts";
import { loadDeclared } from "./planning.ts";

const declaredIn = async (context: Context, call: Call): Promise<IdentityWant> => {
  const { identity } = (await loadDeclared(context, call)).declaration;
  if (identity) return identity;
  throw new VexorError("HOST_FILE_INVALID", "the host file declares no identity",
    { hint: "docs/host-file.md shows the identity: section." });
};

const keyLines = (title: string, fact: KeypairFact, style: Style): readonly string[] => [
  `${title.padEnd(10)} ${fact.path}${fact.leadsTo === null ? "" : ` -> ${fact.leadsTo}`}`,
  `           ${fact.pubkey ?? style.red("no sound keypair")}`
    + (fact.stat === null ? ""
      : `, mode ${fact.stat.mode.toString(8).padStart(4, "0")}, uid ${fact.stat.uid}`),
];

const towerLine = ({ path, content, isUnfinished }: TowerFact): string =>
  `tower      ${path}: ${content ? `last vote in slot ${content.lastVote ?? "none"}`
    : isUnfinished ? "an unfinished save" : "not readable as a tower"}`;

const render = (want: IdentityWant, facts: IdentityFacts, style: Style): string => [
  `declared   ${want.pubkey}`,
  ...keyLines("keypair", facts.keypair, style),
  ...facts.unstaked ? keyLines("unstaked", facts.unstaked, style) : [],
  ...facts.towers.map(towerLine),
  ...facts.problems.map(({ about, message }) => style.red(`problem    ${about}: ${message}`)),
  "",
].map((line) => printable(line)).join("\n");

const show = async (context: Context, call: Call): Promise<IdentityFacts> => {
  const want = await declaredIn(context, call);
  const facts = readIdentity(context.host, want);
  const towers = want.tower === undefined ? [] : readTowers(context.host, want.tower);
  const { terminal } = context;
  terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.identity/1", declared: want, ...facts }, null, 2)}\n`
    : render(want, { ...facts, towers }, terminal.style));
  return facts;
};

const verify = async (context: Context, call: Call): Promise<number> => {
  const { problems } = await show(context, call);
  const [first, ...more] = problems;
  if (!first) return 0;
  if (flag(call, "json")) return 1;
  const also = more.map(({ message }) => `\n${message}`).join("");
  throw new VexorError(first.code, first.message + also);
};

export const run: Command = async (context, call) => {
  const [what = "show"] = call.args;
  if (what === "show") {
    await show(context, call);
    return 0;
  }
  if (what === "verify") return verify(context, call);
  if (what !== "swap") {
    throw new VexorError("USAGE", `vexor identity does not know ${JSON.stringify(what)}`,
      { hint: "It takes show, verify or swap." });
  }
  return apply(context, { verb: "apply", args: [],
    options: { ...call.options, only: "identity" } });
};
