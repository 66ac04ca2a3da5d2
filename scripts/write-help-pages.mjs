/**
 * Writes docs/commands/NAME.md, one page per command, from the `--help` of the built CLI: `npm run help-pages`. With `--check`
 * nothing is written, and a page that is not current makes it fail.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const folder = new URL('docs/commands/', root);
const check = process.argv.includes('--check');

const overview = help();
const names = [...overview.matchAll(/^ {2}([a-z]+) {2,}/gm)]
  .map(([, name]) => name)
  .filter((name) => name !== 'help');
if (names.length === 0) throw new Error('the CLI lists no commands');

mkdirSync(folder, { recursive: true });
const stale = names.filter((name) => {
  const file = new URL(`${name}.md`, folder);
  const page = `# cuesta ${name}\n\n\`\`\`text\n${help(name).trimEnd()}\n\`\`\`\n\nMade by \`npm run help-pages\`.\n`;
  if (readText(file) === page) return false;
  if (!check) writeFileSync(file, page);
  return true;
});
if (check && stale.length > 0) {
  console.error(`docs/commands is not current for ${stale.join(', ')}: run npm run help-pages`);
  process.exitCode = 1;
} else {
  console.log(`help pages: ${names.length} commands, ${stale.length} ${check ? 'stale' : 'written'}`);
}

function help(name) {
  const args = ['dist/cli/main.js', ...(name === undefined ? [] : [name]), '--help'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { COLUMNS: '100' },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
