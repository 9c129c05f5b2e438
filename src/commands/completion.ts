/** Completion scripts, from the table of verbs. */
import { VexorError } from "../engine/errors.ts";
import type { BareCommand } from "./context.ts";
import { allVerbs, COMMON, OPTIONS, type Option, type OptionName } from "./verbs.ts";

const verbs = allVerbs().filter(([, verb]) => verb.part !== "hidden");
const longs = (own: readonly string[]): string =>
  [...own, ...COMMON].map((name) => `--${name}`).join(" ");

const bash = (): string => `_vexor() {
  local current="\${COMP_WORDS[COMP_CWORD]}"
  local words="${verbs.map(([name]) => name).join(" ")} help"
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${verbs.map(([name, { options }]) => `      ${name}) words="${longs(options)}" ;;`).join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  case "$current" in
    -*) ;;
    *) [ "$COMP_CWORD" -gt 1 ] && COMPREPLY+=($(compgen -f -- "$current")) ;;
  esac
}
complete -o filenames -F _vexor vexor
`;

const fish = (): string => verbs.flatMap(([name, verb]) => [
  `complete -c vexor -n __fish_use_subcommand -f -a ${name} -d '${verb.about.replaceAll("'", "")}'`,
  ...[...verb.options, ...COMMON].map((option) =>
    `complete -c vexor -n '__fish_seen_subcommand_from ${name}' -l ${option}`),
]).join("\n") + "\n";

const quoted = (text: string): string => `'${text.replaceAll("'", "")}'`;

const zshOption = (name: OptionName): string => {
  const option: Option = OPTIONS[name];
  const about = option.about.replace(/[[\]:]/g, "");
  return quoted(`--${name}[${about}]${option.value ? `:${option.value}:_files` : ""}`);
};

/** Sourced, or found by its name among the completion functions. */
const zsh = (): string => `#compdef vexor
_vexor() {
  local -a verbs
  verbs=(
${verbs.map(([name, { about }]) => `    ${quoted(`${name}:${about}`)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    return
  fi
  case "$words[2]" in
${verbs.map(([name, { options }]) => `    ${name}) _arguments `
    + `${[...options, ...COMMON].map(zshOption).join(" ")} '*:argument:_files' ;;`).join("\n")}
  esac
}
if [ "\${funcstack[1]}" = _vexor ]; then _vexor "$@"; else compdef _vexor vexor; fi
`;

const SHELLS: Readonly<Record<string, () => string>> = { bash, fish, zsh };

export const run: BareCommand = async (context, call) => {
  const script = SHELLS[call.args[0] ?? ""];
  if (!script) {
    throw new VexorError("USAGE", "vexor completion wants a shell: bash, zsh or fish");
  }
  context.terminal.print(script());
  return 0;
};
