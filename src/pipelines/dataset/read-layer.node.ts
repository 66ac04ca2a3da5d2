import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import type { RasterSource } from '../../core/raster-source.js';
import { fullWindow } from '../../core/window.js';
import type { CogSamples } from '../../io/cog/cog-samples.js';
import { GUIDANCE_CHANNELS } from '../../networks/jspsr/config.js';
import { DFC30_LAYERS, type Dfc30Layer } from '../../networks/jspsr/dfc30/layers.js';
import { landUsePlanes } from '../../networks/jspsr/land-use-planes.js';
import { gridOf } from '../../product/inputs.node.js';
import { createWarp } from '../../resample/create-warp.js';
import { resampleWindow } from '../../resample/resample-window.js';

/** Bands of a layer on the grid of a sample, and their type. Null where samples are missing that a network needs. */
export type LayerBands = readonly CogSamples[] | null;

type Method = 'average' | 'cubic' | 'nearest';

/**
 * A layer on a sample's grid: images, heights and canopies averaged (interpolated where they are coarser), global models by cubic convolution,
 * land use the class at the pixel's centre as one band of 0 and 1 per class.
 */
export async function readLayer(
  layer: Dfc30Layer,
  source: RasterSource,
  grid: Grid,
  compute: Compute,
  signal: AbortSignal,
): Promise<LayerBands> {
  const warp = createWarp(gridOf(source.info), grid);
  const band = async (index: number, method: Method): Promise<Float32Array> => {
    const one = {
      readRaster: (window: Parameters<RasterSource['readRaster']>[0]) =>
        source.readRaster(window, { band: index, signal }),
    };
    return (await resampleWindow(one, warp, fullWindow(grid), method, compute, signal)).data;
  };
  const fine: Method = warp.scaleX > 1 || warp.scaleY > 1 ? 'average' : 'cubic';
  switch (layer) {
    case DFC30_LAYERS.image:
      return complete([await band(0, fine), await band(1, fine), await band(2, fine)], bytes);
    case DFC30_LAYERS.truth:
      return complete([await band(0, fine)], (plane) => plane);
    case DFC30_LAYERS.canopy:
      return [bytes((await band(0, fine)).map((h) => (Number.isNaN(h) ? 0 : h)))];
    case DFC30_LAYERS.mask:
      return source.info.bands === 1
        ? landUsePlanes(await band(0, 'nearest'), source.info.name).map((plane) => Uint8Array.from(plane))
        : Promise.all(
            Array.from({ length: GUIDANCE_CHANNELS.mask }, async (_, k) =>
              Uint8Array.from(await band(k, 'nearest'), (v) => (v > 0 ? 1 : 0)),
            ),
          );
    default:
      return complete([await band(0, 'cubic')], (plane) => plane);
  }
}

function complete(planes: readonly Float32Array[], as: (plane: Float32Array) => CogSamples): LayerBands {
  return planes.some((plane) => plane.some(Number.isNaN)) ? null : planes.map(as);
}

const bytes = (plane: Float32Array): Uint8Array =>
  Uint8Array.from(plane, (v) => Math.min(255, Math.max(0, Math.round(v))));
