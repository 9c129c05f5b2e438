/** The identity on this host: public facts, checks, and the change of it. Secrets never show. */
import { keyOwners } from "../../detectors/clients/strangers.ts";
import { readClients } from "../../detectors/clients/clients.ts";
import {
  readIdentity, type DeclaredIdentity, type IdentityEntry,
} from "../../detectors/clients/identity.ts";
import { identityOf } from "../../detectors/clients/live-identity.ts";
import type { TowerFact } from "../../detectors/solana/tower.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import { errorOf, VexorError } from "../../engine/model/errors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { KeypairFact } from "../../ports/keys.ts";
import { printableLine, type Style } from "../../render/style.ts";
import { run as apply } from "./apply.ts";
import { flag, type Invocation, type Command, type Context } from "../shared/context.ts";
import { loadDeclared } from "../shared/load-and-plan.ts";

interface IdentityDeclaration {
  readonly want: IdentityEntry;
  readonly clients: HostFile["clients"];
}

const declaredIn = async (context: Context, call: Invocation): Promise<IdentityDeclaration> => {
  const { identity: want, clients } = (await loadDeclared(context, call)).declaration;
  if (want) return { want, clients };
  throw new VexorError("HOST_FILE_INVALID", "the host file declares no identity",
    { hint: "docs/host-file.md shows the identity: section." });
};

/** A client that runs, who it says it is, and the key that it starts with. */
interface IdentitySigner {
  readonly unit: string;
  readonly client: string;
  readonly identity: string | null;
  readonly boot: KeypairFact | null;
}

const signersOn = (
  { host }: Context, { want, clients }: IdentityDeclaration,
): readonly IdentitySigner[] =>
  readClients(host, allClients(clients), keyOwners(host, want)).filter((one) =>
    one.family === "solana" && one.role === "validator" && one.state === "running").map((one) => ({
    unit: one.unit ?? "no unit", client: one.client,
    identity: host.isTree ? null : identityOf(host, one),
    boot: one.places.identity === undefined ? null
      : host.port("keys").keypair(one.places.identity, one.uid ?? undefined),
  }));

const signerLines = ({ unit, client, identity, boot }: IdentitySigner): readonly string[] => [
  `running    ${unit} (${client}) is ${identity ?? "silent about who it is"}`,
  ...boot ? [`starts as  ${boot.pubkey ?? "no identity"}: ${boot.path}`
    + (boot.leadsTo === null ? "" : ` -> ${boot.leadsTo}`)] : [],
];

const keyLines = (title: string, fact: KeypairFact, style: Style): readonly string[] => [
  printableLine(`${title.padEnd(10)} ${fact.path}`
    + (fact.leadsTo === null ? "" : ` -> ${fact.leadsTo}`)),
  `           ${fact.pubkey ?? style.red("no sound keypair")}`
    + (fact.stat === null ? ""
      : `, mode ${fact.stat.mode.toString(8).padStart(4, "0")}, uid ${fact.stat.uid}`),
];

const towerWords = ({ content, isUnfinished, problems }: TowerFact): string => {
  if (content) return `last vote in slot ${content.lastVote ?? "none"}`;
  if (isUnfinished) return "an unfinished save";
  return problems.length > 0 ? "would not be accepted" : "of another identity, not looked into";
};

const towerLine = (tower: TowerFact): string =>
  `${tower.form === "vote-history" ? "history " : "tower   "}   ${tower.path}: `
  + towerWords(tower);

const render = (
  want: IdentityEntry, facts: DeclaredIdentity, signers: readonly IdentitySigner[], style: Style,
): string => [
  `declared   ${want.pubkey}`,
  ...signers.flatMap(signerLines).map(printableLine),
  ...keyLines("keypair", facts.keypair, style),
  ...facts.unstaked ? keyLines("unstaked", facts.unstaked, style) : [],
  ...facts.vote ? keyLines("vote key", facts.vote, style) : [],
  ...facts.towers.map(towerLine).map(printableLine),
  ...facts.problems.map(({ about, message }) =>
    style.red(printableLine(`problem    ${about}: ${message}`))),
  "",
].join("\n");

const show = async (context: Context, call: Invocation): Promise<DeclaredIdentity> => {
  const declared = await declaredIn(context, call);
  const { want } = declared;
  const signers = signersOn(context, declared);
  const facts = readIdentity(context.host, want);
  const { terminal } = context;
  terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.identity/1", declared: want, running: signers, ...facts },
      null, 2)}\n`
    : render(want, facts, signers, terminal.style));
  return facts;
};

const verify = async (context: Context, call: Invocation): Promise<number> => {
  const { problems } = await show(context, call);
  const [first, ...more] = problems;
  if (!first) {
    if (!flag(call, "json")) context.terminal.print("All of it is in order.\n");
    return 0;
  }
  if (flag(call, "json")) return 1;
  const also = more.map(({ message }) => `\n${printableLine(message)}`).join("");
  throw errorOf({ code: first.code, message: first.message + also });
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
  await declaredIn(context, call);
  return apply(context, { verb: "apply", args: [],
    options: { ...call.options, only: "identity" } });
};
