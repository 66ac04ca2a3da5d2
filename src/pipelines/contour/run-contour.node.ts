import { writeAtomically } from '../../core/atomic-file.node.js';
import type { Crs } from '../../core/crs.js';
import { throwIfAborted } from '../../core/errors.js';
import { type GeoTransform, toMap } from '../../core/geo-transform.js';
import type { RasterSource } from '../../core/raster-source.js';
import { openRaster } from '../../io/open.node.js';
import { nothingValid } from '../../product/dem-input.node.js';
import { gridOf, requireHeights } from '../../product/inputs.node.js';
import type { JobContext } from '../../product/job-context.js';
import { checkOutputs } from '../../product/outputs.node.js';
import { createContourTracer } from '../../terrain/contour.js';
import type { Contour } from '../../terrain/contour-lines.js';
import type { ContourConfig } from './config.js';

export interface ContourResult {
  readonly output: string;
  readonly contours: number;
  readonly points: number;
  /** Null when there are no contours. */
  readonly lowest: number | null;
  readonly highest: number | null;
}

/** Rows that are read at a time. */
const STRIP = 64;

/**
 * Contours of a DEM as GeoJSON in its own CRS, which the member `crs` names as in GeoJSON 2008 (GDAL and QGIS read it).
 * Rows are read in strips and lines written as soon as they are complete. Throws `input` when the DEM has no valid
 * sample, and `config` for an interval that is far too small.
 */
export async function runContour(config: ContourConfig, context: JobContext): Promise<ContourResult> {
  await checkOutputs([config.output], [config.input], context.settings.overwrite);
  const source = await openRaster(config.input, { signal: context.signal });
  try {
    requireHeights({ path: config.input, info: source.info });
    const { crs, transform } = gridOf(source.info);
    let result: ContourResult = {
      output: config.output,
      contours: 0,
      points: 0,
      lowest: null,
      highest: null,
    };
    await writeAtomically(config.output, async (file) => {
      const head = { type: 'FeatureCollection', crs: { type: 'name', properties: { name: crsName(crs) } } };
      await file.writeFile(`${JSON.stringify(head).slice(0, -1)},"features":[`);
      for await (const contours of contoursOf(source, config, context)) {
        const features = contours.map((contour) => featureOf(contour, transform));
        const comma = result.contours > 0 && contours.length > 0 ? ',' : '';
        await file.writeFile(`${comma}${features.map((feature) => `\n${feature}`).join(',')}`);
        result = contours.reduce(count, result);
      }
      await file.writeFile('\n]}\n');
    });
    return result;
  } finally {
    await source.close();
  }
}

/** Complete contours, strip by strip. */
async function* contoursOf(
  source: RasterSource,
  config: ContourConfig,
  { signal, progress }: JobContext,
): AsyncGenerator<Contour[]> {
  const { width, height } = source.info;
  const tracer = createContourTracer(width, config);
  let hasSamples = false;
  for (let row = 0; row < height; row += STRIP) {
    throwIfAborted(signal);
    const count = Math.min(STRIP, height - row);
    const { data } = await source.readRaster({ col: 0, row, width, height: count }, { signal });
    hasSamples ||= data.some((h) => Number.isFinite(h));
    const found: Contour[] = [];
    for (let r = 0; r < count; r++) found.push(...tracer.addRow(data.subarray(r * width, (r + 1) * width)));
    yield found;
    progress({ stage: 'contour', done: row + count, total: height });
  }
  if (!hasSamples) throw nothingValid(config.input);
  yield tracer.finish();
}

/** Twelve digits are a millimetre on any planet. */
function featureOf({ level, points }: Contour, transform: GeoTransform): string {
  const coordinates: string[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = toMap(transform, points[i], points[i + 1]);
    coordinates.push(`[${Number(x.toPrecision(12))},${Number(y.toPrecision(12))}]`);
  }
  const elev = Number(level.toPrecision(12));
  return `{"type":"Feature","properties":{"elev":${elev}},"geometry":{"type":"LineString","coordinates":[${coordinates.join(',')}]}}`;
}

function count(result: ContourResult, { level, points }: Contour): ContourResult {
  return {
    output: result.output,
    contours: result.contours + 1,
    points: result.points + points.length / 2,
    lowest: Math.min(result.lowest ?? level, level),
    highest: Math.max(result.highest ?? level, level),
  };
}

/** As GDAL takes it. */
function crsName({ authority, proj }: Crs): string {
  if (authority === null) return proj;
  const { name, code } = authority;
  return name === 'EPSG' ? `urn:ogc:def:crs:EPSG::${code}` : `${name}:${code}`;
}
