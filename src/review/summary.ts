/** A review in numbers. */
import { ACTIONS } from "../engine/model/model.ts";
import type { ReviewEffect, HostReview, PolicyHit, ReviewSummary } from "./model.ts";

const EFFECTS: readonly ReviewEffect[] = [...ACTIONS, "declared", "dropped"];

/** `count`: host files of the head. */
export const summaryOf = (
  hosts: readonly HostReview[], count: number, policy: readonly PolicyHit[],
): ReviewSummary => {
  const having = (is: (one: HostReview) => boolean): number => hosts.filter(is).length;
  const sum = (of: (one: HostReview) => number): number =>
    hosts.reduce((total, one) => total + of(one), 0);
  const changes = Object.fromEntries(EFFECTS.map((effect) =>
    [effect, sum((one) => one.changes.filter(({ action }) => action === effect).length)]));
  return {
    hosts: count,
    changed: having(({ status }) => status === "changed"),
    added: having(({ status }) => status === "added"),
    removed: having(({ status }) => status === "removed"),
    failed: having(({ status }) => status === "failed"),
    unplanned: having(({ factsProblem }) => factsProblem !== null),
    changes: changes as ReviewSummary["changes"],
    permissions: sum(({ permissions }) => permissions.length),
    fights: sum(({ fights }) => fights.length),
    interrupted: having((one) => one.changes.some(({ interrupts }) => interrupts !== undefined)),
    reboots: having((one) => one.changes.some(({ takesEffect }) => takesEffect === "reboot")),
    signing: having((one) => one.changes.some(({ signs }) => signs === true)),
    denied: policy.filter(({ effect }) => effect === "deny").length,
    warned: policy.filter(({ effect }) => effect === "warn").length,
  };
};
