import type { Crs } from '../core/crs.js';
import { CuestaError } from '../core/errors.js';
import { inverseFlatteningOf } from './ellipsoids.js';
import type { ProjDefinition } from './proj-definition.js';

/** Projections without a GeoTIFF code, by their ESRI names and further parameters. */
const METHODS: Readonly<Record<string, string>> = {
  moll: 'PROJECTION["Mollweide"]',
  webmerc:
    'PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0]',
};

/** ESRI WKT of a projected CRS, as GDAL puts it into GeoTIFF citations. Throws `unsupported`. */
export function esriWkt(crs: Crs, d: ProjDefinition): string {
  const method = METHODS[d.method];
  if (method === undefined) {
    throw new CuestaError('unsupported', `GeoTIFF cannot hold the projection of ${crs.name} (${crs.proj}).`, {
      hint: 'Write another CRS.',
    });
  }
  const { ellipsoid } = crs;
  const quoted = (name: string) => `"${name.replaceAll('"', "'")}"`;
  const spheroid = `SPHEROID[${quoted(ellipsoid.name)},${ellipsoid.semiMajor},${inverseFlatteningOf(ellipsoid)}]`;
  const meridian = crs.body.naif === 399 ? 'Greenwich' : 'Reference_Meridian';
  const geographic = `GEOGCS[${quoted(`GCS of ${crs.datum}`)},DATUM[${quoted(crs.datum)},${spheroid}],PRIMEM["${meridian}",0.0],UNIT["Degree",0.0174532925199433]]`;
  const { lon_0, x_0, y_0 } = d.params;
  const origin = `PARAMETER["False_Easting",${x_0! / d.unit}],PARAMETER["False_Northing",${y_0! / d.unit}],PARAMETER["Central_Meridian",${lon_0}]`;
  return `PROJCS[${quoted(crs.name)},${geographic},${method},${origin},UNIT["Meter",${d.unit}]]`;
}
