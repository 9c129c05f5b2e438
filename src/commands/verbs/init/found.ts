/** What is found on a machine, as a host file: all kinds declare it, and its plan is empty. */
import { VexorError } from "../../../engine/model/errors.ts";
import type { UnreadPath } from "../../../engine/model/evidence.ts";
import {
  LEDGER_FORMAT, type HostFile, type Ledger, type PlanItem,
} from "../../../engine/model/model.ts";
import { kindOf } from "../../../engine/model/claims.ts";
import type { Document } from "../../../engine/host-file/setting-edits.ts";
import { makePlan, surveyAll, type PlanRequest } from "../../../engine/plan/plan.ts";
import type { Resource } from "../../../engine/resource.ts";
import { leniently, unreadIn } from "../../../engine/plan/unread.ts";
import { replacedBy } from "../../../engine/plan/pending.ts";
import {
  renderInit, type LeftOutOf, type OriginOf, type InitSection,
} from "../../../render/init.ts";
import type { Context } from "../../shared/context.ts";
import { requestFor, type PlannedFor } from "../../shared/load-and-plan.ts";

export interface FoundHost {
  readonly declaration: HostFile;
  readonly items: readonly PlanItem[];
  readonly left: readonly LeftOutOf[];
  readonly unread: readonly UnreadPath[];
  /** The host file with comments: all of it, or what is left of it beside files that it extends. */
  yaml(own?: Document, extending?: readonly string[]): Promise<string>;
}

/** What a value is permitted by: nothing is needed for what Vexor or the distribution has set. */
const originsOf = (request: PlanRequest, items: readonly PlanItem[]) => {
  const surveys = surveyAll(request);
  return ({ kind, section }: Resource, part: unknown): readonly OriginOf[] => {
    const permit = surveys.find(({ resource }) => resource.kind === kind)?.survey.permit;
    const isIn = (address: string): boolean =>
      (section.settingAt?.(part, address.slice(kind.length + 1)) ?? null) !== null;
    const own = items.filter(({ address }) => kindOf(address) === kind);
    const size = Object.keys(part as object).length;
    return (own.length === size ? own : own.filter(({ address }) => isIn(address)))
      .map((item) => ({
        evidence: item.evidence,
        permit: permit && item.live !== null && ["custom", "unknown"].includes(item.origin)
          ? permit(item.address, replacedBy(item) ?? "") : null,
      }));
  };
};

const planOf = (context: Context, machine: PlannedFor, declaration: HostFile) => {
  const ledger: Ledger = { format: LEDGER_FORMAT, claims: {} };
  const { host, hostName, isPreview } = machine;
  const request: PlanRequest = { ...requestFor(context, declaration, "init"), host, hostName,
    ledger, ...(isPreview === undefined ? {} : { isPreview }) };
  const { items, unread = [] } = makePlan(request);
  const off = items.find((item) => item.action !== "none");
  if (off) throw new VexorError("INTERNAL", `init declared ${off.address}, but ${off.reason}`);
  return { request, items, unread };
};

/** Plans on what it declares. Throws INTERNAL where that plan would do something. */
export const foundOn = (context: Context, machine: PlannedFor): FoundHost => {
  const reader = leniently(machine.host);
  const { resources } = context;
  const parts = resources.map(({ declare }) => declare?.(reader) ?? {});
  const declaration: HostFile = Object.assign(
    { apiVersion: "vexor/v1", host: machine.hostName } as const, ...parts);
  const { request, items, unread } = planOf(context, machine, declaration);
  const left = resources.flatMap(({ section, leftOut }) =>
    (leftOut?.(reader) ?? []).map((one) => ({ section: section.key, ...one })));
  const missed = unreadIn([...reader.missed(), ...unread]).unread ?? [];
  const origins = originsOf(request, items);
  const all = declaration as unknown as Document;
  const yaml: FoundHost["yaml"] = async (own = all, extending = []) => {
    const sections: InitSection[] = [];
    for (const resource of resources) {
      const { key } = resource.section;
      const part = own[key];
      if (part === undefined) continue;
      sections.push({ name: key, yaml: await context.printYaml({ [key]: part }),
        origins: origins(resource, part) });
    }
    const head = { apiVersion: "vexor/v1", host: machine.hostName,
      ...(extending.length === 0 ? {} : { extends: extending }) };
    return renderInit(await context.printYaml(head), sections, left, missed);
  };
  return { declaration, items, left, unread: missed, yaml };
};
