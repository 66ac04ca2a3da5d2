import type { Crs, Ellipsoid, VerticalDatum } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import type { Grid } from '../core/georef.js';
import {
  parseVerticalDatum,
  requireSameVertical,
  sameVertical,
  verticalDatumLabel,
} from '../geo/vertical-datum.js';

/** How a worker gets from one vertical datum to another. Plain JSON. */
export interface HeightShift {
  readonly from: VerticalDatum;
  readonly to: VerticalDatum;
  /** Grid of the geoid among the two that the package's own EGM96 does not serve; null when there is none. */
  readonly geoid: { readonly path: string; readonly datum: VerticalDatum } | null;
}

export interface DatumOptions {
  readonly verticalDatum?: string | undefined;
  readonly assumeVertical?: string | undefined;
  readonly geoid?: string | undefined;
}

export interface ResolvedHeights {
  /** Vertical datum of the output. */
  readonly vertical: VerticalDatum;
  /** Per input; null where heights stay as they are. */
  readonly shifts: readonly (HeightShift | null)[];
}

/**
 * Decides what heights of the output are measured from. Inputs must agree, unless `verticalDatum` names the one they are converted
 * to. `assumeVertical` speaks for inputs that do not state theirs; when none does, they are taken for the same unknown one.
 * Throws `datum` with a hint for mixed datums and for conversions that lack a grid, `config` for a grid that is not needed.
 */
export function resolveHeights(
  inputs: readonly { readonly path: string; readonly grid: Pick<Grid, 'crs'> }[],
  options: DatumOptions,
): ResolvedHeights {
  const assumed = options.assumeVertical === undefined ? null : parseVerticalDatum(options.assumeVertical);
  const stated = inputs.map(({ path, grid }) => {
    const { vertical } = grid.crs;
    return { name: path, vertical: vertical.kind === 'unknown' && assumed !== null ? assumed : vertical };
  });
  requireOneSurface(
    inputs.map(({ path, grid }, i) => ({ name: path, crs: { ...grid.crs, vertical: stated[i].vertical } })),
  );
  if (options.verticalDatum === undefined) {
    refuseIdleGeoid(options.geoid);
    return { vertical: commonVertical(stated), shifts: stated.map(() => null) };
  }
  const to = parseVerticalDatum(options.verticalDatum);
  const shifts = stated.map(({ name, vertical: from }) =>
    sameVertical(from, to) ? null : { from, to, geoid: geoidFor(name, from, to, options.geoid) },
  );
  return { vertical: to, shifts };
}

/** Radii of ellipsoids that differ by less, in metres, are one surface: GRS 80 and WGS 84 are 0.1 mm apart. */
const SAME_RADIUS = 1;

/**
 * Refuses heights above ellipsoids or spheres of different radii: those of Mars are 190 m apart (3,396,190 m of the IAU,
 * 3,396,000 m of MOLA). Unknown heights count as such except on Earth, where most are above a geoid. Throws `datum`.
 */
export function requireOneSurface(rasters: readonly { readonly name: string; readonly crs: Crs }[]): void {
  const [first, ...others] = rasters.filter(({ crs: { vertical, body } }) => {
    const { kind } = vertical;
    return kind === 'ellipsoid' || kind === 'sphere' || (kind === 'unknown' && body.name !== 'Earth');
  });
  for (const { name, crs } of others) {
    const [a, b] = [first!.crs.ellipsoid, crs.ellipsoid];
    const apart = Math.max(Math.abs(a.semiMajor - b.semiMajor), Math.abs(a.semiMinor - b.semiMinor));
    if (apart < SAME_RADIUS) continue;
    const radii = ({ semiMajor, semiMinor }: Ellipsoid) => `${semiMajor} x ${semiMinor} m`;
    const message = `${first!.name} (${radii(a)}) and ${name} (${radii(b)})`;
    throw new CuestaError('datum', `Heights above surfaces of different radii do not mix: ${message}.`, {
      subject: name,
      hint: 'Move the heights of one of them to the other surface first; say --assume-vertical areoid if they are above the areoid.',
    });
  }
}

function commonVertical(
  stated: readonly { readonly name: string; readonly vertical: VerticalDatum }[],
): VerticalDatum {
  try {
    return requireSameVertical(stated);
  } catch (error) {
    if (!(error instanceof CuestaError)) throw error;
    throw new CuestaError(error.code, error.message, {
      ...(error.subject === null ? {} : { subject: error.subject }),
      hint:
        'Convert them with --vertical-datum (ellipsoid, egm96, ...), with --geoid FILE for a geoid other than EGM96; ' +
        'state the datum of files that do not say it with --assume-vertical.',
    });
  }
}

function geoidFor(
  name: string,
  from: VerticalDatum,
  to: VerticalDatum,
  path: string | undefined,
): HeightShift['geoid'] {
  if (from.kind === 'unknown') {
    throw new CuestaError('datum', `${name} does not say what its heights are measured from.`, {
      subject: name,
      hint: 'State it with --assume-vertical, e.g. --assume-vertical ellipsoid.',
    });
  }
  const geoids = [from, to].filter(({ kind }) => kind !== 'ellipsoid' && kind !== 'sphere');
  const datum = geoids.find(({ kind }) => kind !== 'egm96') ?? geoids[0];
  if (datum === undefined) return null;
  if (path !== undefined) return { path, datum };
  if (datum.kind === 'egm96') return null;
  const label = verticalDatumLabel(datum);
  throw new CuestaError('datum', `${name}: converting its heights needs a grid of the ${label}.`, {
    subject: name,
    hint: `Name the grid of undulations with --geoid FILE (GTX or GeoTIFF); only EGM96 comes with Cuesta.`,
  });
}

/** Heights that stay as they are while a geoid is named are hardly what was meant. */
function refuseIdleGeoid(path: string | undefined): void {
  if (path === undefined) return;
  throw new CuestaError('config', `The geoid ${path} is of no use: no heights are converted.`, {
    subject: '--geoid',
    hint: 'Name the vertical datum of the output with --vertical-datum, e.g. --vertical-datum ellipsoid.',
  });
}
