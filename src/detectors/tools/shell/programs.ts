/** Programs by their names: what each makes of its words. */
import { lazy } from "../../lazy.ts";
import { runCommandBuiltin } from "./builtins.ts";
import { apart, joinedText, operandsOf, printText, wordOf, type CallHandler } from "./call.ts";
import { test } from "./conditions.ts";
import { namedIn } from "./opaque.ts";
import { quotedAt } from "./read.ts";
import { takeAll } from "./run.ts";
import { fileOf } from "./settings.ts";
import { awk, interpreter, opaque, shellCall, unreadable } from "./started.ts";
import { sysctlCall } from "./sysctl-call.ts";
import * as texts from "./text-commands.ts";
import { ANY, constant, UNKNOWN, type Field } from "./text.ts";
import { copy, dd, tee } from "./writers.ts";
import { recordSetting } from "./write.ts";

const LONGEST_ITEMS = 500;

/** What it prints depends on the machine; it writes nothing. */
const reader: CallHandler = (call) => {
  printText(call, UNKNOWN);
  return null;
};

/** A filter prints what it makes of its input. */
const filter: CallHandler = (call) => {
  takeAll(call.shell.input);
  return reader(call);
};

/** What comes behind its own words is a command. */
const wrapper = (valued: string, skipped = 0, longValued: readonly string[] = []): CallHandler =>
  ({ run, shell, args, pos }) =>
    run.command(shell, operandsOf(args, valued, longValued).slice(skipped), pos);

const env: CallHandler = (call) => apart(call, (inner) => {
  const { args, run, pos } = call;
  let rest = operandsOf(args, "uCS");
  if (args.some((one) => /^-S|^--split/.test(wordOf(one) ?? ""))) return opaque(call);
  while (rest[0]?.text.every((one) => /^\w+=/.test(one))) {
    const text = rest[0].text;
    const [name = ""] = (text[0] ?? "").split("=");
    inner.set(name, text.map((one) => one.slice(one.indexOf("=") + 1)));
    inner.exported.set(name, true);
    rest = rest.slice(1);
  }
  return run.command(inner, rest, pos);
});

/** `su -c TEXT`, `runuser -u USER -- COMMAND`. */
const asUser: CallHandler = (call) => {
  const at = call.args.findIndex((one) => /^(?:-\w*c|--command)$/.test(wordOf(one) ?? ""));
  if (at >= 0) return shellCall({ ...call, name: "sh", args: call.args.slice(at).map((one, index) =>
    (index === 0 ? { text: ["-c"], many: false } : one)) });
  if (call.name === "su") return shellCall({ ...call, name: "sh", args: [] });
  return wrapper("ugGs")(call);
};

const flock: CallHandler = (call) => {
  const operands = operandsOf(call.args, "wE", ["timeout", "conflict-exit-code"]).slice(1);
  const isText = wordOf(operands[0]) === "-c" || wordOf(operands[0]) === "--command";
  return isText ? shellCall({ ...call, name: "sh", args: operands })
    : call.run.command(call.shell, operands, call.pos);
};

/** It may start a command, or not; elsewhere, or here. */
const doubtful = (inner: CallHandler): CallHandler => (call) => {
  inner({ ...call, shell: call.shell.maybe() });
  printText(call, UNKNOWN);
  return null;
};

const later: CallHandler = ({ run, shell, pos }) => {
  const text = constant(takeAll(shell.input));
  if (text !== null) run.script(shell.maybe(), text, quotedAt(shell.origin, pos));
  return null;
};

const OWN_WORD = /^(?:\{\}|\{\}[/:]\S*)$/;

const replacedIn = (fields: readonly Field[], mark: string, by: string): readonly Field[] =>
  fields.map(({ text, many }) => ({ many, text: text.map((one) => one.split(mark).join(by)) }));

const xargs: CallHandler = (call) => {
  const { run, shell, args, pos } = call;
  let replaced: string | null = null;
  let at = 0;
  let count = LONGEST_ITEMS;
  let isPlain = true;
  for (; at < args.length; at++) {
    const word = wordOf(args[at]);
    if (word === null || !/^-./.test(word)) break;
    const [, option = "", value = ""] = /^-([nIiLPdsEa])(.*)$/.exec(word) ?? [];
    const isApart = option !== "" && value === "" && option !== "i";
    const given = isApart ? wordOf(args[++at]) ?? "" : value;
    if (option === "I" || option === "i") replaced = given || "{}";
    else if (option === "n" || option === "L") count = Number(given) || LONGEST_ITEMS;
    else if (!/^-[rtPx0]/.test(word)) isPlain = false;
    if (word === "-0" || word.includes("0")) isPlain = false;
  }
  const command = args.slice(at);
  const input = constant(takeAll(shell.input));
  if (input === null || !isPlain || /["'\\]/.test(input)) {
    const fields = replaced === null ? [...command, { text: UNKNOWN, many: true }]
      : replacedIn(command, replaced, ANY);
    run.command(shell.maybe(), fields, pos);
    printText(call, UNKNOWN);
    return null;
  }
  const items = replaced === null ? input.split(/\s+/).filter(Boolean)
    : input.split("\n").map((one) => one.trim()).filter(Boolean);
  if (items.length > LONGEST_ITEMS) return unreadable(call, [input]);
  const size = replaced === null ? count : 1;
  for (let from = 0; from < items.length; from += size) {
    const some = items.slice(from, from + size);
    const fields = replaced === null
      ? [...command, ...some.map((one) => ({ text: [one], many: false }))]
      : replacedIn(command, replaced, some[0] ?? "");
    apart(call, (inner) => run.command(inner, fields, pos));
  }
  return null;
};

/** `find DIRECTORY … -exec COMMAND {} ;`: on any file below. */
const find: CallHandler = (call) => {
  const { run, shell, args, pos } = call;
  const end = args.findIndex((one) => /^[-(!]/.test(wordOf(one) ?? ""));
  const roots = args.slice(0, end < 0 ? args.length : end);
  const below = roots.length === 0 ? UNKNOWN
    : roots.flatMap(({ text }) => text.map((one) => `${one.replace(/\/+$/, "")}/${ANY}`));
  for (let at = 0; at < args.length; at++) {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(wordOf(args[at]) ?? "")) continue;
    const stop = args.findIndex((one, index) => index > at && /^[;+]$/.test(wordOf(one) ?? ""));
    const command = args.slice(at + 1, stop < 0 ? undefined : stop);
    run.command(shell.maybe(), command.map((one) => (OWN_WORD.test(wordOf(one) ?? "")
      ? { text: below, many: false } : one)), pos);
  }
  printText(call, UNKNOWN);
  return null;
};

const busybox: CallHandler = ({ run, shell, args, pos }) => run.command(shell, args, pos);

const exec: CallHandler = (call) => {
  const fields = operandsOf(call.args, "a");
  if (fields.length === 0) return true;
  const status = call.run.command(call.shell, fields, call.pos);
  call.shell.jump = { kind: "exit", levels: 1 };
  return status;
};

const command: CallHandler = (call) => {
  if (/^-[vV]$/.test(wordOf(call.args[0]) ?? "")) return runCommandBuiltin(call);
  return call.run.command(call.shell, operandsOf(call.args), call.pos);
};

const sysctl: CallHandler = (call) => {
  const status = sysctlCall(call.run, call.shell, call.args, call.pos);
  printText(call, UNKNOWN);
  return status;
};

/** systemd's own loader, with files that it is given. */
const systemdSysctl: CallHandler = ({ run, shell, args, pos }) => {
  const files = operandsOf(args);
  if (files.length === 0) return null;
  return sysctlCall(run, shell, [{ text: ["-p"], many: false }, ...files], pos);
};

/** Elsewhere: another machine, a container, another namespace. */
const elsewhere: CallHandler = (call) => {
  const words = joinedText(call.args);
  const named = words.flatMap((one) => namedIn(one));
  const isTold = words.some((one) => /\bsysctl\s+-|\/proc\/sys\//.test(one));
  if (isTold) {
    for (const { file } of named) {
      if (file === fileOf(ANY)) continue;
      recordSetting(call.run, call.shell, call.pos, { file, value: null, certain: false });
    }
  }
  printText(call, UNKNOWN);
  return null;
};

const READERS = `grep egrep fgrep zgrep head tail cut wc sort uniq ls stat readlink realpath diff
  cmp logger date uname id whoami hostname sleep mkdir rmdir rm touch chmod chown chgrp modprobe
  insmod rmmod depmod udevadm mount umount pgrep pidof ps kill killall nproc free df du lspci lscpu
  lsmod systemctl service invoke-rc.d ifconfig route iptables ip6tables iptables-restore nft tc
  ethtool
  log_daemon_msg log_end_msg log_progress_msg log_warning_msg log_failure_msg log_action_msg
  log_action_begin_msg log_action_end_msg log_success_msg tput stty clear mktemp md5sum sha256sum
  jobs fg bg disown bind enable tty who run-parts dmesg lsb_release dpkg-query rpm mountpoint`;

const FILTERS = "rev nl tac column fold paste join comm od hexdump xxd base64 jq less more";

export const programs = lazy((): Readonly<Record<string, CallHandler>> => ({
  sysctl, "systemd-sysctl": systemdSysctl, tee, sponge: tee, dd, cp: copy, install: copy,
  ...Object.fromEntries(READERS.split(/\s+/).map((name) => [name, reader])),
  ...Object.fromEntries(FILTERS.split(/\s+/).map((name) => [name, filter])),
  echo: texts.echo, printf: texts.printf, cat: texts.cat, tr: texts.tr, sed: texts.sed,
  seq: texts.seq, dirname: texts.dirname, basename: texts.basename, expr: texts.expr,
  test, "[": test, awk, gawk: awk, mawk: awk, nawk: awk,
  ...Object.fromEntries(["perl", "ruby", "node", "php", "lua", "tclsh", "expect", "python",
    "python2", "python3"].map((name) => [name, interpreter])),
  ...Object.fromEntries(["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "rbash"]
    .map((name) => [name, shellCall])),
  env, nice: wrapper("n", 0, ["adjustment"]), ionice: wrapper("cnpPu", 0, ["class", "classdata"]),
  nohup: wrapper(""), setsid: wrapper(""), stdbuf: wrapper("ioe"), time: wrapper("fo"),
  timeout: wrapper("ks", 1, ["kill-after", "signal"]), chrt: wrapper("TPD", 1),
  taskset: wrapper("", 1), sudo: wrapper("ugpCDhRTU"), doas: wrapper("uC"), command,
  builtin: command,
  chroot: wrapper("", 1), busybox, toybox: busybox, eatmydata: wrapper(""), exec, su: asUser,
  runuser: asUser, flock, xargs, find, at: later, batch: later, script: doubtful(asUser),
  "systemd-run": doubtful(wrapper("puMEG", 0, ["unit", "property", "uid", "gid", "on-boot",
    "on-active", "on-calendar", "description", "slice", "setenv", "machine"])),
  unshare: doubtful(wrapper("")), nsenter: doubtful(wrapper("t", 0, ["target"])),
  watch: doubtful(wrapper("n")),
  ssh: elsewhere, docker: elsewhere, podman: elsewhere, lxc: elsewhere, kubectl: elsewhere,
  ip: elsewhere,
}));
