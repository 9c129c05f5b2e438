/**
 * Words of scripts, units and command lines that may stand in recorded facts: those of shells and
 * of tools that tune, names that the facts have anyway, numbers, options and paths. Any other
 * word, and so a password, becomes a name without meaning: the same word the same name, so that a
 * variable, a function or a comparison still means what it meant.
 */
import { DESCRIPTORS } from "../generated/clients.ts";
import { HIDDEN, hideCredentials } from "../formats/credentials.ts";
import { HISTORY_FLAGS, isClientVariable, spellingsOf } from "../formats/signing-history.ts";
import { filesIn, type DirectoryNode, type Node } from "./tree.ts";
import { BASE58 } from "../formats/base58.ts";

const SHELL = "if then else elif fi for while until do done case esac in function select time exec"
  + " eval export local readonly declare typeset set unset shift return exit break continue source"
  + " trap test true false echo printf read cat tee sysctl sed awk grep egrep cut tr head tail sort"
  + " cp mv rm ln ls mkdir touch chmod chown install find xargs env sudo su runuser nice ionice"
  + " chrt taskset numactl cset cgexec cgclassify cgset schedtool tuna hwloc bind likwid pin start"
  + " stop restart reload status up down add remove change enable disable on off yes no auto all"
  + " default none null dev proc sys etc usr bin sbin lib opt var run tmp sh bash dash python perl"
  + " ruby node php systemctl busctl property ip ifconfig ethtool tc modprobe options insmod"
  + " udevadm"
  + " pidof pgrep pkill kill killall ps nproc seq sleep wait bc expr let logger date uname hostname"
  + " MainPID MAINPID PATH HOME IFS USER SHELL EOF END root reboot hourly daily weekly monthly"
  + " write open os subprocess import system call Popen w f F L d D z Z m x p ACTION SUBSYSTEM"
  + " KERNEL ATTR ATTRS SYSCTL RUN PROGRAM IMPORT ENV NAME SYMLINK TAG GOTO LABEL PRE POST PreUp"
  + " PostUp PreDown PostDown Interface main include sysctl vm scheduler irqbalance cpu bootloader";

const SAID_BY_CLIENTS = Object.values(DESCRIPTORS).flatMap(({ parts }) =>
  (parts as readonly Readonly<Partial<Record<"exe" | "argv" | "says", readonly string[]>>>[])
    .flatMap(({ exe = [], argv = [], says = [] }) => [...exe, ...argv, ...says]));

const PIECE = /[A-Za-z0-9_]+/g;

const piecesOf = (text: string): readonly string[] => text.match(PIECE) ?? [];

export const OWN_FLAGS: ReadonlySet<string> = new Set(Object.values(DESCRIPTORS)
  .flatMap(({ parts }) => (parts as readonly {
    flags?: Readonly<Record<string, readonly string[]>>;
    identifyBy?: { flags?: readonly string[] };
  }[]).flatMap(({ flags = {}, identifyBy }) =>
    [...Object.values(flags).flat(), ...identifyBy?.flags ?? []])));

/** Such a flag's value is a public key: a word like a secret, and known to everybody. */
const PUBLIC = new RegExp(`((?:${[...OWN_FLAGS].map((flag) => `${flag}[ =]`).join("|")})`
  + `${BASE58}{32,44}(?![\\w+/=]))`);

/** `hideCredentials`, but for public keys where clients take them. */
export const hideSecrets = (line: string): string => line.split(PUBLIC).map((part, at) =>
  (at % 2 === 1 ? part : hideCredentials(part))).join("");

function* namesIn(node: Node, under = ""): Generator<string> {
  if (node.kind !== "dir") return;
  for (const [name, child] of node.entries) {
    if (/^\/(?:proc\/\d+|var\/lib\/dpkg)$/.test(`${under}/${name}`)) continue;
    yield name;
    yield* namesIn(child, `${under}/${name}`);
  }
}

const VALUE = /^\/proc\/sys\/(?!.*(?:_key|_secret)$)|\/comm$/;
const LONGEST_VALUE = 15;

const ACCOUNTS = /^\/etc\/(?:passwd|group)$/;

/** Users and groups: a unit names the one that it runs as. */
const accountsIn = (text: string): readonly string[] =>
  text.split("\n").flatMap((line) => piecesOf(line.slice(0, Math.max(0, line.indexOf(":")))));

/** What stands in the facts as the name of a file or a user, or as a value of the kernel's. */
export const vocabularyOf = (root: DirectoryNode): ReadonlySet<string> => {
  const known = new Set([...piecesOf(SHELL), ...SAID_BY_CLIENTS.flatMap(piecesOf),
    ...HISTORY_FLAGS.flatMap(spellingsOf).flatMap(piecesOf)]);
  for (const name of namesIn(root)) for (const piece of piecesOf(name)) known.add(piece);
  for (const [path, { text }] of filesIn(root)) {
    if (text === null) continue;
    if (ACCOUNTS.test(path)) for (const name of accountsIn(text)) known.add(name);
    if (!VALUE.test(path)) continue;
    for (const piece of piecesOf(text)) if (piece.length <= LONGEST_VALUE) known.add(piece);
  }
  return known;
};

const NUMBER = /^\d{1,10}[kKmMgG]?$/;
/** Of a mask, each digit stands for CPUs that are neighbours. */
const MASK = /^(?:0x)?[01378cefCEF]{1,8}$/;

const isPlain = (piece: string): boolean => piece.length < 3 || NUMBER.test(piece)
  || MASK.test(piece) || isClientVariable(piece);

export interface Masking {
  readonly vocabulary: ReadonlySet<string>;
  /** What the other words are called, in the order in which they come up. */
  readonly names: Map<string, string>;
}

/** A shell's word, with its quotes and brackets left out. */
const TOKEN = /[^\s"'`;&|<>(){}[\],]+/g;
const NAMED = /^([\w.*/-]+\+?=)(.*)$/;

/** `eth*` is part of a name that is known. */
const isBegun = ({ vocabulary }: Masking, piece: string): boolean =>
  [...vocabulary].some((word) => word.startsWith(piece));

const maskPieces = (text: string, masking: Masking, more: PlainWords): string => {
  const { vocabulary, names } = masking;
  const isGlob = /[*?[]/.test(text);
  return text.replace(/\$?[A-Za-z0-9_]+/g, (piece) => {
    if (piece.startsWith("$") || piece === HIDDEN || isPlain(piece)) return piece;
    if (vocabulary.has(piece) || more.has(piece)) return piece;
    if (isGlob && isBegun(masking, piece)) return piece;
    const known = names.get(piece) ?? `_w${names.size + 1}_`;
    names.set(piece, known);
    return known;
  });
};

type PlainWords = ReadonlySet<string>;

const maskToken = (token: string, masking: Masking, more: PlainWords): string => {
  if (/^(?:\.{0,2}|~)\//.test(token) || token.includes(HIDDEN)) return token;
  const [, name, value] = NAMED.exec(token) ?? [];
  if (name !== undefined && value !== undefined) {
    return name + (value.startsWith("/") ? value : maskPieces(value, masking, more));
  }
  return token.startsWith("-") ? token : maskPieces(token, masking, more);
};

/** `says`: the words of a line that a plan shows of it. */
export const maskLine = (line: string, masking: Masking, says = ""): string => {
  const more = new Set(piecesOf(says));
  let before = "";
  return hideSecrets(line).replace(TOKEN, (token) => {
    const isOwn = OWN_FLAGS.has(before) || [...OWN_FLAGS].some((flag) =>
      token.startsWith(`${flag}=`));
    before = token;
    return isOwn ? token : maskToken(token, masking, more);
  });
};
