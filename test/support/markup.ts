/**
 * A reader of tags for reports, stricter than any browser: what is not well formed, has an element
 * or an attribute that is not expected, or a character that does not belong, is an error.
 */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

export interface Vocabulary {
  /** Attributes that may stand there, by element. */
  readonly elements: Readonly<Record<string, readonly string[]>>;
  /** Elements without an end. */
  readonly empty: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> =
  { amp: "&", lt: "<", gt: ">", quot: "\"", "#39": "'" };

const UNWANTED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/;

const decoded = (text: string): string => {
  if (UNWANTED.test(text) || !text.isWellFormed()) throw new Error(`unsafe text: ${JSON.stringify(text)}`);
  if (/[<>]/.test(text)) throw new Error(`a stray angle bracket in ${text}`);
  return text.replace(/&([^;]{0,5};?)/g, (whole, name: string) => {
    const char = ENTITIES[name.replace(/;$/, "")];
    if (!name.endsWith(";") || char === undefined) throw new Error(`a stray ampersand: ${whole}`);
    return char;
  });
};

const TAG = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[a-zA-Z0-9:-]+="[^"]*")*)\s*(\/?)>/y;

const attributesIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/([a-zA-Z0-9:-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) =>
    [name, decoded(value)]));

interface Open { name: string; attributes: Readonly<Record<string, string>>; children: (Element | string)[] }

const opened = (name: string, words: string, { elements }: Vocabulary): Open => {
  const allowed = elements[name];
  if (allowed === undefined) throw new Error(`<${name}> is not expected`);
  const attributes = attributesIn(words);
  const strange = Object.keys(attributes).filter((one) => !allowed.includes(one));
  if (strange.length > 0) throw new Error(`<${name}> has ${strange.join()}`);
  return { name, attributes, children: [] };
};

/** The elements at the top; throws where the text is anything but well formed. */
export const parseMarkup = (text: string, vocabulary: Vocabulary): readonly (Element | string)[] => {
  const stack: Open[] = [{ name: "", attributes: {}, children: [] }];
  for (let at = 0; at < text.length;) {
    const next = text.indexOf("<", at);
    const words = text.slice(at, next < 0 ? text.length : next);
    if (words !== "") stack.at(-1)?.children.push(decoded(words));
    if (next < 0) break;
    TAG.lastIndex = next;
    const [whole, isEnd, name = "", rest = ""] = TAG.exec(text) ?? [];
    if (whole === undefined) throw new Error(`not a tag: ${text.slice(next, next + 60)}`);
    at = next + whole.length;
    if (isEnd === "/") {
      const element = stack.pop();
      if (element?.name !== name) throw new Error(`</${name}> ends <${element?.name}>`);
      stack.at(-1)?.children.push(element);
    } else {
      const element = opened(name, rest, vocabulary);
      if (vocabulary.empty.includes(name)) stack.at(-1)?.children.push(element);
      else stack.push(element);
    }
  }
  if (stack.length !== 1) throw new Error(`<${stack.at(-1)?.name}> has no end`);
  return stack[0]?.children ?? [];
};

/** All elements of a name, wherever they stand. */
export const elementsIn = (nodes: readonly (Element | string)[], name: string): readonly Element[] =>
  nodes.flatMap((node) => (typeof node === "string" ? []
    : [...(node.name === name ? [node] : []), ...elementsIn(node.children, name)]));

export const textOf = (node: Element | string): string =>
  (typeof node === "string" ? node : node.children.map(textOf).join(""));
