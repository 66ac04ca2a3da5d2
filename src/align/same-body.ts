import type { Crs } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { sameBody } from '../geo/bodies.js';

interface Named {
  readonly path: string;
  readonly crs: Crs;
}

/** Throws `geometry` for an input on another body than the source. */
export function requireSameBody(source: Named, other: Named): void {
  if (sameBody(source.crs, other.crs)) return;
  const where = [source, other].map(({ path, crs }) => `${path} on ${crs.body.name}`).join(', ');
  throw new CuestaError('geometry', `The inputs lie on different bodies: ${where}.`, {
    subject: other.path,
    hint: 'Align DEMs of one body.',
  });
}
