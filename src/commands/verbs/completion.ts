/** Completion scripts, from the table of verbs; `vexor complete` says what only a machine knows. */
import { VexorError } from "../../engine/model/errors.ts";
import type { BaseCommand } from "../shared/context.ts";
import {
  COMMON, COMPLETIONS, OPTIONS, type Completes, type Completion, type CliOption, type OptionName,
} from "../cli/options.ts";
import type { Verb, VerbList } from "../cli/verb.ts";

const names = Object.keys(OPTIONS) as OptionName[];
const optionOf = (name: OptionName): CliOption => OPTIONS[name];
const longs = (own: readonly string[]): string =>
  [...own, ...COMMON].map((name) => `--${name}`).join(" ");

const isAsked = (what: Completes): what is Completion =>
  (COMPLETIONS as readonly string[]).includes(what);

/** `show|verify|swap` is a choice of words. */
const wordsOf = ({ args }: Verb): readonly string[] | null =>
  (args.includes("|") ? args.split("|") : null);

const bashOf = (what: Completes | undefined): string => {
  if (what === undefined) return ":";
  return isAsked(what) ? `_vexor_ask ${what}` : `_vexor_files ${what === "files" ? "-f" : "-d"}`;
};

const bashOptions = (): readonly string[] => names.flatMap((name) => {
  const { value, short, completes } = optionOf(name);
  if (value === undefined) return [];
  return [`    --${name}${short ? `|-${short}` : ""}) ${bashOf(completes)}; return ;;`];
});

const bashArgs = (verbs: VerbList): readonly string[] => verbs.map(([name, verb]) => {
  const words = wordsOf(verb);
  return `    ${name}) ${words ? `_vexor_words "${words.join(" ")}"` : bashOf(verb.completes)} ;;`;
});

const bash = (verbs: VerbList): string =>
  `_vexor_words() { COMPREPLY=($(compgen -W "$1" -- "$current")); }
_vexor_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$current"))
}
_vexor_ask() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" complete "\${root[@]}" "$1" -- "$current" 2>/dev/null))
  case "\${COMPREPLY[*]}" in */) compopt -o nospace 2>/dev/null ;; esac
}
_vexor() {
  local current="\${COMP_WORDS[COMP_CWORD]}" verb="\${COMP_WORDS[1]}" at
  local -a root=()
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _vexor_words "${verbs.map(([name]) => name).join(" ")} help version"
    return
  fi
  for ((at = 2; at + 1 < COMP_CWORD; at++)); do
    if [ "\${COMP_WORDS[at]}" = --root ]; then root=(--root "\${COMP_WORDS[at + 1]}"); fi
  done
  case "\${COMP_WORDS[COMP_CWORD - 1]}" in
${bashOptions().join("\n")}
  esac
  case "$verb:$current" in
    help:*) _vexor_words "${verbs.map(([name]) => name).join(" ")}"; return ;;
${verbs.map(([name, { options }]) => `    ${name}:-*) _vexor_words "${longs(options)}"; return ;;`)
    .join("\n")}
  esac
  case "$verb" in
${bashArgs(verbs).join("\n")}
  esac
}
complete -F _vexor vexor
`;

const plain = (text: string): string => text.replaceAll("'", "");

const fishOf = (what: Completes | undefined): string => {
  if (what === undefined) return " -f";
  if (isAsked(what)) return ` -f -a '(vexor complete ${what} -- (commandline -ct) 2>/dev/null)'`;
  return what === "files" ? " -F" : " -f -a '(__fish_complete_directories)'";
};

const fishOption = (name: OptionName): string => {
  const { value, short, about, completes } = optionOf(name);
  return `${short ? ` -s ${short}` : ""} -l ${name} -d '${plain(about)}'`
    + (value === undefined ? " -f" : ` -r${fishOf(completes)}`);
};

const fish = (verbs: VerbList): string => verbs.flatMap(([name, verb]) => {
  const seen = `complete -c vexor -n '__fish_seen_subcommand_from ${name}'`;
  const words = wordsOf(verb);
  return [
    `complete -c vexor -n __fish_use_subcommand -f -a ${name} -d '${plain(verb.about)}'`,
    `${seen}${words ? ` -f -a '${words.join(" ")}'` : fishOf(verb.completes)}`,
    ...[...verb.options, ...COMMON].map((option) => `${seen}${fishOption(option)}`),
  ];
}).join("\n") + "\n";

const quoted = (text: string): string => `'${plain(text)}'`;

const zshOf = (what: Completes | undefined): string => {
  if (what === undefined) return " ";
  if (isAsked(what)) return `{_vexor_ask ${what}}`;
  return what === "files" ? "_files" : "_files -/";
};

const zshOption = (name: OptionName): string => {
  const { about, value, completes } = optionOf(name);
  return quoted(`--${name}[${about.replace(/[[\]:]/g, "")}]`
    + (value ? `:${value}:${zshOf(completes)}` : ""));
};

const zshArgument = (verb: Verb): string => {
  const words = wordsOf(verb);
  const which = verb.maxArgs > 2 ? "*" : "1";
  return quoted(`${which}:argument:${words ? `(${words.join(" ")})` : zshOf(verb.completes)}`);
};

/** Sourced, or found by its name among the completion functions. */
const zsh = (verbs: VerbList): string => `#compdef vexor
_vexor_ask() {
  local -a found
  found=(\${(f)"$(vexor complete "$1" -- "$PREFIX" 2>/dev/null)"})
  compadd -a found
}
_vexor() {
  local -a verbs
  verbs=(
${verbs.map(([name, { about }]) => `    ${quoted(`${name}:${about}`)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    return
  fi
  local verb="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$verb" in
${verbs.map(([name, verb]) => `    ${name}) _arguments `
    + `${[...verb.options, ...COMMON].map(zshOption).join(" ")} ${zshArgument(verb)} ;;`)
    .join("\n")}
  esac
}
if [ "\${funcstack[1]}" = _vexor ]; then _vexor "$@"; else compdef _vexor vexor; fi
`;

const SHELLS: Readonly<Record<string, (verbs: VerbList) => string>> = { bash, fish, zsh };

export const completion = (verbs: VerbList): BaseCommand => async (context, call) => {
  const script = SHELLS[call.args[0] ?? ""];
  if (!script) {
    throw new VexorError("USAGE", "vexor completion wants a shell: bash, zsh or fish",
      { hint: "For example: source <(vexor completion bash)" });
  }
  context.terminal.print(script(verbs.filter(([, { part }]) => part !== "hidden")));
  return 0;
};
