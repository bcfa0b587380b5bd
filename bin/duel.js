#!/usr/bin/env node
import { existsSync } from 'node:fs';

const entry = new URL('../dist/cli/main.js', import.meta.url);
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `error: Duel needs Node 20.19 or newer, and this is ${process.versions.node}\n  fix: https://nodejs.org`,
  );
  process.exit(1);
}
if (!existsSync(entry)) {
  console.error('error: Duel is not built yet\n  fix: npm run build');
  process.exit(1);
}
const { main } = await import(entry.href);
await main(process.argv.slice(2));
