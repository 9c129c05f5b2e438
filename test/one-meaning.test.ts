/** One word has one meaning in the whole tree, and what several need is spelled in one place. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./support/paths.ts";

const SOURCES = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.startsWith("generated/")).sort();
const text = (file: string): string => readFileSync(join(ROOT, "src", file), "utf8");

const TYPE = /^(export )?(?:abstract )?(?:interface|type|class) (\w+)/gm;

test("a type that is exported shares its name with no other type", () => {
  const places = new Map<string, { readonly file: string; readonly isExported: boolean }[]>();
  for (const file of SOURCES) {
    for (const [, exported, name = ""] of text(file).matchAll(TYPE)) {
      places.set(name, [...places.get(name) ?? [], { file, isExported: exported !== undefined }]);
    }
  }
  const shared = [...places].filter(([, found]) => found.length > 1 && found.some(({ isExported }) => isExported));
  expect(shared.map(([name, found]) => `${name}: ${found.map(({ file }) => file).join(", ")}`)).toEqual([]);
});

test.each<[string, RegExp, string]>([
  ["how a command runs as another user", /"setpriv"/, "formats/run-as.ts"],
  ["a digit of base58", /1-9A-HJ-NP-Za-km-z/, "formats/base58.ts"],
  ["the environment of a program", /PATH: "\//, "edges/linux/environment.ts"],
  ["the address of a socket", /AF_UNIX = /, "edges/linux/unix-address.ts"],
  ["whether systemd is still booting", /"is-system-running"/, "resources/shared/systemd.ts"],
])("%s is spelled in one place", (_, spelling, place) => {
  expect(SOURCES.filter((file) => spelling.test(text(file)))).toEqual([place]);
});

/** `vexor install` works for no kind of setting. */
test("kinds of setting have systemd read its units again in one way, which puts back what that moves", () => {
  expect(SOURCES.filter((file) => /"systemctl", "daemon-reload"|\(host, "daemon-reload"/.test(text(file))))
    .toEqual(["commands/verbs/install.ts", "resources/shared/reload.ts"]);
});
