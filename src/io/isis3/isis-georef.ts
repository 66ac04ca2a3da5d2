import { isUsable, northUp } from '../../core/geo-transform.js';
import { type GeorefFacts, orProblem } from '../georef-facts.js';
import { plainName, planetaryCrs } from '../planetary/planetary-crs.js';
import { groupAt, numberOf, type PvlGroup, textOf } from '../pvl/pvl-label.js';

/** Georeferencing from the group Mapping of a cube (USGS, ISIS documentation, "Map projection labels"). */
export function isisGeoref(label: PvlGroup): GeorefFacts {
  const mapping = groupAt(label, 'ISISCUBE/MAPPING');
  if (mapping === null) return { georef: null, georefProblem: 'it is not map-projected' };
  const number = (key: string, fallback: number) => numberOf(mapping, key) ?? fallback;
  const resolution = number('PIXELRESOLUTION', Number.NaN);
  const transform = northUp(
    number('UPPERLEFTCORNERX', Number.NaN),
    number('UPPERLEFTCORNERY', Number.NaN),
    resolution,
    resolution,
  );
  if (!isUsable(transform)) return { georef: null, georefProblem: 'its mapping label has no geotransform' };
  const projectionName = textOf(mapping, 'PROJECTIONNAME') ?? '';
  const equatorialRadius = number('EQUATORIALRADIUS', 0);
  const west = (textOf(mapping, 'LONGITUDEDIRECTION') ?? '').toUpperCase() === 'POSITIVEWEST';
  return orProblem(transform, `the projection ${projectionName}`, () =>
    planetaryCrs({
      projection: plainName(projectionName),
      projectionName,
      target: textOf(mapping, 'TARGETNAME') ?? '',
      equatorialRadius,
      polarRadius: number('POLARRADIUS', equatorialRadius),
      planetographic: (textOf(mapping, 'LATITUDETYPE') ?? '').toUpperCase() !== 'PLANETOCENTRIC',
      centerLatitude: number('CENTERLATITUDE', 0),
      // ISIS turns positive-west longitudes round before it projects.
      centerLongitude: number('CENTERLONGITUDE', 0) * (west ? -1 : 1),
      standardParallels: [number('FIRSTSTANDARDPARALLEL', 0), number('SECONDSTANDARDPARALLEL', 0)],
      scaleFactor: number('SCALEFACTOR', 1),
      localRadius: null,
    }),
  );
}
