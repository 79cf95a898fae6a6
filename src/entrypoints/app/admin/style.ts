import { createHash } from 'node:crypto';
import type { Html } from './html.ts';

/** Narrow screens show each row of a table as a card. */
const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d);
  --soft: light-dark(#57606a, #9198a1); --head: light-dark(#f6f8fa, #151b23);
  --bad: light-dark(#b42318, #ff8a80); --link: light-dark(#0550ae, #79c0ff); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem;
  background: light-dark(#fff, #0d1117); color: light-dark(#1f2328, #f0f6fc); }
a { color: var(--link); }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
header p, .none, .more { color: var(--soft); margin: .25rem 0; }
.trouble { color: var(--bad); font-weight: 600; }
nav a { margin-right: 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { color: var(--soft); padding-bottom: .4rem; text-align: left; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .75rem .35rem 0;
  text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; }
thead th { background: var(--head); overflow-wrap: normal; }
th:first-child, td:first-child { padding-left: .5rem; }
.number { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
code { font: 13px/1.5 ui-monospace, monospace; }
@media (max-width: 44rem) {
  thead { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }
  table, caption, tbody, tr, td, tbody th { display: block; }
  tr { border: 1px solid var(--line); border-radius: 6px; margin-bottom: .75rem; padding: .25rem; }
  td, td.number, tbody th { border: 0; padding: .15rem .5rem; text-align: left;
    white-space: normal; }
  td::before { color: var(--soft); content: attr(data-label) ": "; }
}
`;

/** The page's one style sheet; not a letter may come between it and its tags, or its hash differs. */
export const STYLE_ELEMENT: Html = { markup: `<style>${STYLE}</style>` };

/** How a content security policy names the style sheet. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
