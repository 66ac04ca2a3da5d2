import { CuestaError } from '../../../core/errors.js';

/** For decoders, which do not know the file: the reader adds its name. */
export function corruptBlock(what: string, cause?: unknown): CuestaError {
  return new CuestaError('format', `The ${what} data are damaged`, cause === undefined ? {} : { cause });
}
