import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs commands in turn, `runs` times each, so that drifts of the machine hit all of them alike. Wall time is in seconds; peak memory is of
 * the whole process tree's largest member, from GNU time.
 *
 * @param {readonly { label: string, command: readonly string[], env?: Record<string, string>, before?: () => void }[]} contenders
 * @returns {Map<string, { seconds: number[], outputs: string[], peakMiB: number }>}
 */
export function interleave(contenders, runs) {
  const results = new Map(contenders.map(({ label }) => [label, { seconds: [], outputs: [], peakMiB: 0 }]));
  for (let run = 0; run < runs; run++) {
    for (const { label, command, env, before } of contenders) {
      before?.();
      const start = performance.now();
      const timed = spawnSync('/usr/bin/env', ['bash', '-c', MEASURE, 'measure', ...command], {
        encoding: 'utf8',
        env: { ...process.env, ...env },
        maxBuffer: 1 << 28,
      });
      const seconds = (performance.now() - start) / 1000;
      if (timed.status !== 0) throw new Error(`${label} failed (${timed.status}):\n${timed.stderr}`);
      const result = results.get(label);
      result.seconds.push(seconds);
      result.outputs.push(timed.stdout);
      const peak = /PEAK_KIB (\d+)/.exec(timed.stderr);
      if (peak) result.peakMiB = Math.max(result.peakMiB, Number(peak[1]) / 1024);
    }
  }
  return results;
}

/** Runs "$@" and prints the peak resident memory of its largest process; python's resource module stands in for GNU time. */
const MEASURE = `/usr/bin/python3 -c '
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print("PEAK_KIB", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(status)
' "$@"`;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function round(value, digits = 3) {
  return Number(value.toPrecision(digits));
}

/** Command line of the built CLI. */
export function cuesta(...args) {
  return ['node', join(import.meta.dirname, '../dist/cli/main.js'), ...args];
}
