import type { ComplexSamples, RealSamples, Samples } from '../../core/band.js';
import type { RasterSource } from '../../core/raster-source.js';
import type { Window } from '../../core/window.js';

/**
 * Brightness of a window of an image, NaN where there is none: the samples of one band, the amplitude of complex ones, the luma
 * (ITU-R BT.601) of three or four bands. Images need no georeferencing.
 */
export async function readBrightness(
  source: RasterSource,
  window: Window,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { bands } = source.info;
  if (bands < 3) return readSamples(source, window, 0, signal);
  const [red, green, blue] = await Promise.all(
    [0, 1, 2].map((band) => readSamples(source, window, band, signal)),
  );
  return red.map((r, i) => 0.299 * r + 0.587 * green[i] + 0.114 * blue[i]);
}

/** Samples of a window of one band, NaN where there is none; the amplitude of complex ones. */
export async function readSamples(
  source: RasterSource,
  window: Window,
  band: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { georef, dtype } = source.info;
  if (georef !== null && !dtype.startsWith('c')) {
    return (await source.readRaster(window, { band, signal })).data;
  }
  const { data, nodata } = await source.readBand(window, { band, signal });
  return isComplex(data) ? amplitude(data, nodata) : withoutNodata(data, nodata);
}

function isComplex(samples: Samples): samples is ComplexSamples {
  return 're' in samples;
}

function amplitude({ re, im }: ComplexSamples, nodata: number | null): Float32Array {
  return Float32Array.from(re, (r, i) =>
    r === nodata && im[i] === nodata ? Number.NaN : Math.hypot(r, im[i]),
  );
}

function withoutNodata(samples: RealSamples, nodata: number | null): Float32Array {
  const out = new Float32Array(samples.length);
  for (let i = 0; i < out.length; i++) {
    const v = Number(samples[i]);
    out[i] = v === nodata ? Number.NaN : v;
  }
  return out;
}
