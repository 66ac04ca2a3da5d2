import type { Crs, VerticalDatum } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import { sameBody } from '../../geo/bodies.js';
import { parseVerticalDatum, sameVertical, verticalDatumLabel } from '../../geo/vertical-datum.js';

interface Named {
  readonly path: string;
  readonly crs: Crs;
}

/** Ellipsoids whose axes differ by less than this are the same surface to a height (WGS 84 and GRS 80 by 0.1 mm), metres. */
const SAME_RADIUS = 0.01;

/**
 * What the heights of both are measured from. Throws `geometry` for different bodies and `datum` for different vertical datums or
 * reference surfaces: their difference is no misalignment.
 */
export function commonVertical(
  source: Named,
  reference: Named,
  assumeVertical: string | undefined,
): VerticalDatum {
  if (!sameBody(source.crs, reference.crs)) {
    const where = [source, reference].map(({ path, crs }) => `${path} on ${crs.body.name}`).join(', ');
    throw new CuestaError('geometry', `The inputs lie on different bodies: ${where}.`, {
      subject: source.path,
      hint: 'Align DEMs of one body.',
    });
  }
  const [a, b] = [source, reference].map(({ crs }) =>
    crs.vertical.kind === 'unknown' && assumeVertical !== undefined
      ? parseVerticalDatum(assumeVertical)
      : crs.vertical,
  ) as [VerticalDatum, VerticalDatum];
  if (!sameVertical(a, b)) {
    throw new CuestaError(
      'datum',
      `Vertical datums are mixed: ${source.path} (${verticalDatumLabel(a)}) and ${reference.path} (${verticalDatumLabel(b)}).`,
      {
        subject: source.path,
        hint: 'Convert one of them first: cuesta convert IN -o OUT --vertical-datum DATUM; state what a file does not say with --assume-vertical.',
      },
    );
  }
  const [p, q] = [source.crs.ellipsoid, reference.crs.ellipsoid];
  const apart = Math.max(Math.abs(p.semiMajor - q.semiMajor), Math.abs(p.semiMinor - q.semiMinor));
  if ((a.kind === 'ellipsoid' || a.kind === 'sphere') && apart > SAME_RADIUS) {
    throw new CuestaError(
      'datum',
      `Heights above different surfaces: ${source.path} (${p.name}, ${p.semiMajor} m), ${reference.path} (${q.name}, ${q.semiMajor} m).`,
      { subject: source.path, hint: 'Reproject one of them with gdalwarp, heights included.' },
    );
  }
  return a;
}
