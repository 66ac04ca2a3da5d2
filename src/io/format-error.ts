import { CuestaError } from '../core/errors.js';

/** The bytes do not follow their format. `what` completes the sentence that starts with the file's name. */
export function damagedFile(name: string, what: string, cause?: unknown): CuestaError {
  return new CuestaError('format', `${name} ${what}.`, {
    subject: name,
    ...(cause === undefined ? {} : { cause }),
    hint: 'The file is damaged or incomplete: copy or download it again, or see what gdalinfo says.',
  });
}

/** A valid file that uses something that is not read here; `what` is what it uses. */
export function unsupportedFile(name: string, what: string): CuestaError {
  return new CuestaError('unsupported', `${name} uses ${what}, which Cuesta does not read.`, {
    subject: name,
    hint: 'Convert it first, e.g. gdal_translate -co COMPRESS=DEFLATE -co TILED=YES IN OUT.tif.',
  });
}
