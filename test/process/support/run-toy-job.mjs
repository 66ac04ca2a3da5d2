// A process that runs a toy job to its end, to be killed from outside. Arguments: one JSON object with the folders
// `work` and `notes`, the path `out`, `count`, `ms` and `bytes` of tasks, `threads`, `executor`.
// Prints one line per finished task, and on success writes {digest, values, reused} to `out`.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { runJob } from '../../../dist/jobs/run-job.node.js';
import { taskId } from '../../../dist/jobs/task-id.node.js';

const { work, notes, out, count, ms, bytes, threads = 2, executor = 'threads' } = JSON.parse(process.argv[2]);
const digest = createHash('sha256');
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
try {
  const { results, reused } = await runJob({
    name: 'toy',
    module: new URL('./toy-tasks.mjs', import.meta.url),
    shared: { notes },
    tasks: Array.from({ length: count }, (_, seed) => ({
      id: taskId({ seed, bytes }),
      params: { seed, bytes, ms: ms * (1 + (seed % 3)) },
    })),
    executor,
    threads,
    workFolder: work,
    signal: stop.signal,
    onProgress: ({ done }) => console.log(`done ${done}`),
    onResult: ({ artifact }) => {
      digest.update(readFileSync(artifact.path));
    },
  });
  const values = results.map((result) => result.value);
  writeFileSync(out, JSON.stringify({ digest: digest.digest('hex'), values, reused }));
} catch (error) {
  console.error(JSON.stringify(error));
  process.exitCode = 4;
}
