/** Which validator clients are on this machine, and how we know. */
import { keyOwners } from "../../detectors/clients/strangers.ts";
import { switchableAmong } from "../../detectors/clients/switchable.ts";
import { readClients, readInstalled, readStrangers } from "../../detectors/clients/clients.ts";
import { allClients, type ClientDescriptors } from "../../detectors/clients/descriptors.ts";
import { renderClients, renderKnown } from "../../render/clients.ts";
import { preflight } from "../../detectors/clients/preflight.ts";
import {
  flag, text, type Invocation, type BaseCommand, type BaseContext,
} from "../shared/context.ts";
import { loadDeclared } from "../shared/load-and-plan.ts";

interface KnownClients {
  readonly known: ClientDescriptors;
  readonly owners: readonly number[];
}

/** The known clients, and those that a named host file adds; the owner of the key that it names. */
const knownTo = async (context: BaseContext, call: Invocation): Promise<KnownClients> => {
  if (text(call, "file") === null) return { known: allClients(), owners: [] };
  const { clients, identity } = (await loadDeclared(context, call)).declaration;
  return { known: allClients(clients), owners: keyOwners(context.host, identity) };
};

export const run: BaseCommand = async (context, call) => {
  const { known, owners } = await knownTo(context, call);
  const { terminal } = context;
  const json = flag(call, "json");
  if (flag(call, "known")) {
    terminal.print(json ? `${JSON.stringify({ format: "vexor.descriptors/1", known }, null, 2)}\n`
      : renderKnown(known, terminal.style));
    return 0;
  }
  const found = [...readClients(context.host, known, owners),
    ...readStrangers(context.host, known, owners)];
  const all = [...found, ...readInstalled(context.host, known, found)];
  const switchable = switchableAmong(context.host, known, all);
  const validators = all.filter(({ role }) => role === "validator");
  const clients = all.map((one) => {
    const { entry, why } = switchable(one);
    const isAsked = entry !== null && one.state === "stopped";
    return { ...one,
      switch: { entry, why, blocked: isAsked ? preflight(context.host, one, validators) : null } };
  });
  terminal.print(json ? `${JSON.stringify({ format: "vexor.clients/1", clients }, null, 2)}\n`
    : renderClients(clients, terminal.style));
  return 0;
};
