/** What went wrong, as a small closed set; {@link exitCodeOf} maps it to the exit code of the command line. */
export type ErrorCode =
  /** Wrong usage, invalid options, a plan that cannot fit `--memory`, an output that exists. */
  | 'config'
  /** The input is readable but cannot be used: all nodata, zero-size, NaN where a number is needed. */
  | 'input'
  /** The bytes do not follow their format: truncated, inconsistent, hostile header. */
  | 'format'
  /** A valid file that uses something Cuesta does not implement. */
  | 'unsupported'
  /** CRS, body, transform or grid that cannot be used or combined. */
  | 'geometry'
  /** Unknown or mixed vertical datums. */
  | 'datum'
  | 'no-overlap'
  | 'convergence'
  | 'numeric'
  /** A compute back end is missing or failed its self test. */
  | 'backend'
  /** A task or worker died. */
  | 'task'
  /** The operating system or the network refused: missing file, disk full, permission. */
  | 'io'
  /** A demanded quality threshold was not met. */
  | 'quality'
  /** The run ended but some tasks were left out. */
  | 'partial'
  | 'cancelled';

export interface ErrorDetails {
  /** What the user can do about it, as a full sentence. */
  readonly hint?: string;
  /** The file, URL or option that is at fault. */
  readonly subject?: string;
  readonly cause?: unknown;
}

/** The only error type that Cuesta throws on purpose. Anything else that surfaces is a bug. */
export class CuestaError extends Error {
  override readonly name = 'CuestaError';
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly subject: string | null;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint ?? null;
    this.subject = details.subject ?? null;
  }

  /** Structured-clone and JSON safe form, for worker threads and `--json`. */
  toJSON(): SerializedError {
    return { code: this.code, message: this.message, hint: this.hint, subject: this.subject };
  }

  static fromJSON(e: SerializedError): CuestaError {
    return new CuestaError(e.code, e.message, {
      ...(e.hint === null ? {} : { hint: e.hint }),
      ...(e.subject === null ? {} : { subject: e.subject }),
    });
  }
}

export interface SerializedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly subject: string | null;
}

const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  config: 2,
  input: 3,
  format: 3,
  unsupported: 3,
  geometry: 3,
  datum: 3,
  'no-overlap': 3,
  convergence: 4,
  numeric: 4,
  backend: 4,
  task: 4,
  io: 4,
  quality: 4,
  partial: 5,
  cancelled: 130,
};

/** Exit code of the command line for an error: 1 for anything that is not a {@link CuestaError}. */
export function exitCodeOf(error: unknown): number {
  return error instanceof CuestaError ? EXIT_CODES[error.code] : 1;
}

/** Throws `cancelled` when the signal is aborted; called between the steps of long loops. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw new CuestaError('cancelled', 'The run was cancelled.', {
      hint: 'Run the same command again: finished tiles are reused.',
    });
  }
}
