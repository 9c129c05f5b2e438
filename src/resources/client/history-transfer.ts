/** What goes along with a switch, by the family of the clients, and what keeps it from doing so. */
import type { FoundClient } from "../../detectors/clients/descriptors.ts";
import type { Address, Change, Reading } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { shellWord } from "../../formats/shell-word.ts";
import {
  aheadOf, APART, CARRIED, fencePath, type Carrying, type Memory, type Obstacle,
} from "./start-interlock.ts";
import { isUnit, type Scene } from "./facts.ts";
import { cannotCarry, slashingTarget } from "./slashing.ts";
import {
  forgetObstacle, forgetsVotes, needsCarrying, towerTarget, towerObstacle,
} from "./tower.ts";

const MEMORIES: Readonly<Partial<Record<FoundClient["family"], Memory>>> =
  { ethereum: "slashing", solana: "towers" };

export const memoryOf = (client: FoundClient | null | undefined): Memory | null =>
  (client && MEMORIES[client.family]) ?? null;

/** Who stops, and whoever an earlier switch has left ahead of the one that starts. */
const sources = (
  host: HostReader, memory: Memory, stopping: readonly string[], starting: string,
): readonly string[] =>
  [...new Set([...stopping, aheadOf(host, memory, starting) ?? []].flat())]
    .filter((unit) => unit !== starting);

const withUnit = ({ rivals }: Scene, unit: string) =>
  rivals.filter(isUnit).find((one) => one.unit === unit);

const targetFrom = (
  scene: Scene, memory: Memory, from: string, to: string,
): Carrying | null => {
  if (memory === "slashing") return slashingTarget(scene.host, from, to);
  const [old, next] = [withUnit(scene, from), withUnit(scene, to)];
  return old && next && needsCarrying(scene.host, old, next)
    ? towerTarget(scene.host, old, next) : null;
};

export const carrying = (
  scene: Scene, stopping: readonly string[], starting: string, address: Address,
): readonly Change[] => {
  const memory = memoryOf(withUnit(scene, starting));
  if (memory === null) return [];
  return sources(scene.host, memory, stopping, starting).flatMap((unit) => {
    const target = targetFrom(scene, memory, unit, starting);
    return target === null ? [] : [{ ...target, kind: "client", from: APART, to: CARRIED,
      for: [address], reboot: APART }];
  });
};

const towersFlaw = (scene: Scene, from: readonly string[], to: string): Obstacle | null => {
  const next = withUnit(scene, to);
  for (const unit of from) {
    const old = withUnit(scene, unit);
    if (!old) {
      return { why: `${unit}, which has voted last, is not a validator's unit any more`,
        wayOut: `bring its tower to ${to} by hand, then rm ${shellWord(fencePath("towers", to))}` };
    }
    if (!next) continue;
    if (forgetsVotes(scene.host, old, next) === "yes") return forgetObstacle(old, next);
    const flaw = needsCarrying(scene.host, old, next)
      ? towerObstacle(scene.host, old, next) : null;
    if (flaw) return flaw;
  }
  return null;
};

/** Why what was signed could not go along to the target; null where nothing has to, or it can. */
export const carryFlaw = (
  scene: Scene, old: FoundClient | undefined,
): Reading["blocker"] => {
  const { host, desired: target } = scene;
  const memory = memoryOf(old) ?? memoryOf(target);
  if (!target?.unit || memory === null) return null;
  const from = sources(host, memory, [old?.unit ?? []].flat(), target.unit);
  if (from.length === 0) return null;
  const flaw = memory === "slashing" ? cannotCarry(host, [...from, target.unit])
    : towersFlaw(scene, from, target.unit);
  const what = memory === "slashing" ? "signed" : "voted for";
  return flaw && { waysOut: [flaw.wayOut],
    reason: `what ${from.join(" and ")} has ${what} cannot go along: ${flaw.why}` };
};

/** Where nobody can tell whether two that do not share their votes are the same voter. */
export const forgetful = ({ host, rivals, desired: target }: Scene): readonly string[] => {
  if (!target || !isUnit(target)) return [];
  return rivals.filter((old) => old.state === "running" && old.unit !== target.unit
    && memoryOf(old) === "towers" && forgetsVotes(host, old, target) === "unknown")
    .map((old) => `${old.client} and ${target.client} share no tower, and which keys they sign `
      + "with cannot be told: if it is one, 512 slots must pass between their votes");
};

/** systemd starts the standby by itself, and carries nothing. */
export const blindStandby = (scene: Scene, standby: string | null): readonly string[] => {
  const { host, desired: target } = scene;
  const next = standby === null ? undefined : withUnit(scene, standby);
  if (!next || !target || !needsCarrying(host, target, next)) return [];
  return [`dual: auto: systemd would start ${next.unit} without the tower of ${target.unit ?? ""}: `
    + "let both name one directory (--tower)"];
};
