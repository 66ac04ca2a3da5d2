import { compose, type GeoTransform, northUp } from '../../core/geo-transform.js';
import { type GeorefFacts, orProblem } from '../georef-facts.js';
import { plainName, planetaryCrs } from '../planetary/planetary-crs.js';
import { findGroup, metresPer, numberOf, type PvlGroup, textOf } from '../pvl/pvl-label.js';

/**
 * Georeferencing from the object IMAGE_MAP_PROJECTION (PDS Data Dictionary). The projection offsets count from the centre of the first
 * pixel: half a pixel is added for its corner, as GDAL does.
 */
export function pds3Georef(label: PvlGroup): GeorefFacts {
  const map = findGroup(label, 'IMAGE_MAP_PROJECTION');
  if (map === null) return { georef: null, georefProblem: 'it is not map-projected' };
  const equatorialRadius = metres(map, 'A_AXIS_RADIUS', 1000) ?? 0;
  const transform = transformOf(map, equatorialRadius);
  if (transform === null)
    return { georef: null, georefProblem: 'its map projection has no offsets or scale' };
  const number = (key: string) => numberOf(map, key) ?? 0;
  const projectionName = textOf(map, 'MAP_PROJECTION_TYPE') ?? '';
  const west = (textOf(map, 'POSITIVE_LONGITUDE_DIRECTION') ?? 'EAST').toUpperCase() === 'WEST';
  return orProblem(transform, `the projection ${projectionName}`, () =>
    planetaryCrs({
      projection: plainName(projectionName),
      projectionName,
      target: textOf(label, 'TARGET_NAME') ?? '',
      equatorialRadius,
      polarRadius: metres(map, 'C_AXIS_RADIUS', 1000) ?? equatorialRadius,
      planetographic: (textOf(map, 'COORDINATE_SYSTEM_NAME') ?? '').toUpperCase() !== 'PLANETOCENTRIC',
      centerLatitude: number('CENTER_LATITUDE'),
      centerLongitude: number('CENTER_LONGITUDE') * (west ? -1 : 1),
      standardParallels: [number('FIRST_STANDARD_PARALLEL'), number('SECOND_STANDARD_PARALLEL')],
      scaleFactor: 1,
      // The label's radius is the local one already.
      localRadius: equatorialRadius,
    }),
  );
}

function transformOf(map: PvlGroup, radius: number): GeoTransform | null {
  const perDegree = numberOf(map, 'MAP_RESOLUTION');
  const fromResolution = perDegree === null ? null : (radius * Math.PI) / 180 / perDegree;
  const scale = metres(map, 'MAP_SCALE', 1000) ?? fromResolution;
  const line = numberOf(map, 'LINE_PROJECTION_OFFSET');
  const sample = numberOf(map, 'SAMPLE_PROJECTION_OFFSET');
  if (scale === null || line === null || sample === null) return null;
  const transform = northUp(-(sample + 0.5) * scale, (line + 0.5) * scale, scale, scale);
  const rotation = numberOf(map, 'MAP_PROJECTION_ROTATION') ?? 0;
  if (rotation === 0) return transform;
  const angle = (rotation * Math.PI) / 180;
  const [sin, cos] = rotation === 90 ? [1, 0] : [Math.sin(angle), Math.cos(angle)];
  return compose([cos, -sin, 0, sin, cos, 0], transform);
}

/** A length in metres; `fallback` are the metres per unit where the label has none. */
function metres(map: PvlGroup, key: string, fallback: number): number | null {
  const value = numberOf(map, key);
  if (value === null) return null;
  const unit = map.values.get(key)?.unit ?? null;
  return value * (unit === null ? fallback : (metresPer(unit) ?? fallback));
}
