/**
 * A manager's questions to this keeper. It may ask that the identity is handed over; it may not
 * have it taken up: what only the register can say, no third machine can.
 */
import { asVexorError } from "../../../engine/model/errors.ts";
import type { KeeperEdges } from "../../../failover/keeper-edges.ts";
import {
  managedStatus, readCommand, type FailoverCommand, type ManagedStatus, type ManagerQuestion,
  type ManagerReply, type NodeSight,
} from "../../../failover/manager-words.ts";
import type { FailoverSettings } from "../../../failover/settings.ts";
import type { FailoverStatus } from "../../../failover/status.ts";
import type { Terminal } from "../../shared/context.ts";

export interface ManagedKeeper {
  status(): FailoverStatus;
  node(): NodeSight;
  /** There is something to hand over. */
  isHolding(): boolean;
  /** The peer has said lately that it could take; null where it does not answer. */
  isPeerReady(): boolean | null;
  handOver(): void;
  /** Ms since 1970. */
  wall(): number;
}

type Granted = readonly [success: boolean, message: string];

const becomePassive = (keeper: ManagedKeeper, status: FailoverStatus): Granted => {
  const { isDryRun, host, peer } = status;
  if (!keeper.isHolding()) return [!isDryRun, `${host} does not hold the identity`];
  if (isDryRun) return [false, `dry run: ${host} hands nothing over`];
  if (keeper.isPeerReady() !== true) {
    return [false, `${peer.host} does not say that it could take the identity: vexor failover `
      + "status there says why. Without that no host would sign"];
  }
  keeper.handOver();
  return [true, `${host} hands the identity over to ${peer.host}: it stops, proves it, and offers `
    + "the register"];
};

const waits = ({ register, takeInMs, hindrances }: FailoverStatus): string => {
  if (hindrances.length > 0) return `it would not take it now: ${hindrances.join(", ")}`;
  const left = Math.ceil((takeInMs ?? 0) / 1_000);
  return register === null ? "no register is there: vexor failover init makes it"
    : `if the register stands unchanged, its keeper takes it in ${left} s by itself`;
};

const becomeActive = (status: ManagedStatus, whole: FailoverStatus): Granted => {
  const { host, register } = whole;
  if (status.is_active) return [true, `${host} is active already`];
  if (register?.state === "offered" && register.handover?.to === host) {
    return [true, `the register is offered to ${host}: its keeper takes it by itself`];
  }
  const holder = register === null ? "" : `: ${register.holder} holds it, epoch ${register.epoch}`;
  return [false, `the register is not offered to ${host}${holder}. Nothing proves that the other `
    + `host has stopped, and two hosts would sign. Of ${host}, ${waits(whole)}`];
};

const COMMANDS: Readonly<Record<FailoverCommand,
  (keeper: ManagedKeeper, status: FailoverStatus, answer: ManagedStatus) => Granted>> = {
  become_passive: becomePassive,
  become_active: (_, status, answer) => becomeActive(answer, status),
};

const found = (body: object): ManagerReply => ({ code: 200, body });
const refused = (code: number, error: string): ManagerReply => ({ code, body: { error } });

type Answer = (keeper: ManagedKeeper, body: string) => ManagerReply;

const statusNow = (keeper: ManagedKeeper): ManagedStatus =>
  managedStatus(keeper.status(), keeper.node(), Math.floor(keeper.wall() / 1_000));

const ANSWERS: Readonly<Record<string, Answer>> = {
  "POST /status": (keeper) => found(statusNow(keeper)),
  "POST /peer-status": (keeper) => {
    const { is_active, process_running, timestamp } = statusNow(keeper);
    return found({ is_alive: true, is_active, process_running, timestamp });
  },
  "POST /failover": (keeper, body) => {
    const command = readCommand(body);
    if (command === null) return refused(400, "action is neither become_active nor become_passive");
    const [status, answer] = [keeper.status(), statusNow(keeper)];
    const [success, message] = COMMANDS[command](keeper, status, answer);
    return found({ success, message, dry_run: status.isDryRun, timestamp: answer.timestamp });
  },
  "GET /health": (keeper) => {
    const { error, timestamp } = statusNow(keeper);
    return { code: error === undefined ? 200 : 503,
      body: { status: error === undefined ? "ok" : "unhealthy", timestamp,
        ...error === undefined ? {} : { error } } };
  },
};

const answerManager = (
  keeper: ManagedKeeper, { method, path, body }: ManagerQuestion,
): ManagerReply => {
  const asked = `${method} ${path}`;
  const answer = Object.hasOwn(ANSWERS, asked) ? ANSWERS[asked] : undefined;
  if (answer) return answer(keeper, body);
  const isPath = Object.keys(ANSWERS).some((one) => one.endsWith(` ${path}`));
  return isPath ? refused(405, "another method is wanted") : refused(404, "there is nothing here");
};

/**
 * The result ends it; null where it is not open. A validator runs by this keeper: a door that
 * cannot be opened must not end it.
 */
export const openDoor = async (
  { edges, settings, terminal }: {
    readonly edges: Pick<KeeperEdges, "answerManager">;
    readonly settings: FailoverSettings;
    readonly terminal: Terminal;
  },
  keeper: () => ManagedKeeper,
): Promise<(() => void) | null> => {
  try {
    return await edges.answerManager(settings, (asked) => answerManager(keeper(), asked));
  } catch (error) {
    terminal.alarm(`no manager is answered: ${asVexorError(error).message}`);
    return null;
  }
};
