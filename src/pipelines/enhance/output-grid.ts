import type { Crs } from '../../core/crs.js';
import { CuestaError } from '../../core/errors.js';
import { toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { geographicOf } from '../../geo/geographic-crs.js';
import { parseCrs } from '../../geo/parse-crs.js';
import { createTransform } from '../../geo/transform.js';
import { utmZone } from '../../geo/utm-zone.js';
import { unionGrid } from '../../resample/target-grid.js';

/**
 * Grid of a DTM: over the first guidance, or over the DEM when there is none, in square pixels of `resolution` metres. Its CRS is the one
 * asked for, that of the same file where this is projected in metres, else of the DEM, else the UTM zone of the middle.
 *
 * @throws `config` for a CRS without metres, `geometry` when a file has no place in it
 */
export function outputGrid(
  dem: Grid,
  guidance: Grid | undefined,
  { resolution, crs: wanted }: { readonly resolution: number; readonly crs?: string | undefined },
): Grid {
  const extent = guidance ?? dem;
  const found = [extent, dem].find(({ crs }) => isMetric(crs))?.crs;
  const crs = wanted === undefined ? (found ?? zoneOf(extent)) : parseCrs(wanted);
  if (!isMetric(crs)) {
    throw new CuestaError('config', `${crs.name} has no metres: the DTM needs a projected CRS in metres.`, {
      subject: '--crs',
      hint: 'Name a UTM zone, e.g. --crs EPSG:32632, or leave --crs out.',
    });
  }
  return unionGrid([extent], { crs, resolution: [resolution, resolution] });
}

const isMetric = ({ kind, unit }: Crs): boolean => kind === 'projected' && unit === 1;

function zoneOf({ transform, width, height, crs }: Grid): Crs {
  const middle = toMap(transform, width / 2, height / 2);
  const [lon, lat] = createTransform(crs, geographicOf(crs)).forwardPoint(...middle);
  if (crs.body.name === 'Earth') return utmZone(lon, lat);
  throw new CuestaError(
    'config',
    `${crs.name} is not projected in metres, and ${crs.body.name} has no UTM zones.`,
    {
      subject: '--crs',
      hint: 'Name a projected CRS of the body with --crs.',
    },
  );
}
