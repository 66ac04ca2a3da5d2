import { CuestaError, type ErrorCode } from '../core/errors.js';

const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'input',
  'format',
  'unsupported',
  'geometry',
  'datum',
  'no-overlap',
  'numeric',
  'backend',
]);

/** Whether the same command meets the error again, whatever is finished: there is nothing to resume. */
export function isFinal(error: unknown): boolean {
  return error instanceof CuestaError && FINAL.has(error.code);
}
