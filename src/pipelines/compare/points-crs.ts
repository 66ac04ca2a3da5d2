import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import { isSphere } from '../../geo/ellipsoids.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { UNKNOWN_DATUM } from '../../geo/vertical-datum.js';
import type { PointColumns } from '../../io/points/columns.js';
import type { CompareConfig } from './config.js';

/**
 * CRS of the points of a file, with what their heights are measured from. Longitudes and latitudes are those of the DEM's body
 * unless `csvCrs` says otherwise; ASP's `height_above_datum` is above its ellipsoid. Throws `config` when x and y have no CRS, or
 * longitude and latitude a projected one.
 */
export function pointsCrs(columns: PointColumns, dem: Crs, { csvCrs, reference }: CompareConfig): Crs {
  if (csvCrs === undefined && columns.kind === 'map') {
    throw new CuestaError('config', `${reference} has x and y, but nothing says in which CRS.`, {
      subject: '--csv-crs',
      hint: 'Name it, e.g. --csv-crs EPSG:32633. Geocentric (ECEF) coordinates are not read.',
    });
  }
  const crs = csvCrs === undefined ? geographicOf(dem) : parseCrs(csvCrs);
  if (columns.kind === 'lonlat' && crs.kind !== 'geographic') {
    throw new CuestaError('config', `${reference} has longitude and latitude; ${crs.name} is projected.`, {
      subject: '--csv-crs',
      hint: 'Name a geographic CRS, or none, or describe the columns as x and y with --csv-format.',
    });
  }
  if (columns.ellipsoidal) return { ...crs, vertical: { kind: surfaceOf(crs, dem) } };
  return csvCrs === undefined ? { ...crs, vertical: UNKNOWN_DATUM } : crs;
}

/** The word that the DEM uses for heights above the reference surface itself, where it uses one. */
function surfaceOf(crs: Crs, dem: Crs): 'ellipsoid' | 'sphere' {
  const { kind } = dem.vertical;
  if (kind === 'ellipsoid' || kind === 'sphere') return kind;
  return isSphere(crs.ellipsoid) ? 'sphere' : 'ellipsoid';
}
