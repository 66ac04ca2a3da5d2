import type { XmlElement } from '@rgrove/parse-xml';
import type { DType } from '../../core/band.js';
import { damagedFile, unsupportedFile } from '../format-error.js';
import type { RawType } from '../raw/raw-layout.js';
import { childElements, finiteNumber, localName, xmlNumber, xmlText } from '../xml/xml-tree.js';

/** A part of a file that is copied to a place in the mosaic. */
export interface VrtPart {
  readonly file: string;
  /** Zero-based. */
  readonly band: number;
  /** Top-left pixels in the source and in the mosaic. */
  readonly from: { readonly col: number; readonly row: number };
  readonly to: { readonly col: number; readonly row: number };
  readonly width: number;
  readonly height: number;
  /** Source samples that are left out; NaN for those that are NaN; null to copy all. */
  readonly skip: number | null;
  /** Sample of the mosaic = sample of the source * ratio + offset. */
  readonly ratio: number;
  readonly offset: number;
}

export interface VrtBand {
  readonly dtype: RawType;
  readonly nodata: string | null;
  /** Whether nodata is only what fills gaps, and a sample like others elsewhere. */
  readonly hidesNodata: boolean;
  readonly scale: number;
  readonly offset: number;
  /** Later parts cover earlier ones. */
  readonly parts: readonly VrtPart[];
}

const TYPES: Readonly<Record<string, RawType>> = {
  Byte: 'uint8',
  Int8: 'int8',
  UInt16: 'uint16',
  Int16: 'int16',
  UInt32: 'uint32',
  Int32: 'int32',
  UInt64: 'uint64',
  Int64: 'int64',
  Float32: 'float32',
  Float64: 'float64',
} satisfies Record<string, DType>;

const PART_ELEMENTS = ['SimpleSource', 'ComplexSource'];
/** What a band may hold besides its parts, none of which changes samples. */
const HARMLESS = [
  'NoDataValue',
  'HideNoDataValue',
  'Scale',
  'Offset',
  'ColorInterp',
  'Description',
  'UnitType',
];
const IGNORED = [
  'Metadata',
  'ColorTable',
  'GDALRasterAttributeTable',
  'Histograms',
  'CategoryNames',
  'Overview',
];
/** What a part may hold. */
const PLAIN = [
  'SourceFilename',
  'SourceBand',
  'SourceProperties',
  'SrcRect',
  'DstRect',
  'OpenOptions',
  'NODATA',
];
const SCALED = [...PLAIN, 'ScaleOffset', 'ScaleRatio'];

/** The bands of a VRT (GDAL documentation, "VRT -- GDAL Virtual Format"). Throws `format`, or `unsupported` for what is no plain mosaic. */
export function vrtBands(root: XmlElement, name: string): VrtBand[] {
  const subClass = root.attributes.subClass;
  if (subClass !== undefined) throw unsupportedFile(name, `the VRT class ${subClass}`);
  const bands = childElements(root, 'VRTRasterBand').map((band) => bandOf(band, name));
  if (bands.length === 0) throw damagedFile(name, 'is a VRT without bands');
  return bands;
}

function bandOf(band: XmlElement, name: string): VrtBand {
  const { dataType = 'Byte', subClass } = band.attributes;
  if (subClass !== undefined) throw unsupportedFile(name, `the VRT class ${subClass}`);
  const dtype = TYPES[dataType];
  if (dtype === undefined) throw unsupportedFile(name, `samples of the type ${dataType}`);
  const children = childElements(band);
  for (const child of children) {
    const known = [...PART_ELEMENTS, ...HARMLESS, ...IGNORED].includes(localName(child));
    if (!known) throw unsupportedFile(name, `the VRT element ${localName(child)}`);
  }
  return {
    dtype,
    nodata: xmlText(band, 'NoDataValue'),
    hidesNodata: ['1', 'true', 'yes', 'on'].includes((xmlText(band, 'HideNoDataValue') ?? '').toLowerCase()),
    scale: xmlNumber(band, 'Scale') ?? 1,
    offset: xmlNumber(band, 'Offset') ?? 0,
    parts: children.filter((c) => PART_ELEMENTS.includes(localName(c))).map((part) => partOf(part, name)),
  };
}

function partOf(part: XmlElement, name: string): VrtPart {
  const complex = localName(part) === 'ComplexSource';
  for (const child of childElements(part)) {
    const element = localName(child);
    const known = (complex ? SCALED : PLAIN).includes(element);
    const off = element === 'UseMaskBand' && child.text.trim() === 'false';
    if (!known && !off) throw unsupportedFile(name, `the VRT element ${element}`);
  }
  const file = xmlText(part, 'SourceFilename');
  if (file === null || file === '') throw damagedFile(name, 'is a VRT with a source without a file');
  const band = xmlText(part, 'SourceBand') ?? '1';
  if (!/^[1-9]\d{0,4}$/.test(band)) throw unsupportedFile(name, `the source band "${band}"`);
  const from = rectangle(childElements(part, 'SrcRect')[0], name);
  const to = rectangle(childElements(part, 'DstRect')[0], name);
  if (from.width !== to.width || from.height !== to.height)
    throw unsupportedFile(name, 'resampled VRT sources');
  const skip = complex ? xmlText(part, 'NODATA') : null;
  return {
    ...{
      file: file.replace(/^\/vsicurl\//, ''),
      band: Number(band) - 1,
      from,
      to,
      width: to.width,
      height: to.height,
    },
    skip: skip === null ? null : (finiteNumber(skip) ?? Number.NaN),
    ratio: xmlNumber(part, 'ScaleRatio') ?? 1,
    offset: xmlNumber(part, 'ScaleOffset') ?? 0,
  };
}

/** GDAL writes positions with rounding errors; fractions of a pixel would mean resampling. */
const TOLERANCE = 1e-3;

function rectangle(
  element: XmlElement | undefined,
  name: string,
): { col: number; row: number; width: number; height: number } {
  if (element === undefined) throw unsupportedFile(name, 'VRT sources without rectangles');
  const [col, row, width, height] = ['xOff', 'yOff', 'xSize', 'ySize'].map((key) => {
    const value = finiteNumber(element.attributes[key] ?? '');
    if (value === null) throw damagedFile(name, `is a VRT with a rectangle without ${key}`);
    const whole = Math.round(value);
    if (Math.abs(value - whole) > TOLERANCE || !Number.isSafeInteger(whole)) {
      throw unsupportedFile(name, 'VRT sources between pixels');
    }
    return whole;
  });
  if (width <= 0 || height <= 0) throw damagedFile(name, 'is a VRT with an empty rectangle');
  return { col, row, width, height };
}
