/**
 * Runs dependency-cruiser over src/ with the layer table. A cruiser that cannot read TypeScript reports no violation
 * because it saw no module, so the number of modules is compared with the number of files.
 */
import { readdirSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import configuration from '../.dependency-cruiser.mjs';

const files = listFiles('src').filter((path) => path.endsWith('.ts') && !path.endsWith('.as.ts'));
const { output } = await cruise(
  ['src'],
  { ...configuration.options, ruleSet: { forbidden: configuration.forbidden }, validate: true },
  undefined,
  { tsConfig: extractTSConfig('tsconfig.json') },
);

const cruised = new Set(output.modules.map((module) => module.source));
const missed = files.filter((path) => !cruised.has(path));
for (const { rule, from, to } of output.summary.violations) {
  console.error(`${rule.severity} ${rule.name}: ${from} -> ${to}`);
}
const edges = output.modules.reduce((sum, module) => sum + module.dependencies.length, 0);
console.log(
  `layers: ${cruised.size} modules, ${edges} imports, ${output.summary.violations.length} violations`,
);

if (missed.length > 0) console.error(`not cruised: ${missed.join(', ')}`);
if (missed.length > 0 || edges < files.length / 2 || output.summary.error > 0) process.exitCode = 1;

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? listFiles(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}
