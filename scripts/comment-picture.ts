/**
 * The comment in docs/review.md as a browser shows it on a forge: `docs/review-comment.png`. The
 * browser is Chromium, from PATH or named by CHROMIUM. By hand, as its fonts are the machine's.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";

const DOCS = join(import.meta.dirname, "../docs");
const SIZE = "860,480";

/** Near to what the forges' own pages look like. */
const STYLE = `body{margin:16px;background:#f6f8fa;color:#1f2328}
body{font:14px/1.5 "DejaVu Sans",sans-serif}
article{background:#fff;border:1px solid #d1d9e0;border-radius:6px}
header{padding:8px 16px;background:#f6f8fa;border-bottom:1px solid #d1d9e0;color:#59636e}
header b{color:#1f2328} main{padding:4px 16px 12px}
h2{font-size:1.35em;border-bottom:1px solid #d1d9e0;padding-bottom:6px;margin:12px 0}
code{font:12px "DejaVu Sans Mono",monospace;background:#eff1f3;padding:2px 5px;border-radius:5px}
ul{padding-left:24px;margin:8px 0} li{margin:3px 0} details{margin:10px 0} p{margin:8px 0}`;

const documented = (): string => {
  const [, text] = /^`{4}markdown\n([^]*?)^`{4}$/m
    .exec(readFileSync(join(DOCS, "review.md"), "utf8")) ?? [];
  if (text === undefined) throw new Error("docs/review.md shows no comment");
  return text;
};

const pageOf = (markdown: string): string => {
  const html = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()],
    htmlExtensions: [gfmHtml()] });
  return `<!DOCTYPE html><meta charset="utf-8"><style>${STYLE}</style><article><header><b>`
    + `github-actions</b> bot commented</header><main>${html}</main></article>`;
};

const directory = mkdtempSync(join(tmpdir(), "vexor-comment-"));
try {
  const page = join(directory, "comment.html");
  writeFileSync(page, pageOf(documented()));
  execFileSync(process.env["CHROMIUM"] ?? "chromium", ["--headless", "--no-sandbox",
    "--hide-scrollbars", `--window-size=${SIZE}`,
    `--screenshot=${join(DOCS, "review-comment.png")}`, `file://${page}`], { stdio: "ignore" });
} finally {
  rmSync(directory, { recursive: true });
}
