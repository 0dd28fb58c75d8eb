// What a browser must fetch before a page can start, compressed: the scripts and styles that its HTML names. Fails over budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budgets = { 'index.html': 500, 'm.html': 180, 'public.html': 130 };
let over = false;
for (const [page, budget] of Object.entries(budgets)) {
  const html = readFileSync(`dist/${page}`, 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((m) => m[1]);
  const kb = files.reduce((n, f) => n + gzipSync(readFileSync(`dist/${f}`)).length, 0) / 1000;
  console.log(`${page}: ${files.length} files, ${kb.toFixed(0)} kB gzip (budget ${budget})`);
  over ||= kb > budget;
}
process.exit(over ? 1 : 0);
