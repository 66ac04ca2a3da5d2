import type { VerticalDatum } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import type { Geoid } from './geoid.js';
import { sameVertical, verticalDatumLabel } from './vertical-datum.js';

/** What to add to a height to change its vertical datum. */
export interface VerticalShift {
  readonly from: VerticalDatum;
  readonly to: VerticalDatum;
  /** Nothing to add. */
  readonly identity: boolean;
  /** `height(to) = height(from) + shift`, metres, at a geodetic position in degrees; NaN outside a geoid's grid. */
  shift(lonDeg: number, latDeg: number): number;
  /** The same for arrays of equal length; `out` may be one of the inputs. */
  shifts(lonsDeg: Float64Array, latsDeg: Float64Array, out: Float64Array): void;
}

/**
 * The shift between two vertical datums by way of the ellipsoid: `+N(from)` up to it from a geoid, `-N(to)` down from it, where
 * N is the undulation, so `h(ellipsoid) = H(geoid) + N`. `geoids` must hold one for each of the two datums that is a geoid
 * or areoid (by {@link Geoid.datum}). Throws `datum` for an unknown datum, for one without a geoid, and between sphere and
 * ellipsoid, whose difference is no undulation.
 */
export function createVerticalShift(
  from: VerticalDatum,
  to: VerticalDatum,
  geoids: readonly Geoid[],
): VerticalShift {
  if (sameVertical(from, to))
    return { from, to, identity: true, shift: () => 0, shifts: (_x, _y, out) => out.fill(0) };
  for (const datum of [from, to]) requireKnown(datum, from, to);
  const up = geoidOf(from, geoids);
  const down = geoidOf(to, geoids);
  if (up === null && down === null) {
    throw new CuestaError('datum', 'Heights cannot be converted between the sphere and the ellipsoid.', {
      hint: 'Reproject the model to a CRS on the same surface instead.',
    });
  }
  const shift = (lonDeg: number, latDeg: number): number =>
    (up?.undulation(lonDeg, latDeg) ?? 0) - (down?.undulation(lonDeg, latDeg) ?? 0);
  return {
    from,
    to,
    identity: false,
    shift,
    shifts(lons, lats, out) {
      for (let i = 0; i < out.length; i++) out[i] = shift(lons[i], lats[i]);
    },
  };
}

function requireKnown(datum: VerticalDatum, from: VerticalDatum, to: VerticalDatum): void {
  if (datum.kind !== 'unknown') return;
  throw new CuestaError(
    'datum',
    `Heights cannot be converted from ${verticalDatumLabel(from)} to ${verticalDatumLabel(to)}.`,
    { hint: 'State what the heights are measured from (ellipsoid, EGM96, EGM2008, areoid, ...).' },
  );
}

/** Null for the reference surface itself. */
function geoidOf(datum: VerticalDatum, geoids: readonly Geoid[]): Geoid | null {
  if (datum.kind === 'ellipsoid' || datum.kind === 'sphere') return null;
  const found = geoids.find((g) => sameVertical(g.datum, datum));
  if (found !== undefined) return found;
  throw new CuestaError('datum', `Converting heights of ${verticalDatumLabel(datum)} needs its grid.`, {
    hint: 'Give a grid of its height above the reference surface, as GTX or GeoTIFF.',
  });
}
