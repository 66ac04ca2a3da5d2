import type { Progress } from '../core/run-context.js';

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

/**
 * Shows progress with the time left: one line that is redrawn on a terminal, a line per 10 % elsewhere (batch logs,
 * notebooks). The rate is taken from the work since the stage began, without what was already done at its start.
 */
export function createProgressPrinter(out: ProgressOutput, now: () => number = Date.now): ProgressPrinter {
  let stage = '';
  let startedMs = 0;
  let doneAtStart = 0;
  let drawnMs = 0;
  let printedFraction = 0;
  let open = false;

  const clear = (): void => {
    if (open) out.write('\r\u001b[2K');
    open = false;
  };

  return {
    clear,
    progress(update) {
      if (update.stage !== stage) {
        clear();
        stage = update.stage;
        startedMs = now();
        doneAtStart = update.done;
        drawnMs = 0;
        printedFraction = 0;
      }
      const fraction = update.total > 0 ? Math.min(1, update.done / update.total) : 1;
      const worked = update.done - doneAtStart;
      const elapsedMs = now() - startedMs;
      const leftMs = worked > 0 ? (elapsedMs / worked) * (update.total - update.done) : null;
      if (out.isTTY === true) {
        if (now() - drawnMs < TTY_INTERVAL_MS && fraction < 1) return;
        drawnMs = now();
        const filled = Math.round(fraction * BAR_WIDTH);
        const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
        out.write(`\r\u001b[2K${stage} [${bar}] ${percent(fraction)}${remaining(leftMs, fraction)}`);
        open = fraction < 1;
        if (!open) out.write('\n');
      } else if (fraction >= printedFraction + LINE_STEP || (fraction === 1 && printedFraction < 1)) {
        printedFraction = fraction === 1 ? 1 : Math.floor(fraction / LINE_STEP + 1e-9) * LINE_STEP;
        out.write(`${stage} ${percent(fraction)}${remaining(leftMs, fraction)}\n`);
      }
    },
  };
}

function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

function remaining(leftMs: number | null, fraction: number): string {
  if (leftMs === null || fraction === 1) return '';
  return `, ${formatDuration(leftMs)} left`;
}

/** `850 ms`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
