import type { RasterSource } from '../../core/raster-source.js';
import type { OpenContext } from '../open-context.js';
import { heightFacts } from '../planetary/height-facts.js';
import { metresPer, numberOf, type PvlGroup, textOf } from '../pvl/pvl-label.js';
import { readLabel, requireAfterLabel } from '../pvl/read-label.js';
import { checkLayout } from '../raw/raw-layout.js';
import { rawSource } from '../raw/raw-source.js';
import { readRaw } from '../raw/read-raw.js';
import { imageLayout } from './image-layout.js';
import { imagePlace } from './image-place.js';
import { missingSamples } from './missing-samples.js';
import { pds3Georef } from './pds3-georef.js';

const METADATA = ['DATA_SET_ID', 'PRODUCT_ID', 'TARGET_NAME', 'INSTRUMENT_NAME', 'START_TIME'];

/**
 * Opens the IMAGE of a PDS3 label, attached or detached. SCALING_FACTOR, OFFSET and UNIT (lengths become metres) apply to heights, and
 * radii become heights above their sphere. Throws `format`, `unsupported`, or `io` when the image file is missing.
 */
export async function openPds3(context: OpenContext, signal?: AbortSignal): Promise<RasterSource> {
  const { name } = context.source;
  const { label, end } = await readLabel(context.source, signal);
  const { image, file, offset: start } = imagePlace(label, name);
  if (file === null) requireAfterLabel(start, end, name);
  const layout = imageLayout(image, start, name);
  const source = file === null ? context.source : await context.beside(file, signal);
  await checkLayout(layout, source, signal);
  const { nodata, missing } = missingSamples(image, layout.dtype);
  const metres = metresPer(textOf(image, 'UNIT') ?? '') ?? 1;
  const scale = (numberOf(image, 'SCALING_FACTOR') ?? 1) * metres;
  const offset = (numberOf(image, 'OFFSET') ?? 0) * metres;
  const facts = await heightFacts(
    { name, ...layout, nodata, missing, scale, offset, rows: (w) => readRaw(source, layout, 0, w, signal) },
    pds3Georef(label),
  );
  const raster = rawSource(source, layout, {
    ...{ name, format: 'PDS3', nodata, missing, pixelIsPoint: false, ...facts },
    ...(source === context.source ? {} : { files: [source.name] }),
    metadata: metadataOf(label, image),
  });
  if (source === context.source) return raster;
  return {
    ...raster,
    async close() {
      await raster.close();
      await context.source.close();
    },
  };
}

function metadataOf(label: PvlGroup, image: PvlGroup): Record<string, string> {
  const record: Record<string, string> = {};
  for (const key of METADATA) {
    const text = textOf(label, key);
    if (text !== null) record[key] = text;
  }
  const unit = textOf(image, 'UNIT');
  return unit === null ? record : { ...record, UNIT: unit };
}
