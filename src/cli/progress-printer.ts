import type { Progress } from '../core/run-context.js';
import { createProgressTracker, type ProgressReport } from '../jobs/progress.js';

export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface ProgressPrinter {
  readonly progress: Progress;
  /** Ends an open line; called before other output and at the end. */
  clear(): void;
}

const BAR_WIDTH = 28;
const TTY_INTERVAL_MS = 100;
const LINE_STEP = 0.1;
const LINE_INTERVAL_MS = 1000;

/**
 * Shows progress with the time left: one line that is redrawn on a terminal, a line per 10 % and at most one per second
 * elsewhere (batch logs, notebooks), and one at the end of each stage. What an earlier run did does not count for the rate.
 */
export function createProgressPrinter(out: ProgressOutput, now: () => number = Date.now): ProgressPrinter {
  let stage = '';
  let tracker = createProgressTracker(0, 0);
  let drawnMs = 0;
  let printedFraction = 0;
  let open = false;

  const clear = (): void => {
    if (open) out.write('\r\u001b[2K');
    open = false;
  };
  const drawBar = ({ fraction, etaSeconds }: ProgressReport): void => {
    if (now() - drawnMs < TTY_INTERVAL_MS && fraction < 1) return;
    drawnMs = now();
    const filled = Math.round(fraction * BAR_WIDTH);
    const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
    out.write(`\r\u001b[2K${stage} [${bar}] ${percent(fraction)}${remaining(etaSeconds, fraction)}`);
    open = fraction < 1;
    if (!open) out.write('\n');
  };
  const printLine = ({ fraction, etaSeconds }: ProgressReport): void => {
    const step = Math.floor(fraction / LINE_STEP + 1e-9) * LINE_STEP;
    const isDue = fraction === 1 || now() - drawnMs >= LINE_INTERVAL_MS;
    if (step <= printedFraction || !isDue) return;
    drawnMs = now();
    printedFraction = step;
    out.write(`${stage} ${percent(fraction)}${remaining(etaSeconds, fraction)}\n`);
  };

  return {
    clear,
    progress({ stage: name, done, total, reused = 0 }) {
      if (name !== stage) {
        clear();
        stage = name;
        tracker = createProgressTracker(total, now());
        drawnMs = out.isTTY === true ? 0 : now();
        printedFraction = 0;
      }
      const report = tracker.update({ done, reused }, now());
      if (out.isTTY === true) drawBar(report);
      else printLine(report);
    },
  };
}

function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

function remaining(etaSeconds: number | null, fraction: number): string {
  return etaSeconds === null || fraction === 1 ? '' : `, ${formatDuration(1000 * etaSeconds)} left`;
}

/** `850 ms`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
