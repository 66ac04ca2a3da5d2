import type { XmlElement } from '@rgrove/parse-xml';
import { northUp } from '../../core/geo-transform.js';
import { crsFromParts } from '../../geo/crs.js';
import { partsFromProjString } from '../../geo/proj-string.js';
import { type GeorefFacts, orProblem } from '../georef-facts.js';
import { type PlanetaryProjection, plainName, planetaryCrs } from '../planetary/planetary-crs.js';
import { metresPer } from '../pvl/pvl-label.js';
import { childElements, elementAt, findElement, finiteNumber, localName, xmlText } from '../xml/xml-tree.js';

const SYSTEM = 'Spatial_Reference_Information/Horizontal_Coordinate_System_Definition';

/** Georeferencing from the class Cartography (PDS4 Cartography Data Dictionary). */
export function pds4Georef(label: XmlElement): GeorefFacts {
  const cartography = findElement(label, 'Cartography');
  const system = cartography && elementAt(cartography, SYSTEM);
  if (cartography === null || system === null)
    return { georef: null, georefProblem: 'it is not map-projected' };
  const model = elementAt(system, 'Geodetic_Model');
  const planar = elementAt(system, 'Planar');
  const target =
    xmlText(model, 'spheroid_name') ?? xmlText(label, 'Observation_Area/Target_Identification/name') ?? '';
  const equatorialRadius =
    measure(model, 'semi_major_radius') ??
    measure(model, 'a_axis_radius') ??
    measure(model, 'b_axis_radius') ??
    0;
  const body = {
    target,
    equatorialRadius,
    polarRadius: measure(model, 'polar_radius') ?? measure(model, 'c_axis_radius') ?? equatorialRadius,
    planetographic: (xmlText(model, 'latitude_type') ?? '').toLowerCase() === 'planetographic',
  };
  if (planar === null) return geographic(cartography, system, body);
  const projectionName = xmlText(planar, 'Map_Projection/map_projection_name') ?? '';
  const left = measure(planar, 'Geo_Transformation/upperleft_corner_x');
  const top = measure(planar, 'Geo_Transformation/upperleft_corner_y');
  const representation = 'Planar_Coordinate_Information/Coordinate_Representation';
  const width = measure(planar, `${representation}/pixel_resolution_x`);
  const height = measure(planar, `${representation}/pixel_resolution_y`);
  if (left === null || top === null || width === null || height === null) {
    return { georef: null, georefProblem: 'its cartography has no geotransform' };
  }
  return orProblem(northUp(left, top, width, height), `the projection ${projectionName}`, () =>
    planetaryCrs({
      ...body,
      ...projectionParameters(planar),
      // As GDAL reads it: the label's first axis is the radius of equirectangular maps.
      localRadius: equatorialRadius,
      projection: plainName(projectionName),
      projectionName,
    }),
  );
}

type Body = Pick<PlanetaryProjection, 'target' | 'equatorialRadius' | 'polarRadius' | 'planetographic'>;
type Parameters = Pick<
  PlanetaryProjection,
  'centerLatitude' | 'centerLongitude' | 'standardParallels' | 'scaleFactor'
>;

/** The element of the projection's own name holds the parameters; every name stands for one of ours. */
function projectionParameters(planar: XmlElement): Parameters {
  const projection = elementAt(planar, 'Map_Projection');
  const holder = projection && childElements(projection).find((e) => localName(e) !== 'map_projection_name');
  const values = new Map<string, number>();
  for (const element of holder ? childElements(holder) : []) {
    const value = finiteNumber(element.text);
    if (value !== null) values.set(localName(element), value);
  }
  const first = (...names: readonly string[]) =>
    names.map((name) => values.get(name)).find((value) => value !== undefined);
  const origin = first('latitude_of_projection_origin', 'latitude_of_projection_center') ?? 0;
  const parallel = first('standard_parallel_1', 'standard_parallel');
  const holderName = holder ? localName(holder) : '';
  const isConic = holderName.includes('Conic');
  return {
    // Of an equirectangular map the standard parallel is the latitude of true scale, which ISIS calls the centre.
    centerLatitude: isConic || holderName !== 'Equirectangular' ? origin : (parallel ?? origin),
    centerLongitude:
      first(
        'longitude_of_central_meridian',
        'straight_vertical_longitude_from_pole',
        'longitude_of_projection_center',
      ) ?? 0,
    standardParallels: [parallel ?? 0, first('standard_parallel_2') ?? parallel ?? 0],
    scaleFactor: first('scale_factor_at_central_meridian', 'scale_factor_at_projection_origin') ?? 1,
  };
}

/** Longitude and latitude: the bounding coordinates are the corners. */
function geographic(cartography: XmlElement, system: XmlElement, body: Body): GeorefFacts {
  const bounds = elementAt(cartography, 'Spatial_Domain/Bounding_Coordinates');
  const west = measure(bounds, 'west_bounding_coordinate');
  const north = measure(bounds, 'north_bounding_coordinate');
  const width = measure(system, 'Geographic/longitude_resolution');
  const height = measure(system, 'Geographic/latitude_resolution');
  if (west === null || north === null || width === null || height === null) {
    return { georef: null, georefProblem: 'its cartography has no geotransform' };
  }
  const { equatorialRadius: a, polarRadius: b, target } = body;
  return orProblem(northUp(west, north, width, height), 'its coordinate system', () =>
    crsFromParts({
      ...partsFromProjString(`+proj=longlat +a=${a} +b=${b} +no_defs`),
      ...{ name: target, datum: `D_${target}`, otherNames: [target] },
    }),
  );
}

/** A length in metres, or an angle in degrees. */
function measure(root: XmlElement | null, path: string): number | null {
  const element = root === null ? null : elementAt(root, path);
  const value = element === null ? null : finiteNumber(element.text);
  if (element === null || value === null) return null;
  return value * (metresPer(element.attributes.unit ?? '') ?? 1);
}
