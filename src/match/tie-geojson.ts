import { CuestaError } from '../core/errors.js';
import { TIE_NUMBERS, TIE_TEXTS, type TieRecord, tieRecord } from './tie-record.js';

/**
 * Tie points as GeoJSON: one point per tie at its position in A, everything else as properties. Coordinates are map coordinates
 * of `crs`, which the member `crs` names as in GeoJSON 2008 (GDAL and QGIS read it): RFC 7946 knows the Earth only.
 *
 * @param crs name as GDAL takes it, e.g. `urn:ogc:def:crs:EPSG::32633` or `IAU_2015:49910`
 */
export function writeTieGeoJson(ties: readonly TieRecord[], crs: string): string {
  const features = ties.map((tie) => ({
    type: 'Feature',
    id: tie.id,
    geometry: Number.isNaN(tie.xA + tie.yA) ? null : { type: 'Point', coordinates: [tie.xA, tie.yA] },
    properties: Object.fromEntries([
      ...TIE_TEXTS.map((name) => [name, tie[name]]),
      ...TIE_NUMBERS.map((name) => [name, Number.isNaN(tie[name]) ? null : tie[name]]),
    ]),
  }));
  const collection = { type: 'FeatureCollection', crs: { type: 'name', properties: { name: crs } } };
  const lines = features.map((feature) => JSON.stringify(feature)).join(',\n');
  return `${JSON.stringify(collection).slice(0, -1)},"features":[\n${lines}\n]}\n`;
}

/**
 * Reads what {@link writeTieGeoJson} writes.
 *
 * @throws `format` naming the file
 */
export function readTieGeoJson(text: string, file: string): TieRecord[] {
  const features = parseFeatures(text);
  if (features === null) throw invalid(file, 'is not a GeoJSON feature collection');
  return features.map((feature, i) => {
    const tie = tieRecord((feature as { properties?: Record<string, unknown> | null })?.properties ?? {});
    if (tie === null) throw invalid(file, `has no complete tie point in feature ${i + 1}`);
    return tie;
  });
}

function parseFeatures(text: string): unknown[] | null {
  try {
    const value = JSON.parse(text) as { type?: unknown; features?: unknown } | null;
    return value?.type === 'FeatureCollection' && Array.isArray(value.features) ? value.features : null;
  } catch {
    return null;
  }
}

function invalid(file: string, what: string): CuestaError {
  return new CuestaError('format', `${file} ${what}.`, {
    subject: file,
    hint: `Needed properties: ${TIE_TEXTS.join(', ')}; and numbers: ${TIE_NUMBERS.join(', ')}.`,
  });
}
