/** Where a shell is in its script: variables, directory, open files, and whether it gets there. */
import type * as Unbash from "unbash";
import { Table } from "./table.ts";
import { EMPTY, oneOf, UNKNOWN, type Field, type Text } from "./text.ts";

/** An array. Of `null` nothing is known. */
export interface Items {
  readonly items: ReadonlyMap<string, Text> | null;
}
export type Value = Text | Items;

export const isItems = (value: Value): value is Items => "items" in value;

/** A text being executed: a file, or a part of one that is quoted there. */
export interface ScriptOrigin {
  readonly path: string;
  /** What `$0` is. */
  readonly source: string;
  readonly lineAt: (pos: number) => number;
  readonly lineText: (line: number) => string;
  /** dash, bash or another may run it: what they read differently is not certain. */
  readonly anyShell: boolean;
}

export interface Sink {
  /** Null: what is written there is read again by the script. */
  readonly path: Text | null;
  readonly pos: number;
  readonly branch: object;
  readonly sure: boolean;
  /** What stays open is written to at once; of the rest, all is written in one. */
  each: ((shell: Shell, sink: Sink) => void) | null;
  data: Text;
  writes: number;
}

/** What is left to read. */
export interface Input {
  rest: Text;
}

export interface Function {
  readonly body: Unbash.SyntaxNode;
  readonly origin: ScriptOrigin;
}

export type JumpKind = "exit" | "return" | "break" | "continue";

export interface Jump {
  readonly kind: JumpKind;
  /** Of loops. */
  levels: number;
}

/** A way that is gone, and what it has come to; of an exit, that is never needed. */
export interface LeftBranch {
  readonly jump: Jump;
  readonly shell: Shell | null;
}

/** An unknown environment: what no script has set may be there. */
const INHERITED = new RegExp(`^(?:${[
  "PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\\w+|TERM|HOSTNAME|UID|EUID|PPID|RANDOM|SECONDS|LINENO",
  "SRANDOM|EPOCH\\w+|OSTYPE|HOSTTYPE|MACHTYPE|BASH\\w*|FUNCNAME|PIPESTATUS|REPLY|COLUMNS|LINES",
  "OLDPWD|OPTARG|OPTIND|GROUPS|INVOCATION_ID|JOURNAL_STREAM|NOTIFY_SOCKET",
].join("|")})$`);

/** Shells understand differently what comes now, or one of them ends there. */
export const doubt = (shell: Shell): void => {
  if (shell.origin.anyShell) shell.doubted = true;
};

const inherited = new Map<string, boolean>();

const isInherited = (name: string): boolean => {
  const known = inherited.get(name) ?? INHERITED.test(name);
  inherited.set(name, known);
  return known;
};

export class Shell {
  vars = new Table<Value>();
  /** What programs that it starts are given. */
  exported = new Table<true>();
  exportsAll = false;
  /** Declared so in any of its ways: what sets one ends the script, or does nothing. */
  constants = new Set<string>();
  functions = new Table<Function>();
  aliases = new Table<Text>();
  /** Null when nothing is known of them. */
  args: readonly Field[] | null = null;
  cwd: Text = ["/"];
  dirs: readonly Text[] = [];
  fds: ReadonlyMap<number, Sink> = new Map();
  /** Of the function that runs, what its locals were before. */
  locals: Map<string, Value | undefined> | null = null;
  input: Input = { rest: UNKNOWN };
  /** It surely gets here, as far as its own jumps and conditions say. */
  sure = true;
  /** It may have ended, or gone astray, at a command before. */
  doubted = false;
  jump: Jump | null = null;
  /** Ways on which it has left already. */
  left: readonly LeftBranch[] = [];
  branch: object = {};
  stopsAtErrors = false;
  inCondition = false;
  /** What it begins with is known, and all. */
  isClosed = false;
  /** What no assignment names may be anything. */
  isOpen = false;
  /** Of an open one, what is not set all the same. */
  absent: ((name: string) => boolean) | null = null;
  depth = 0;
  /** In a function, or in a file that was sourced. */
  mayReturn = false;
  loops = 0;
  origin: ScriptOrigin;

  constructor(origin: ScriptOrigin) {
    this.origin = origin;
  }

  clone(): Shell {
    const copy: Shell = Object.create(Shell.prototype);
    take(copy, this);
    copy.branch = this.branch;
    copy.vars = this.vars.copy();
    copy.functions = this.functions.copy();
    copy.exported = this.exported.copy();
    copy.aliases = this.aliases.copy();
    if (this.jump) copy.jump = { ...this.jump };
    return copy;
  }

  /** A way that may be gone. */
  maybe(): Shell {
    const copy = this.clone();
    copy.sure = false;
    copy.branch = {};
    return copy;
  }

  get isSure(): boolean {
    return this.sure && !this.doubted;
  }

  /** Becomes a program that this shell starts: it knows what was exported, and nothing else. */
  begin(): void {
    for (const [name] of this.vars.entries()) {
      if (this.exported.has(name) || isInherited(name)) continue;
      if (this.isOpen || this.exportsAll) this.vars.set(name, UNKNOWN);
      else this.vars.delete(name);
    }
    this.constants = new Set();
    this.functions = new Table();
    this.aliases = new Table();
    this.locals = null;
    this.isOpen ||= this.exportsAll;
  }

  /** Continues as `other` does. */
  become(other: Shell): void {
    take(this, other);
  }

  /** Of one that no command of this script has set. */
  unset(name: string): Text | null {
    if (this.absent?.(name)) return null;
    return this.isOpen || isInherited(name) ? UNKNOWN : null;
  }

  text(name: string): Text | null {
    const value = this.vars.get(name);
    if (value === undefined) return this.unset(name);
    if (!isItems(value)) return value;
    return value.items === null ? UNKNOWN : value.items.get("0") ?? EMPTY;
  }

  set(name: string, value: Value): void {
    const before = this.constants.has(name) ? this.vars.get(name) : undefined;
    if (this.constants.has(name)) this.doubted = true;
    if (before === undefined) this.vars.set(name, value);
    else if (isItems(before) || isItems(value)) this.vars.set(name, { items: null });
    else this.vars.set(name, oneOf([...before, ...value]));
  }

  /** Everything may have changed. */
  forget(): void {
    this.isClosed = false;
    for (const [name] of this.vars.entries()) this.vars.set(name, UNKNOWN);
    this.isOpen = true;
  }
}

/** All but its branch. There are thousands of ways, and a general copy takes five times as long. */
const take = (to: Shell, from: Shell): void => {
  to.vars = from.vars;
  to.exported = from.exported;
  to.exportsAll = from.exportsAll;
  to.constants = from.constants;
  to.functions = from.functions;
  to.aliases = from.aliases;
  to.args = from.args;
  to.cwd = from.cwd;
  to.dirs = from.dirs;
  to.fds = from.fds;
  to.locals = from.locals;
  to.input = from.input;
  to.sure = from.sure;
  to.doubted = from.doubted;
  to.jump = from.jump;
  to.left = from.left;
  to.stopsAtErrors = from.stopsAtErrors;
  to.inCondition = from.inCondition;
  to.isClosed = from.isClosed;
  to.isOpen = from.isOpen;
  to.absent = from.absent;
  to.depth = from.depth;
  to.mayReturn = from.mayReturn;
  to.loops = from.loops;
  to.origin = from.origin;
};
