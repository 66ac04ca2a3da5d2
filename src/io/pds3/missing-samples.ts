import type { MissingRule } from '../missing.js';
import { type PvlGroup, parsePvlNumber } from '../pvl/pvl-label.js';
import type { RawType } from '../raw/raw-layout.js';

/** What labels without a missing value mean, as GDAL's PDS driver has it. */
const DEFAULT_NODATA: Readonly<Partial<Record<RawType, number>>> = {
  uint8: 0,
  uint16: 0,
  int16: -32768,
  float32: -3.4028226550889045e38,
  float64: -3.4028226550889045e38,
};

/** Keywords of the one value that stands for missing samples, and of further values that are no measurements. */
const NODATA = ['MISSING', 'MISSING_CONSTANT', 'CORE_NULL', 'NULL', 'DUMMY_DATA'];
const SPECIAL = [
  'INVALID_CONSTANT',
  'INVALID_VALUE',
  'CORE_LOW_REPR_SATURATION',
  'CORE_LOW_INSTR_SATURATION',
  'CORE_HIGH_REPR_SATURATION',
  'CORE_HIGH_INSTR_SATURATION',
  'LOW_REPR_SATURATION',
  'LOW_INSTR_SATURATION',
  'HIGH_REPR_SATURATION',
  'HIGH_INSTR_SATURATION',
];

/** The samples of an object IMAGE that are missing. */
export function missingSamples(
  image: PvlGroup,
  dtype: RawType,
): { nodata: number | null; missing: MissingRule } {
  const [nodata] = NODATA.flatMap((key) => numbersOf(image, key));
  const special = [...NODATA, ...SPECIAL].flatMap((key) => numbersOf(image, key));
  return {
    nodata: nodata ?? DEFAULT_NODATA[dtype] ?? null,
    missing: { values: special.filter((value) => value !== nodata), range: null },
  };
}

function numbersOf(image: PvlGroup, key: string): number[] {
  const value = image.values.get(key);
  const texts = value === undefined ? [] : (value.items ?? [value]).map(({ text }) => text);
  return texts.map(parsePvlNumber).filter((number) => number !== null);
}
