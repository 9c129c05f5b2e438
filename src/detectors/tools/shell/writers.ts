/** Programs that write what they are given: tee, dd, cp, install. */
import { operandsOf, printText, wordOf, type CallHandler } from "./call.ts";
import { contents } from "./read.ts";
import { takeAll } from "./run.ts";
import { concat, constant, mapKnown, UNKNOWN, type Text } from "./text.ts";
import { recordNamed, write } from "./write.ts";

export const tee: CallHandler = (call) => {
  const { run, shell, args, pos } = call;
  const data = takeAll(shell.input);
  const files = args.filter((one) => !/^-./.test(wordOf(one) ?? ""));
  const isWhole = !args.some((one) => /^-\w*a|^--append/.test(wordOf(one) ?? ""));
  for (const { text } of files) {
    if (constant(data) !== "") write(run, shell, { path: text, data, isOne: true, isWhole, pos });
  }
  printText(call, data);
  return null;
};

export const dd: CallHandler = ({ run, shell, args, pos }) => {
  const given = (name: string): Text | undefined => args
    .find(({ text }) => text.every((one) => one.startsWith(`${name}=`)))
    ?.text.map((one) => one.slice(name.length + 1));
  const to = given("of");
  const from = given("if");
  const data = from ? contents(run, shell, from) : takeAll(shell.input);
  const isPlain = args.every((one) => /^(?:if|of|status)=|^conv=notrunc$/.test(one.text[0] ?? ""));
  if (to) {
    const whole = isPlain ? data : UNKNOWN;
    write(run, shell, { path: to, data: whole, isOne: true, isWhole: false, pos });
  } else {
    if (args.some(({ many }) => many)) recordNamed(run, shell, shell.origin.lineText(0), pos);
    printText({ shell }, UNKNOWN);
  }
  return null;
};

const ofDirectory = (directory: Text, file: Text): Text =>
  concat(concat(directory, ["/"]), mapKnown(file, (one) => one.replace(/^.*\//, "")));

/** The last word is the target, or the directory of it. */
export const copy: CallHandler = ({ run, shell, args, pos }) => {
  const into = args.findIndex((one) => wordOf(one) === "-t");
  const files = operandsOf(args, "mogSt");
  const to = into >= 0 ? args[into + 1] : files.at(-1);
  if (!to) return null;
  for (const { text } of into >= 0 ? files : files.slice(0, -1)) {
    const data = contents(run, shell, text);
    for (const path of [to.text, ofDirectory(to.text, text)]) {
      write(run, shell, { path, data, isOne: true, isWhole: true, pos });
    }
  }
  return null;
};
