import type { XmlElement } from '@rgrove/parse-xml';
import type { RasterSource } from '../../core/raster-source.js';
import { damagedFile } from '../format-error.js';
import type { MissingRule } from '../missing.js';
import type { OpenContext } from '../open-context.js';
import { heightFacts } from '../planetary/height-facts.js';
import { metresPer, parsePvlNumber } from '../pvl/pvl-label.js';
import { checkLayout } from '../raw/raw-layout.js';
import { rawSource } from '../raw/raw-source.js';
import { readRaw } from '../raw/read-raw.js';
import {
  childElements,
  elementAt,
  findElement,
  localName,
  readXmlFile,
  xmlNumber,
  xmlText,
} from '../xml/xml-tree.js';
import { arrayLayout } from './array-layout.js';
import { pds4Georef } from './pds4-georef.js';

const ARRAYS = /^Array_[23]D(_Image|_Map|_Spectrum)?$/;

/**
 * Opens the first image array of a PDS4 label; the samples are in the file that it names. scaling_factor, value_offset and unit apply to
 * heights, special constants are missing, and radii become heights above their sphere. Throws `format`, `unsupported` or `io`.
 */
export async function openPds4(context: OpenContext, signal?: AbortSignal): Promise<RasterSource> {
  const { name } = context.source;
  const label = await readXmlFile(context.source, signal);
  const { area, array } = imageOf(label, name);
  const file = xmlText(area, 'File/file_name');
  if (file === null) throw damagedFile(name, 'has a label that does not name the file of its image');
  const layout = arrayLayout(array, name);
  const source = await context.beside(file, signal);
  await checkLayout(layout, source, signal);
  const { nodata, missing } = specialConstants(array);
  const metres = metresPer(xmlText(array, 'Element_Array/unit') ?? '') ?? 1;
  const scale = (xmlNumber(array, 'Element_Array/scaling_factor') ?? 1) * metres;
  const offset = (xmlNumber(array, 'Element_Array/value_offset') ?? 0) * metres;
  const facts = await heightFacts(
    { name, ...layout, nodata, missing, scale, offset, rows: (w) => readRaw(source, layout, 0, w, signal) },
    pds4Georef(label),
  );
  const raster = rawSource(source, layout, {
    ...{ name, format: 'PDS4', nodata, missing, pixelIsPoint: false, ...facts },
    files: [source.name],
    metadata: metadataOf(label),
  });
  return {
    ...raster,
    async close() {
      await raster.close();
      await context.source.close();
    },
  };
}

function imageOf(label: XmlElement, name: string): { area: XmlElement; array: XmlElement } {
  for (const area of childElements(label)) {
    const array = childElements(area).find((element) => ARRAYS.test(localName(element)));
    if (array !== undefined) return { area, array };
  }
  throw damagedFile(name, 'has a label without an image array');
}

/** `missing_constant` is nodata where there is one, else the first constant of the label. */
function specialConstants(array: XmlElement): { nodata: number | null; missing: MissingRule } {
  const holder = elementAt(array, 'Special_Constants');
  const constants = (holder === null ? [] : childElements(holder))
    .filter((element) => !['valid_minimum', 'valid_maximum'].includes(localName(element)))
    .map((element) => ({ name: localName(element), value: constantOf(element.text.trim()) }))
    .filter((constant): constant is { name: string; value: number } => constant.value !== null);
  const nodata = (constants.find((c) => c.name === 'missing_constant') ?? constants[0])?.value ?? null;
  const values = constants.map(({ value }) => value).filter((value) => value !== nodata);
  return { nodata, missing: { values, range: null } };
}

/** Also `0xFF7FFFFB` and `16#FF7FFFFB#`, the bits of a float. */
function constantOf(text: string): number | null {
  const hex = /^0x([0-9a-f]{8})$/i.exec(text);
  return parsePvlNumber(hex === null ? text : `16#${hex[1]}#`);
}

function metadataOf(label: XmlElement): Record<string, string> {
  const identification = findElement(label, 'Identification_Area');
  const record: Record<string, string> = {};
  for (const key of ['logical_identifier', 'title']) {
    const text = xmlText(identification, key);
    if (text !== null && text !== '') record[key] = text;
  }
  return record;
}
