import type { VerticalDatum } from '../core/crs.js';
import type { RasterInfo } from '../core/raster-source.js';
import { verticalDatumLabel } from '../geo/vertical-datum.js';
import type { CogSpec } from '../io/cog/cog-spec.js';

/**
 * What a converted raster keeps of what the input says about itself: free-form items, descriptions of the bands and
 * the unit. Not statistics, which are measured anew, nor what the new file states in its own way.
 */
export function keptMetadata(
  { metadata, bands }: Pick<RasterInfo, 'metadata' | 'bands'>,
  vertical: VerticalDatum,
): Pick<CogSpec, 'metadata' | 'descriptions' | 'unit'> {
  const kept = Object.entries(metadata).filter(
    ([key]) => key !== 'software' && !/^(band\d+\.|STATISTICS_|[^.]*:)/.test(key),
  );
  const names = Array.from({ length: bands }, (_, band) => metadata[`band${band}.DESCRIPTION`] ?? '');
  const isStated = vertical.kind !== 'unknown' || 'VERTICAL_DATUM' in metadata;
  return {
    metadata: {
      ...Object.fromEntries(kept),
      ...(isStated ? { VERTICAL_DATUM: verticalDatumLabel(vertical) } : {}),
    },
    descriptions: names.some((name) => name !== '') ? names : [],
    unit: metadata['band0.UNITTYPE'] ?? null,
  };
}
