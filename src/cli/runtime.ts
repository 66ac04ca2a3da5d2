import { appendFileSync } from 'node:fs';
import { z } from 'zod';
import { ioError } from '../core/atomic-file.node.js';
import { CuestaError } from '../core/errors.js';
import type { Logger, LogLevel } from '../core/run-context.js';
import type { JobContext } from '../product/job-context.js';
import type { RunSettings } from '../product/run-settings.js';
import { createProgressPrinter } from './progress-printer.js';

/** How a command talks to whoever runs it. */
export const outputSettingsSchema = z.strictObject({
  json: z.boolean().default(false).describe('Print the result as JSON on standard output'),
  quiet: z.boolean().default(false).describe('No progress and no information, only warnings and errors'),
  verbose: z.boolean().default(false).describe('More information, and the stack of an error'),
  log: z
    .string()
    .optional()
    .describe('Append a structured log (JSON lines) to this file')
    .meta({ placeholder: 'file' }),
});

export type OutputSettings = z.output<typeof outputSettingsSchema>;

export interface Runtime {
  readonly context: JobContext;
  /** Exit code of the signal that cancelled the run: 130 for Ctrl-C, 143 for SIGTERM. */
  cancelledBy(): number | null;
  close(): void;
}

/**
 * Signals, progress and logs of one command run. Everything for people goes to standard error; standard output is
 * for the result. The first Ctrl-C cancels cleanly, a second one ends the process at once.
 */
export function createRuntime(settings: RunSettings, output: OutputSettings, command: string): Runtime {
  const controller = new AbortController();
  const printer = createProgressPrinter(process.stderr);
  const log = createLogger(output, printer.clear);
  let exitCode: number | null = null;

  const cancel = (code: number) => () => {
    if (exitCode !== null) process.exit(code);
    exitCode = code;
    printer.clear();
    process.stderr.write('Cancelling; what is finished is kept. Press Ctrl-C again to stop at once.\n');
    controller.abort(new CuestaError('cancelled', 'The run was cancelled.', { hint: RESUME_HINT }));
  };
  const onInterrupt = cancel(130);
  const onTerminate = cancel(143);
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  log('debug', command);

  return {
    context: {
      signal: controller.signal,
      progress: output.quiet ? () => {} : printer.progress,
      log,
      settings,
      command,
    },
    cancelledBy: () => exitCode,
    close() {
      printer.clear();
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    },
  };
}

const RESUME_HINT = 'Run the same command again: finished tiles are reused.';

function createLogger(output: OutputSettings, clearProgress: () => void): Logger {
  const shown: readonly LogLevel[] = output.quiet
    ? ['warn', 'error']
    : output.verbose
      ? ['debug', 'info', 'warn', 'error']
      : ['info', 'warn', 'error'];
  return (level, message, fields = {}) => {
    if (shown.includes(level)) {
      clearProgress();
      process.stderr.write(level === 'info' ? `${message}\n` : `${level}: ${message}\n`);
    }
    if (output.log !== undefined) {
      const line = { ts: new Date().toISOString(), level, msg: message, ...fields };
      try {
        appendFileSync(output.log, `${JSON.stringify(line)}\n`);
      } catch (cause) {
        throw ioError(cause, output.log, 'write the log');
      }
    }
  };
}
