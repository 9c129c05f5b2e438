/** What helps against the findings of an audit, as one patch of the host file. */
import { audit } from "../../checks/audit.ts";
import { FACT_SOURCES } from "../../checks/facts.ts";
import {
  additions, forPeople, PROFILES, proposalsOf, type Additions, type AdviceProfile,
  type Proposal,
} from "../../checks/recommend.ts";
import { kindOf } from "../../engine/model/claims.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { withoutSetting, type Document } from "../../engine/host-file/setting-edits.ts";
import type { Plan, PlanItem } from "../../engine/model/model.ts";
import { patchOf } from "../../render/file-diff.ts";
import { renderRecommendation, type NotProposed } from "../../render/recommendation.ts";
import { shownJson } from "../../render/shown-json.ts";
import { rulesFor } from "../shared/check-rules.ts";
import { recordedMachine } from "../shared/facts-file.ts";
import {
  finishEdit, nameIn, openForEdit, sectionOf, type Editing,
} from "../shared/host-file-edits.ts";
import { flag, text, type Command, type Context, type Invocation } from "../shared/context.ts";

const profileOf = (call: Invocation): AdviceProfile => {
  const word = text(call, "profile") ?? "standard";
  const profile = PROFILES.find((one) => one === word);
  if (profile !== undefined) return profile;
  throw new VexorError("USAGE", `--profile is ${PROFILES.join(", ")}; not ${JSON.stringify(word)}`);
};

/** What a plan would not do: another owner's value, or one that cannot be. */
const isHindered = ({ action }: PlanItem): boolean =>
  action === "blocked" || action === "impossible";

const newlyHindered = (before: Plan, after: Plan): readonly PlanItem[] => {
  const known = new Set(before.items.map(({ address }) => address));
  return after.items.filter((item) => isHindered(item) && !known.has(item.address));
};

interface Proposed {
  readonly written: string;
  readonly leftOut: readonly NotProposed[];
  readonly before: Plan;
  readonly after: Plan;
}

const leftOutOf = ({ address, action, reason, waysOut }: PlanItem): NotProposed =>
  ({ address, action, reason, waysOut });

/** Never against what another owner has set: such a setting is left out, with the reason. */
const proposed = async (
  context: Context, { file, planned }: Editing, { document }: Additions,
): Promise<Proposed> => {
  const before = await planned(file.text);
  let wanted: Document = document;
  const leftOut: NotProposed[] = [];
  for (;;) {
    const written = file.edited(file.text, wanted);
    const after = await planned(written);
    const hindered = newlyHindered(before, after);
    if (hindered.length === 0) return { written, leftOut, before, after };
    for (const item of hindered) {
      const section = sectionOf(context, item.address);
      const without = section && withoutSetting(wanted, section, nameIn(item.address));
      if (without === null) {
        throw new VexorError("HOST_FILE_EDIT", `no entry is about ${item.address} alone`,
          { hint: `A plan of ${kindOf(item.address)} says more: vexor explain ${item.address}` });
      }
      wanted = without;
      leftOut.push(leftOutOf(item));
    }
  }
};

export const run: Command = async (context, call) => {
  const profile = profileOf(call);
  const editing = await openForEdit(context, call);
  const { file } = editing;
  const loaded = file.load(file.text);
  const facts = text(call, "facts");
  const { host, hostName } = facts === null ? context : recordedMachine(context, facts);
  const document = audit({ host, hostName, rules: await rulesFor(context, call, file.path),
    sources: FACT_SOURCES, silences: loaded.declaration.checks?.silence ?? {},
    now: context.host.now() });
  const proposals: readonly Proposal[] = proposalsOf(document, profile);
  const added = additions(file.written(file.text), loaded.declaration as unknown as Document,
    proposals, context.resources.flatMap(({ section }) => section ?? []));
  const { written, leftOut, before, after } = await proposed(context, editing, added);
  const addresses = after.items.map(({ address }) => address).filter((address) =>
    !before.items.some((item) => item.address === address));
  if (flag(call, "write") && written !== file.text) {
    return finishEdit(context, call, file, { addresses, written, plans: { before, after } });
  }
  const told = { file: file.path, host: hostName, profile, proposals, kept: added.kept, leftOut,
    forPeople: forPeople(document), contradictions: added.contradictions,
    patch: written === file.text ? "" : await patchOf(file.path, file.text, written) };
  const { style, columns } = context.terminal;
  context.terminal.print(flag(call, "json")
    ? `${shownJson({ format: "vexor.recommendation/1", ...told })}\n`
    : renderRecommendation(told, { style, columns }));
  return 0;
};
