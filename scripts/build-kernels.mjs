/**
 * Compiles every `src/kernels/<folder>/<stem>.as.ts` (AssemblyScript) and embeds it, together with `<stem>.wgsl`
 * where there is one, into the git-ignored module `<stem>.generated.ts`, which exports `<stem>Wasm` (base64) and
 * `<stem>Wgsl` (text), the stem in camelCase. The first line of a generated module names its sources and their hash,
 * so that a second run only compiles what changed. Modules are written under a temporary name and renamed: several
 * runs at the same time do no harm.
 *
 * The host decides where arrays lie: modules have no allocator, import `env.memory` (so that all kernels of a thread
 * can share one), and `heapBase()` tells where free memory begins, after the module's own constants.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const kernels = join(root, 'src/kernels');
const HEAP = 'heap-base.as.ts';
const virtualFiles = { [HEAP]: 'export function heapBase(): usize { return __heap_base; }\n' };
const options = [
  ['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--noAssert'],
  ['--runtime', 'stub', '--use', 'abort=', '--enable', 'simd', '--importMemory'],
].flat();

const script = readFileSync(import.meta.filename, 'utf8');
const version = JSON.parse(read('node_modules/assemblyscript/package.json') ?? '{}').version ?? '';

let failures = 0;
for (const { folder, stem } of findStems()) {
  const target = join(folder, `${stem}.generated.ts`);
  if (isCurrent(target, folder, stem)) continue;
  try {
    writeModule(target, await build(folder, stem));
    console.log(`built ${relative(root, target)}`);
  } catch (error) {
    failures += 1;
    console.error(`${relative(root, folder)}/${stem}: ${error.message}`);
  }
}
removeOrphans();
process.exitCode = failures === 0 ? 0 : 1;

/** Stems with an AssemblyScript or WGSL file, in a fixed order. Files that begin with `_` are only imported by others. */
function findStems() {
  const files = readdirSync(kernels, { recursive: true }).map(String).sort();
  const stems = new Map();
  for (const file of files) {
    const match = /^([^_].*)\.(as\.ts|wgsl)$/.exec(basename(file));
    if (!match) continue;
    const folder = resolve(kernels, file, '..');
    stems.set(join(folder, match[1]), { folder, stem: match[1] });
  }
  return [...stems.values()];
}

function read(path) {
  const absolute = resolve(root, path);
  return existsSync(absolute) ? readFileSync(absolute, 'utf8') : null;
}

function hashOf(sources) {
  const hash = createHash('sha256').update(version).update(script);
  for (const source of sources) hash.update(`\0${source}\0`).update(read(source) ?? '');
  return hash.digest('hex').slice(0, 32);
}

function isCurrent(target, folder, stem) {
  const header = (read(target) ?? '').split('\n', 1)[0];
  const match = /^\/\/ ([0-9a-f]{32}) (.+)$/.exec(header);
  if (!match) return false;
  const sources = match[2].split(' ');
  const own = [`${stem}.as.ts`, `${stem}.wgsl`].map((f) => join(folder, f)).filter((f) => existsSync(f));
  return own.every((f) => sources.includes(sourceName(f))) && match[1] === hashOf(sources);
}

function sourceName(path) {
  return relative(root, resolve(root, path)).replaceAll('\\', '/');
}

async function build(folder, stem) {
  const name = stem.replace(/-(.)/g, (_, c) => c.toUpperCase());
  const assembly = sourceName(join(folder, `${stem}.as.ts`));
  const shader = sourceName(join(folder, `${stem}.wgsl`));
  const sources = [];
  const lines = [];
  if (read(assembly) !== null) {
    const { binary, used } = await compile(assembly);
    sources.push(...used);
    lines.push(`export const ${name}Wasm = '${Buffer.from(binary).toString('base64')}';`);
  }
  if (read(shader) !== null) {
    lines.push(`export const ${name}Wgsl = ${JSON.stringify(expand(shader, sources))};`);
  }
  return `// ${hashOf(sources)} ${sources.join(' ')}\n${lines.join('\n')}\n`;
}

/** Text of a shader; lines `//include PATH` (relative to the file) are replaced by that file. */
function expand(shader, sources) {
  sources.push(shader);
  const text = read(shader);
  if (text === null) throw new Error(`${shader} does not exist`);
  return text.replace(/^\/\/include (.+)$/gm, (_, path) =>
    expand(sourceName(join(shader, '..', path)), sources),
  );
}

/** Runs the AssemblyScript compiler; throws with its messages, which name file and line. */
async function compile(entry) {
  const { default: asc } = await import('assemblyscript/asc');
  const used = new Set();
  let binary = null;
  const { error, stderr } = await asc.main([entry, HEAP, '--outFile', 'out.wasm', ...options], {
    readFile(path, base) {
      const name = sourceName(resolve(root, base, path));
      if (name in virtualFiles) return virtualFiles[name];
      const text = read(name);
      if (text !== null && !name.startsWith('node_modules/')) used.add(name);
      return text;
    },
    writeFile(path, contents) {
      if (path === 'out.wasm') binary = contents;
    },
    listFiles: () => [],
  });
  if (error || binary === null) throw new Error(`${error?.message ?? 'no output'}\n${stderr.toString()}`);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(binary)).filter(
    (i) => i.kind !== 'memory',
  );
  if (imports.length > 0) {
    throw new Error(
      `imports ${imports.map((i) => `${i.module}.${i.name}`).join(', ')}: kernels may import only memory`,
    );
  }
  return { binary, used: [...used].sort() };
}

function writeModule(target, text) {
  const temporary = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, target);
}

/** Modules whose sources are gone must not linger: code that still imports them should fail to compile. */
function removeOrphans() {
  for (const file of readdirSync(kernels, { recursive: true }).map(String)) {
    if (!file.endsWith('.generated.ts')) continue;
    const stem = join(kernels, file.slice(0, -'.generated.ts'.length));
    if (!existsSync(`${stem}.as.ts`) && !existsSync(`${stem}.wgsl`))
      rmSync(join(kernels, file), { force: true });
  }
}
