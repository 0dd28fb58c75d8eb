// Runs every check of the browser against the server at ANLAN_URL, each in a process of its own; after one that failed the
// others too. Arguments are the names of those to run: node e2e/all.mjs map patrol.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const all = [
  'main-job',
  'casework',
  'cells',
  'hostile',
  'import',
  'map',
  'patrol',
  'fourparty',
  'lots',
  'risk',
  'watch',
  'warnings',
  'monitoring',
  'nature',
  'push',
  'stock',
  'resources',
  'plans',
  'activate',
  'room',
  'reports',
  'after',
  'field',
  'outlines',
];

const failed = [];
for (const name of process.argv.length > 2 ? process.argv.slice(2) : all) {
  console.log(`==> ${name}`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`${name}.mjs`, import.meta.url))], { stdio: 'inherit' });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.log(`failed: ${failed.join(', ')}`);
  process.exit(1);
}
