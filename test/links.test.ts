/** A link of a page leads to a file that is there, and to a heading of it. */
import { existsSync, globSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./support/paths.ts";

const pagesIn = (folder: string): readonly string[] => readdirSync(join(ROOT, folder))
  .filter((name) => name.endsWith(".md")).map((name) => join(folder, name));
const text = (page: string): string => readFileSync(join(ROOT, page), "utf8");

/** As GitHub names headings. */
const anchorsOf = (page: string): readonly string[] =>
  [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-"));

test.each([...pagesIn("."), ...pagesIn("docs")])("%s", (page) => {
  const links = [...text(page).replace(/```[^]*?```/g, "").matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link).filter((link) => !/^https?:/.test(link));
  const dead = links.filter((link) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : join(dirname(page), path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(dead).toEqual([]);
});

const FILES = globSync(["src/**/*.ts", "scripts/*.ts", "test/**/*.{ts,c,pl}", "bench/*.{ts,c,sh}"],
  { cwd: ROOT });

test.each([...pagesIn("."), ...pagesIn("docs")])("%s names no source that is gone", (page) => {
  const named = [...text(page).matchAll(/`([\w/.-]+\.(?:ts|c|pl))`/g)].map(([, path = ""]) => path);
  expect(named.filter((path) => !FILES.some((file) => `/${file}`.endsWith(`/${path}`)))).toEqual([]);
});
