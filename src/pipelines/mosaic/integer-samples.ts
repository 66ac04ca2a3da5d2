import { CuestaError } from '../../core/errors.js';
import { allocate, type CogSamples } from '../../io/cog/cog-samples.js';
import type { InputFile } from '../../product/inputs.node.js';
import { nodataInUse } from '../../product/nodata-in-use.js';
import type { MosaicConfig } from './config.js';
import type { IntegerSamples } from './mosaic-task.js';

const RANGES: Readonly<Record<IntegerSamples['dtype'], readonly [min: number, max: number]>> = {
  uint8: [0, 255],
  uint16: [0, 65535],
  int16: [-32768, 32767],
  uint32: [0, 4294967295],
  int32: [-2147483648, 2147483647],
};

/**
 * Sample type and nodata of an integer product; null for float32. Where the user names no nodata and the type cannot hold that of
 * the inputs, it is a value that few heights have: the lowest of signed types, the greatest of others. Throws `config`
 * for a nodata value that the type cannot hold.
 */
export function integersOf(
  { ot, nodata }: Pick<MosaicConfig, 'ot' | 'nodata'>,
  inputs: readonly Pick<InputFile, 'info'>[],
): IntegerSamples | null {
  if (ot === 'float32') return null;
  const dtype = ot === 'byte' ? 'uint8' : ot;
  const [min, max] = RANGES[dtype];
  const fits = (value: number): boolean => Number.isInteger(value) && value >= min && value <= max;
  if (nodata !== undefined && (nodata === 'nan' || !fits(nodata))) {
    throw new CuestaError('config', `--nodata ${nodata} is no value of --ot ${ot}.`, {
      subject: '--nodata',
      hint: `Use a whole number from ${min} to ${max}.`,
    });
  }
  const usual = inputNodata(inputs);
  return { dtype, nodata: nodata ?? (fits(usual) ? usual : min < 0 ? min : max) };
}

/** The inputs' own nodata value where they agree on one that is no height, else -9999. */
export function inputNodata(inputs: readonly Pick<InputFile, 'info'>[]): number {
  const values = new Set(inputs.map((input) => input.info.nodata));
  const value = Math.fround([...values][0] ?? 0);
  return values.size === 1 && Number.isFinite(value) && Math.abs(value) >= 9999 ? value : -9999;
}

/**
 * Heights rounded (halves away from zero) and clamped to the range of the type, without nodata where that is at an end of
 * the range; missing ones become nodata. Throws `numeric` where a height within the range has the value of nodata.
 */
export function toIntegers(heights: Float32Array, { dtype, nodata }: IntegerSamples): CogSamples {
  const [least, greatest] = RANGES[dtype];
  const min = nodata === least ? least + 1 : least;
  const max = nodata === greatest ? greatest - 1 : greatest;
  const out = allocate(dtype, heights.length);
  for (let i = 0; i < out.length; i++) {
    const h = heights[i];
    if (Number.isNaN(h)) {
      out[i] = nodata;
      continue;
    }
    const value = Math.min(Math.max(Math.sign(h) * Math.round(Math.abs(h)), min), max);
    if (value === nodata) throw nodataInUse('dem', nodata);
    out[i] = value;
  }
  return out;
}
