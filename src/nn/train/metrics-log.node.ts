import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { ioError } from '../../core/atomic-file.node.js';

/** One line of the log: what it is about, after which iteration, and numbers. */
export interface MetricsLine {
  readonly kind: 'step' | 'validation';
  readonly iteration: number;
  readonly [name: string]: string | number;
}

/** Metrics as JSON lines in a file, and in memory for the page of curves. */
export interface MetricsLog {
  readonly lines: readonly MetricsLine[];
  append(line: MetricsLine): void;
}

/**
 * Opens the log of a training that continues after `iteration` finished iterations: later lines, which a killed run has left behind,
 * and a half-written last one are dropped.
 */
export async function openMetricsLog(path: string, iteration: number): Promise<MetricsLog> {
  const lines = existsSync(path) ? readLines(path).filter((line) => line.iteration <= iteration) : [];
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join('')).catch((cause: unknown) => {
    throw ioError(cause, path, 'write');
  });
  return {
    lines,
    append(line) {
      lines.push(line);
      try {
        appendFileSync(path, `${JSON.stringify(line)}\n`);
      } catch (cause) {
        throw ioError(cause, path, 'write');
      }
    },
  };
}

function readLines(path: string): MetricsLine[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        return [JSON.parse(text) as MetricsLine];
      } catch {
        return [];
      }
    });
}
