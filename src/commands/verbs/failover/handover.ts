/** A planned handover: what it finds, its begin, and what becomes of it. */
import { VexorError } from "../../../engine/model/errors.ts";
import { awaitedWindow, handoverPlan, type FoundChecks,
  type HandoverPlan } from "../../../failover/handover-plan.ts";
import type { FailoverStatus } from "../../../failover/status.ts";
import { renderHandover } from "../../../render/handover.ts";
import { consent } from "../../shared/locked-run.ts";
import { timeoutOf } from "../../shared/timeout.ts";
import { flag, type BaseCommand, type BaseContext, type Invocation } from "../../shared/context.ts";

const HINDERED = 3;
const [LOOK_MS, WINDOW_LOOK_MS, CHECK_MS] = [200, 5_000, 30_000] as const;
/** From the wish to a peer that signs; the slot bound of a lost record takes a minute. */
const RUN_MS = 180_000;
const USUAL_WAIT = "30m";

const statusOf = async (
  context: BaseContext, ask: "status" | "hand-over" | "stay",
): Promise<FailoverStatus> => JSON.parse(await context.askKeeper({ ask })) as FailoverStatus;

interface HandoverLook {
  readonly now: HandoverPlan;
  readonly status: FailoverStatus;
}

const lookNow = async (context: BaseContext): Promise<HandoverLook> => {
  const found = JSON.parse(await context.askKeeper({ ask: "check" }, CHECK_MS)) as FoundChecks;
  return { now: handoverPlan(found), status: found.status };
};

const show = ({ terminal }: BaseContext, call: Invocation, plan: HandoverPlan): void =>
  terminal.print(flag(call, "json") ? `${JSON.stringify(plan, null, 2)}\n`
    : renderHandover(plan, terminal.style));

export const plan: BaseCommand = async (context, call) => {
  const { now: found } = await lookNow(context);
  show(context, call, found);
  return found.hindrances.length === 0 ? 0 : HINDERED;
};

/** A handover begins where the identity is. */
const refuseElsewhere = (
  { from, isDryRun }: HandoverPlan, { host, peer }: FailoverStatus,
): void => {
  if (isDryRun) {
    throw new VexorError("FAILOVER_SETTINGS", "failover.dryRun is true: the keeper only watches",
      { hint: "Say failover.dryRun: false in both host files, and apply them." });
  }
  if (from === host) return;
  throw new VexorError("FAILOVER_HANDOVER", `${host} does not hold the register: it has nothing to `
    + "hand over", { hint: from === peer.host ? `Run this on ${from}.`
      : "vexor failover status says who holds it." });
};

/** Throws FAILOVER_HANDOVER. */
const refuseHindered = ({ hindrances: [first] }: HandoverPlan): void => {
  if (first !== undefined) throw new VexorError("FAILOVER_HANDOVER", `it does not begin: ${first}`);
};

/**
 * Until the host does not lead soon. Consent and the wait may have taken long: the last look before
 * the begin counts, also of who holds the register, and in which epoch. Throws FAILOVER_HANDOVER.
 */
const awaitWindow = async (context: BaseContext, call: Invocation): Promise<FailoverStatus> => {
  const { host: machine, terminal } = context;
  const end = machine.now().getTime() + timeoutOf(call, USUAL_WAIT);
  for (;;) {
    const { now, status } = await lookNow(context);
    refuseElsewhere(now, status);
    refuseHindered(now);
    const window = awaitedWindow(now);
    if (window === null) return status;
    if (machine.now().getTime() >= end) {
      throw new VexorError("FAILOVER_HANDOVER", "no gap between leader slots has come: "
        + window.says);
    }
    terminal.note(`waiting for a gap between leader slots: ${window.says}`);
    await machine.sleep(WINDOW_LOOK_MS);
  }
};

/** Null while it is under way. */
const endOf = (
  { phase, register, peer, host, isHandoverAsked }: FailoverStatus, epoch: number,
): "handed-over" | "came-back" | "kept" | null => {
  const isKept = phase === "signing" && isHandoverAsked === false && register?.epoch === epoch;
  if (isKept) return "kept";
  if (register === null || register.epoch <= epoch || register.state !== "held") return null;
  if (register.holder === peer.host) return peer.phase === "signing" ? "handed-over" : null;
  return register.holder === host && phase === "signing" ? "came-back" : null;
};

const follow = async (context: BaseContext, epoch: number): Promise<FailoverStatus> => {
  const { host: machine, terminal } = context;
  let said = "";
  for (const end = machine.now().getTime() + RUN_MS; machine.now().getTime() < end;) {
    const status = await statusOf(context, "status");
    const { peer } = status;
    const now = `${status.host}: ${status.phase}, ${peer.host}: ${peer.phase ?? "silent"}`;
    if (now !== said) terminal.note(now);
    said = now;
    const ended = endOf(status, epoch);
    if (ended === "handed-over") return status;
    if (ended === "kept") {
      throw new VexorError("FAILOVER_HANDOVER", `${status.host} keeps the identity: it could not `
        + "be made to give it up, and nothing has changed",
      { hint: "journalctl -u vexor-failover.service says why." });
    }
    if (ended === "came-back") {
      throw new VexorError("FAILOVER_HANDOVER", `${status.peer.host} did not take the identity up: `
        + `${status.host} has it again`, { hint: "vexor failover history tells the steps." });
    }
    await machine.sleep(LOOK_MS);
  }
  throw new VexorError("FAILOVER_HANDOVER", `no end after ${RUN_MS / 1_000} s; the last seen is `
    + said, { hint: "vexor failover status says how it stands; nothing is undone by itself." });
};

export const run: BaseCommand = async (context, call) => {
  const { terminal, host: machine } = context;
  const { now: planned, status } = await lookNow(context);
  show(context, call, planned);
  refuseElsewhere(planned, status);
  refuseHindered(planned);
  const { from, to } = planned;
  if (!await consent(context, call, `Hand the identity over from ${from} to ${to}?`)) {
    terminal.print("Nothing was changed.\n");
    return 0;
  }
  const { register } = await awaitWindow(context, call);
  const begun = machine.now().getTime();
  await statusOf(context, "hand-over");
  await follow(context, register?.epoch ?? 0);
  terminal.print(`${to} signs; ${from} is the standby. It took `
    + `${((machine.now().getTime() - begun) / 1_000).toFixed(1)} s.\n`);
  return 0;
};

/** Before the identity is given up, that is all there is to take back. */
export const abort: BaseCommand = async (context) => {
  const { phase, host } = await statusOf(context, "stay");
  context.terminal.print(phase === "signing" ? `${host} keeps the identity.\n`
    : `No handover is asked for any more; ${host} is ${phase}. What has begun goes on.\n`);
  return 0;
};
