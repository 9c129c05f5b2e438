/** What becomes of a claim whose setting has left the host file. */
import { placeOf } from "../model/evidence.ts";
import { rebootIn, shown } from "./item-parts.ts";
import type { Blocker } from "./blockers.ts";
import type { Claim, PlanItem, Reading } from "../model/model.ts";
import { countingActs, ownershipOf } from "./ownership.ts";
import { asWritten } from "./pending.ts";
import { rebootOf } from "./reboot.ts";

/** What was replaced is not forgotten while it cannot be seen whose the value is. */
const whyKept = (reading: Reading): string | null => {
  const hidden = reading.otherManagers.find(({ isUnread }) => isUnread);
  if (reading.isUnreadable === true) return reading.immutable;
  return hidden === undefined ? null : `${placeOf(hidden)} ${hidden.says}`;
};

const whyReleased = (original: string | null, { immutable }: Reading): string =>
  `no longer declared: ${original !== null ? `${original} comes back`
    : `only the claim is dropped, ${immutable ?? "the value is not ours any more"}`}`;

/** It stays as it is, and stays ours: an apply after that one may give it back. */
const keep = (claim: Claim, asRead: Reading, { reason, waysOut }: Blocker): PlanItem => {
  const reading = asWritten(asRead);
  const owner = ownershipOf(reading, claim);
  return {
    address: claim.address, action: "blocked", origin: owner.origin, live: asRead.live,
    wanted: null, ...rebootIn(rebootOf(reading)), evidence: shown(owner.evidence),
    reason: `no longer declared, and kept: ${reason}`, waysOut, warnings: [], runs: null, to: null,
    adopts: null, onDrift: "report", attributes: claim.attributes,
  };
};

/** A claim whose setting has left the host file: the original back, if live still is ours. */
export const release = (claim: Claim, asRead: Reading): PlanItem => {
  const reading = asWritten(asRead);
  const owner = ownershipOf(reading, claim);
  const managed = owner.origin === "managed" && reading.live === claim.value;
  // What every newer source of the administrator's asks for may come back as well.
  const isAsked = reading.live === claim.value && owner.origin === "custom"
    && countingActs(reading, claim).every(({ value }) => value === claim.original);
  const original = (managed || isAsked) && reading.immutable === null ? claim.original : null;
  const kept = whyKept(reading);
  const blocker = asRead.releaseBlocker ?? null;
  if (blocker !== null) return keep(claim, asRead, blocker);
  return {
    address: claim.address,
    action: kept === null ? "release" : "impossible",
    origin: managed || owner.origin !== "managed" ? owner.origin : "unknown",
    live: asRead.live,
    wanted: null,
    ...rebootIn(rebootOf(reading)),
    evidence: shown(owner.evidence),
    reason: kept === null ? whyReleased(original, reading)
      : `no longer declared, but the claim stays: ${kept}`,
    waysOut: [],
    warnings: [],
    runs: null,
    to: original ?? reading.live,
    ...(asRead.takesEffect === undefined ? {}
      : { takesEffect: asRead.takesEffect, configured: reading.live }),
    adopts: null,
    onDrift: "report",
    attributes: claim.attributes,
  };
};
