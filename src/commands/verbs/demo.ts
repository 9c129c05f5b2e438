/** Shows Vexor at work on a throw-away machine: each step of a table, by real processes. */
import { VexorError } from "../../engine/model/errors.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { plural } from "../../render/style.ts";
import {
  flag, text, type BaseCommand, type BaseContext, type Invocation,
} from "../shared/context.ts";
import { FILES } from "./demo/machine-table.ts";
import type { ProcessEnd, DemoStage } from "./demo/stage.ts";
import { STEPS, type DemoStep } from "./demo/steps.ts";

type DemoAct = DemoStep["acts"][number];

interface ShownCommand {
  readonly command: string;
  readonly exit: number | null;
  readonly output: string;
  /** What the output should have held; empty when the claim is true. */
  readonly missing: readonly string[];
}

export interface ShownStep {
  readonly step: string;
  readonly says: string;
  readonly held: boolean;
  readonly commands: readonly ShownCommand[];
}

const PROMPT = "Press a key for the next step; Ctrl-C ends the demo.";
const COLOURS = /\u001b\[\d+m/g;

const written = (act: DemoAct): string => ("write" in act
  ? `echo ${act.text.trim()} > ${act.write}`
  : `${act.run.map(shellWord).join(" ")}${act.killedOnce ? " &" : ""}`);

const missingIn = (act: DemoAct, { exit, signal, output }: ProcessEnd): readonly string[] => {
  if ("write" in act) return [];
  const plain = output.replace(COLOURS, "");
  const wanted = act.killedOnce ? "SIGKILL" : `exit ${act.exit}`;
  const ended = signal ?? `exit ${exit}`;
  return [
    ...ended === wanted ? [] : [`${wanted}, and not ${ended}`],
    ...act.shows.filter((pattern) => !pattern.test(plain)).map(String),
  ];
};

const DONE: ProcessEnd = { pid: 0, exit: 0, signal: null, output: "" };

const performAct = async (
  context: BaseContext, stage: DemoStage, act: DemoAct,
): Promise<ProcessEnd> => {
  if ("write" in act) {
    stage.write(act.write, act.text);
    return DONE;
  }
  const [program, ...args] = act.run;
  const argv = program === "vexor" ? [...context.self, ...args] : act.run;
  return stage.run(argv, context.terminal.isColoured, act.killedOnce);
};

const afterwards = ({ exit, signal, pid }: ProcessEnd): string => {
  if (signal !== null) return `$ kill -9 ${pid}`;
  return exit === 0 ? "" : `(exit code ${exit})`;
};

interface DemoPlay {
  readonly context: BaseContext;
  readonly stage: DemoStage;
  readonly interrupted: () => boolean;
  readonly print: (text: string) => void;
}

const playAct = async (
  { context, stage, print }: DemoPlay, act: DemoAct,
): Promise<ShownCommand> => {
  const { style } = context.terminal;
  print(`${style.bold(`$ ${written(act)}`)}\n`);
  const ended = await performAct(context, stage, act);
  const after = afterwards(ended);
  const end = after === "" ? "" : "\n";
  print(ended.output + style.dim(after) + end);
  return { command: written(act), exit: ended.exit, output: ended.output + after + end,
    missing: missingIn(act, ended) };
};

const playStep = async (
  play: DemoPlay, { step, says, acts }: DemoStep, at: number,
): Promise<ShownStep> => {
  const { style } = play.context.terminal;
  play.print(`\n${style.cyan(`── ${at + 1}. ${step} ──`)}\n${style.cyan(says)}\n`);
  const commands: ShownCommand[] = [];
  for (const act of acts) {
    if (play.interrupted()) break;
    commands.push(await playAct(play, act));
  }
  const missing = commands.flatMap((one) => one.missing);
  for (const one of missing) play.print(style.red(`✗ not seen: ${one}\n`));
  return { step, says, held: missing.length === 0, commands };
};

/** Ends with the first step whose claim does not hold. */
const playSteps = async (
  play: DemoPlay, steps: readonly DemoStep[], isPaused: boolean,
): Promise<readonly ShownStep[]> => {
  const shown: ShownStep[] = [];
  for (const [at, step] of steps.entries()) {
    if (isPaused && !await play.stage.key(PROMPT)) break;
    if (play.interrupted()) break;
    shown.push(await playStep(play, step, at));
    if (!shown.at(-1)?.held) break;
  }
  return shown;
};

const verdict = (shown: readonly ShownStep[], seconds: number): string => {
  const failed = shown.find(({ held }) => !held);
  if (failed) return `The claim of the step "${failed.step}" does not hold.`;
  if (shown.length < STEPS.length) return `Ended after ${plural(shown.length, "step")}.`;
  return `All ${STEPS.length} steps hold; they took ${seconds} s.`;
};

const play = async (context: BaseContext, stage: DemoStage, isPaused: boolean, json: boolean) => {
  const { terminal } = context;
  const print = (out: string): void => (json ? undefined : terminal.print(out));
  const begun = performance.now();
  print(`A throw-away machine lies in ${stage.directory}/machine; the kernel files there are plain`
    + ` files.\nNothing outside of that directory is written.\n\n$ cd ${stage.directory}\n`);
  const shown = await playSteps({ context, stage, print, interrupted: context.heedSignals() },
    STEPS, isPaused);
  const seconds = Number(((performance.now() - begun) / 1000).toFixed(1));
  const held = shown.length === STEPS.length && shown.every((one) => one.held);
  terminal.print(json
    ? `${JSON.stringify({ format: "vexor.demo/1", held, seconds, steps: shown }, null, 2)}\n`
    : `\n${verdict(shown, seconds)} Its directory is removed.\n`);
  return held ? 0 : 1;
};

const printKeptMachine = (
  { terminal }: BaseContext, call: Invocation, { directory }: DemoStage,
): number => {
  terminal.print(flag(call, "json")
    ? `${JSON.stringify({ format: "vexor.demo-machine/1", directory }, null, 2)}\n`
    : `${directory} holds a machine as plain files, and host files for it. Try:\n`
      + `  cd ${shellWord(directory)}\n  vexor plan -f host.yaml --root machine\n`);
  return 0;
};

export const run: BaseCommand = async (context, call) => {
  if (text(call, "root") !== null) {
    throw new VexorError("USAGE", "the demo works on a machine of its own, not below --root",
      { hint: "vexor demo --machine DIR lays that machine out, to try verbs on." });
  }
  const kept = text(call, "machine");
  const stage = await context.openStage(kept);
  for (const [path, content] of Object.entries(FILES)) stage.write(path, content);
  if (kept !== null) return printKeptMachine(context, call, stage);
  try {
    return await play(context, stage, flag(call, "pause"), flag(call, "json"));
  } finally {
    stage.remove();
  }
};
