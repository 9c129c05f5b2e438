/**
 * SIGKILL at every step of a switch: of one that goes well, of one that fails and is being undone,
 * of a rollback, of the recovery from an earlier kill, and while a client does not want to stop. The
 * steps are the lines that Vexor prints: the kill comes a moment after the n-th of them. Half of
 * them are recovered by a person, who meets the guardian; the others are left to the guardian alone.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Container } from "../lab/container.ts";
import { forgottenVotes } from "./vote-witness.ts";
import { killGuardians, leftAlone, nowOn } from "./guardians.ts";
import { AGAVE, FRANK, type Validators } from "./validators.ts";
import { random } from "../../support/random.ts";
import { momentsOfTwo } from "./seen.ts";

export interface SwitchMachine {
  readonly container: Container;
  readonly validators: Validators;
  reset(behaviour: object): Promise<void>;
  declare(): Promise<void>;
  state(): Promise<string>;
  readonly before: string;
  readonly after: string;
  /** The running client reports healthy, in time. */
  isHealthy(): Promise<boolean>;
}

interface Scene {
  readonly name: string;
  readonly verb: "apply" | "rollback";
  readonly agave?: object;
  readonly frank?: object;
  /** The recovery is killed as well. */
  readonly twice?: true;
}

const QUICK = { startMs: 100, stopMs: 30 };

const SCENES: readonly Scene[] = [
  { name: "apply", verb: "apply" },
  { name: "rollback", verb: "rollback" },
  { name: "apply, then recovery", verb: "apply", twice: true },
  { name: "failing start", verb: "apply", frank: { crash: { says: "panicked" } } },
  { name: "hanging stop", verb: "apply", agave: { stopMs: "never" } },
  { name: "rollback, then recovery", verb: "rollback", twice: true },
  { name: "unhealthy start", verb: "apply", frank: { health: "behind" } },
];

/** Lines of the longest of them, and one for what comes after the last. */
const STEPS = 9;
const SLACK_MS = 250;

/** Kills when so many lines are out and so many ms are over; says how many came in the end. */
const KILL = `: > /run/steps; vexor "$@" 2>> /run/steps > /dev/null & pid=$!
while [ "$(wc -l < /run/steps)" -lt "$LINES" ] && [ -e /proc/$pid/exe ]; do sleep 0.01; done
sleep "$AFTER"; kill -KILL $pid 2> /dev/null; wait $pid; echo $?`;

export const killedAtLine = async (
  container: Container, args: readonly string[], lines: number,
): Promise<boolean> => {
  const after = (random.next() * SLACK_MS / 1000).toFixed(3);
  const { stdout } = await container.exec(
    ["env", `LINES=${lines}`, `AFTER=${after}`, "sh", "-c", KILL, "sh", ...args]);
  return stdout.trim() === "137";
};

const LONG = { timeoutMs: 120_000 };

/** At some moment of what the guardian does; systemd starts it again. */
const killedAtWork = async (container: Container): Promise<void> => {
  await sleep(random.below(1500));
  await killGuardians(container);
};

export interface Tally {
  runs: number;
  /** Of them, without anybody who calls `vexor recover`. */
  alone: number;
  /** Of them, where the SIGKILL came before the end. */
  killed: number;
  before: number;
  after: number;
  /** What was found instead, with the scene and the step. */
  neither: string[];
  /** Moments with two clients, as the witness saw them. */
  two: number;
  /** No client ran well in the end, and nothing said so. */
  none: number;
  /** No client ran in the end, and the exit code said so. */
  alarmed: number;
  /** Votes cast without knowing the one before. */
  forgotten: number;
  seconds: number;
}

const one = async (field: SwitchMachine, scene: Scene, step: number, tally: Tally): Promise<void> => {
  const { container } = field;
  await field.reset(QUICK);
  await field.declare();
  const verb = [scene.verb, "--yes"];
  if (scene.verb === "rollback") await container.exec(["vexor", "apply", "--yes"]);
  await field.validators.behaviour(AGAVE, { ...QUICK, ...scene.agave });
  await field.validators.behaviour(FRANK, { ...QUICK, ...scene.frank });
  const since = await nowOn(container);
  if (await killedAtLine(container, verb, step)) tally.killed += 1;
  await field.validators.behaviour(AGAVE, { ...QUICK });
  const isAlone = tally.runs % 2 === 1;
  if (isAlone) tally.alone += 1;
  if (scene.twice && isAlone) await killedAtWork(container);
  else if (scene.twice && await killedAtLine(container, ["recover"], step % 5)) tally.killed += 1;
  const { code, stderr } = isAlone ? await leftAlone(container, since)
    : await container.exec(["vexor", "recover"], LONG);
  const now = await field.state();
  const isHealthy = await field.isHealthy();
  if (now === field.before) tally.before += 1;
  else if (now === field.after) tally.after += 1;
  else tally.neither.push(`${scene.name}, step ${step}: ${now} (${code}: ${stderr.trim().slice(0, 200)})`);
  if (!isHealthy) tally[code === 0 ? "none" : "alarmed"] += 1;
  tally.forgotten += forgottenVotes(await field.validators.votes()).length;
  tally.runs += 1;
};

/** So many runs, over every scene and every step in turn. */
export const killAtEveryStep = async (field: SwitchMachine, runs: number): Promise<Tally> => {
  const tally: Tally = { runs: 0, alone: 0, killed: 0, before: 0, after: 0, neither: [], two: 0, none: 0,
    alarmed: 0, forgotten: 0, seconds: 0 };
  const begun = Date.now();
  for (let at = 0; at < runs; at++) {
    const scene = SCENES[at % SCENES.length];
    const step = 1 + (Math.floor(at / SCENES.length) * 5 + (at % SCENES.length)) % STEPS;
    if (scene) await one(field, scene, step, tally);
  }
  tally.two = momentsOfTwo(await field.validators.seen()).length;
  tally.seconds = Math.round((Date.now() - begun) / 1000);
  return tally;
};
