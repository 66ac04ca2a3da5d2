import { type GeoTransform, isNorthUp } from '../../core/geo-transform.js';
import type { Georef } from '../../core/georef.js';
import type { GeoKeys } from '../../geo/geokeys.js';
import { geoKeysFromCrs } from '../../geo/geokeys-write.js';
import { asciiField, type TiffField } from './tiff-directory.js';

const MODEL_PIXEL_SCALE = 33550;
const MODEL_TIEPOINT = 33922;
const MODEL_TRANSFORMATION = 34264;
const GEO_KEY_DIRECTORY = 34735;
const GEO_DOUBLE_PARAMS = 34736;
const GEO_ASCII_PARAMS = 34737;

const GT_RASTER_TYPE = 1025;
const RASTER_PIXEL_IS_AREA = 1;

/** GeoTIFF 1.1 (OGC 19-008r4): the fields that place a raster; pixels are areas, so the transform stands for corners. */
export function geoFields({ transform, crs }: Georef): TiffField[] {
  return [...transformFields(transform), ...keyFields(geoKeysFromCrs(crs))];
}

function transformFields(t: GeoTransform): TiffField[] {
  const [a, b, c, d, e, f] = t;
  if (isNorthUp(t)) {
    return [
      { tag: MODEL_PIXEL_SCALE, type: 'double', values: [a, -e, 0] },
      { tag: MODEL_TIEPOINT, type: 'double', values: [0, 0, 0, c, f, 0] },
    ];
  }
  return [
    { tag: MODEL_TRANSFORMATION, type: 'double', values: [a, b, 0, c, d, e, 0, f, 0, 0, 0, 0, 0, 0, 0, 1] },
  ];
}

/** Packs keys into the directory (sorted), the doubles and the `|`-terminated texts. */
function keyFields(crsKeys: GeoKeys): TiffField[] {
  const keys = [...new Map(crsKeys).set(GT_RASTER_TYPE, RASTER_PIXEL_IS_AREA)].sort((x, y) => x[0] - y[0]);
  const directory = [1, 1, 1, keys.length];
  const doubles: number[] = [];
  let text = '';
  for (const [key, value] of keys) {
    if (typeof value === 'string') {
      directory.push(key, GEO_ASCII_PARAMS, value.length + 1, text.length);
      text += `${value}|`;
    } else if (isDoubleKey(key)) {
      const values = typeof value === 'number' ? [value] : value;
      directory.push(key, GEO_DOUBLE_PARAMS, values.length, doubles.length);
      doubles.push(...values);
    } else {
      directory.push(key, 0, 1, value as number);
    }
  }
  const fields: TiffField[] = [{ tag: GEO_KEY_DIRECTORY, type: 'short', values: directory }];
  if (doubles.length > 0) fields.push({ tag: GEO_DOUBLE_PARAMS, type: 'double', values: doubles });
  if (text !== '') fields.push(asciiField(GEO_ASCII_PARAMS, text));
  return fields;
}

/** Keys whose values are doubles by the standard, whole numbers included: unit sizes, ellipsoid, prime meridian, projection parameters. */
function isDoubleKey(key: number): boolean {
  return (
    key === 2053 ||
    key === 2055 ||
    (key >= 2057 && key <= 2062 && key !== 2060) ||
    (key >= 3077 && key <= 3096)
  );
}
