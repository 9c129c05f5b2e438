/** The report's only style sheet: light and dark, on paper, and nothing by colour alone. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --page: #fff; --box: #f6f8fa; --stop: #a40e26; --warn: #7a4d00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b3; --line: #3d444d;
  --page: #0d1117; --box: #161b22; --stop: #ff8182; --warn: #e3b341; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
  margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: 0.35rem 0.6rem; text-align: left;
  vertical-align: top; }
th { background: var(--box); }
ul { margin: 0.2rem 0; padding-left: 1.2rem; }
details { margin: 0.2rem 0; } summary { cursor: pointer; }
figure { margin: 1rem 0; overflow-x: auto; } figcaption { margin-bottom: 0.4rem; }
.soft { color: var(--soft); } .stop { color: var(--stop); font-weight: 600; }
.warn { color: var(--warn); } .verdict { font-size: 1.1rem; font-weight: 600; }
`;
