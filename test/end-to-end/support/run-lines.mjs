// Runs command lines one after the other in this process, which starts once: `[["slope", "a.tif", ...], ...]` on standard input,
// `[{code, stdout, stderr}, ...]` on standard output.
import { readFileSync } from 'node:fs';
import { runCommand } from '../../../dist/cli/run-command.js';

const write = { stdout: process.stdout.write, stderr: process.stderr.write };
const outcomes = [];
for (const [name, ...argv] of JSON.parse(readFileSync(0, 'utf8'))) {
  const outcome = { code: 0, stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    process[stream].write = (text) => {
      outcome[stream] += text;
      return true;
    };
  }
  const module = await import(`../../../dist/cli/${name}/command.js`);
  outcome.code = await runCommand(module[`${name}Command`], argv);
  outcomes.push(outcome);
}
process.stdout.write = write.stdout;
process.stderr.write = write.stderr;
process.stdout.write(JSON.stringify(outcomes));
