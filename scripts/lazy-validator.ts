/**
 * Ajv's module makes everything an error may quote, and every pattern, when it is loaded: 0.6 ms of
 * each run. Here they are made when they are first used, which in a right file hardly any is.
 */
type Node = Readonly<Record<string, unknown>>;

const SCHEMA = /^const (schema\d+) = (\{.*\});$/gm;
const PATTERN = /^const (pattern\d+) = (new RegExp\(.*\));$/gm;
const USE = /\b((?:schema|pattern)\d+)(?=[.,[}])/g;
const OWN = /func\d+\.call\((schema\d+)((?:\.\w+)*), (\w+)\)/g;
const ESCAPED = /(\w+)\.replace\(\/~\/g, "~0"\)\.replace\(\/\\\/\/g, "~1"\)/g;

const STEP = `function step(key) {
return /[~/]/.test(key) ? key.replace(/~/g, "~0").replace(/\\//g, "~1") : key;
}
`;

const made = (name: string, text: string): string =>
  `let $${name};\nfunction ${name}() { return $${name} ??= ${text}; }`;

const at = (node: Node | undefined, path: string): Node =>
  path.split(".").slice(1).reduce((above, step) => above[step] as Node, node ?? {});

/** The same validator: what it answers, and every error, stay the same. */
export const lazily = (code: string): string => {
  const schemas = new Map<string, Node>();
  for (const [, name = "", text = ""] of code.matchAll(SCHEMA)) {
    schemas.set(name, JSON.parse(text) as Node);
  }
  const text = code
    // Which keys there may be is asked of every file, so that much is written out.
    .replace(OWN, (_, name: string, path: string, key: string) =>
      `${JSON.stringify(Object.keys(at(schemas.get(name), path)))}.includes(${key})`)
    .replace(ESCAPED, "step($1)")
    .replace(USE, "$1()")
    .replace(SCHEMA, (_, name: string, json: string) => made(name, json))
    .replace(PATTERN, (_, name: string, regexp: string) => made(name, regexp));
  return text.includes("step(") ? `${text}\n${STEP}` : text;
};
