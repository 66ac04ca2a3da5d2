import type { Margin } from '../../../core/window.js';
import type { Shape } from '../../graph/shape.js';
import type { ExportedModel } from '../export/export-model.js';
import type { Manifest } from './manifest.js';

/** Neighbours blend over this much where nothing else is said; it hides what per-tile normalisation and missing samples leave. */
const BLEND = 32;

/** A tile keeps at least this many pixels besides what neighbours share. */
const CORE = 256;

/**
 * Tiles for a model whose papers say nothing else: the halo is the receptive field, so that tiles give what the whole image would.
 * Where the image size is free, tiles are large enough for it; where it is fixed and too small, or the field is the whole image,
 * neighbours share a quarter of the tile and blend over all of it. `shape` is the exported one of the first input.
 */
export function defaultTile(exported: ExportedModel, shape: Shape): Manifest['tile'] {
  const [field] = exported.receptiveFields;
  const { scale, margin } = field!;
  // Of input pixels, in pixels of the output.
  const multiple = Math.ceil(exported.multiple / Math.min(scale.rows, scale.columns));
  const free = exported.freeAxes.includes('height');
  const base = { profile: 'linear', multiple: free ? multiple : 1, free } as const;
  const given = { width: shape[3]! / scale.columns, height: shape[2]! / scale.rows };
  const halo = margin === null ? null : inOutputPixels(margin, scale);
  const shared = halo === null ? 0 : BLEND + Math.max(halo.left + halo.right, halo.top + halo.bottom);
  const least = Math.ceil((shared + CORE) / multiple) * multiple;
  if (halo !== null && free) {
    const size = { width: Math.max(given.width, least), height: Math.max(given.height, least) };
    return { ...base, ...size, halo, blend: BLEND };
  }
  if (halo !== null && 2 * shared <= Math.min(given.width, given.height)) {
    return { ...base, ...given, halo, blend: BLEND };
  }
  const blend = Math.floor(Math.min(given.width, given.height) / 4);
  return { ...base, ...given, halo: { left: 0, top: 0, right: 0, bottom: 0 }, blend };
}

function inOutputPixels(
  { left, top, right, bottom }: Margin,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Margin {
  return {
    left: Math.ceil(left / columns),
    top: Math.ceil(top / rows),
    right: Math.ceil(right / columns),
    bottom: Math.ceil(bottom / rows),
  };
}
