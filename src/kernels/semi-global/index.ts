import { CuestaError } from '../../core/errors.js';
import type { Addresses, Kernel, Layout, WasmExports } from '../../core/kernel.js';
import { measure } from './measure.js';
import {
  reference,
  type Search,
  type SemiGlobalInputs,
  type SemiGlobalOutputs,
  type SemiGlobalParams,
} from './reference.js';
import { semiGlobalWasm } from './semi-global.generated.js';
import { passesOf, scratchWords } from './webgpu.js';

export { MATCH_CLASS } from './check.js';
export { MOST_ON_WEBGPU, passesOf, scratchWords } from './webgpu.js';
export type { Search, SemiGlobalInputs, SemiGlobalOutputs, SemiGlobalParams };

/** Costs and penalties stay below this, disparities within it: 16-bit lanes hold every sum on the way. */
const LIMIT = 16384;

/**
 * Dense matching of a pair along its rows: Hamming cost of census strings, semi-global aggregation over 4, 8 or 16 paths, winners of both
 * views and their check. With one range for all pixels, a factor of 1 and small P2 (up to 63 for 8 paths) it works on 8-bit path costs,
 * otherwise on 16-bit ones, with the same results. Two passes over the image keep rows of path costs, not volumes; scratch is 2 or 3 bytes
 * per disparity. On WebGPU the sums stay on the device, 2 bytes per disparity.
 */
export const semiGlobal: Kernel<SemiGlobalInputs, SemiGlobalOutputs, SemiGlobalParams> = {
  name: 'semi-global',
  tolerance: 'exact',
  outputs(inputs, params) {
    checkInputs(inputs, params);
    return matchLayout(params);
  },
  reference,
  wasm: {
    module: semiGlobalWasm,
    scratch: scratchBytes,
    call: callWasm,
  },
  webgpu: {
    scratch: scratchWords,
    passes: (inputs, params) => passesOf(inputs, params, 'left', 'right'),
  },
};

export function matchLayout({ width, height }: SemiGlobalParams): Layout<SemiGlobalOutputs> {
  const length = width * height;
  return {
    disparity: { type: 'f32', length },
    classes: { type: 'u8', length },
    distinctness: { type: 'f32', length },
    difference: { type: 'u8', length },
    ambiguity: { type: 'u8', length },
  };
}

/** Runs the module on strings that lie at `inputs.left` and `inputs.right`. */
export function callWasm(
  exports: WasmExports,
  inputs: Addresses<SemiGlobalInputs>,
  outputs: Addresses<SemiGlobalOutputs>,
  scratch: number,
  params: SemiGlobalParams,
  arrays: Search,
): void {
  const { width, height, cellOffset, bits, paths, factor, p1, tolerance } = params;
  const { disparity, classes, distinctness, difference, ambiguity } = outputs;
  const results = [tolerance, disparity, classes, distinctness, difference, ambiguity, scratch];
  const given = (name: 'leftValid' | 'rightValid' | 'guide'): number =>
    arrays[name].length === 0 ? 0 : inputs[name];
  const p2 = [given('guide'), inputs.penalty, params.contrast ? 1 : 0];
  const size = [width, height];
  const views = [inputs.left, inputs.right];
  if (isUniform(arrays, params)) {
    const range = [arrays.low[0], arrays.count[0], bits, paths, Math.min(p1, 255), greatestPenalty(arrays)];
    exports.uniform!(...views, given('rightValid'), ...p2, ...size, ...range, ...results);
    return;
  }
  const { most, least, greatest, lanes } = measure(arrays, params);
  const cells = arrays.low.length === 1 ? 0 : (width + 1) >> 1;
  const range = [inputs.low, inputs.count, cells, cellOffset, most, least, greatest, lanes];
  const masks = [given('leftValid'), given('rightValid')];
  exports.ragged!(...views, ...masks, ...p2, ...size, ...range, bits, factor, paths, p1, ...results);
}

function greatestPenalty({ penalty, guide }: Search): number {
  return guide.length === 0 ? penalty[0] : Math.max(...penalty);
}

function isUniform(inputs: Search, { bits, factor, paths }: SemiGlobalParams): boolean {
  const { low, count, leftValid } = inputs;
  const p2 = greatestPenalty(inputs);
  const small = factor === 1 && bits + p2 <= 254 && (paths / 2) * p2 <= 255;
  return small && low.length === 1 && count[0] > 0 && leftValid.length === 0;
}

/** Bytes of working memory of {@link callWasm}. */
export function scratchBytes(inputs: Search, params: SemiGlobalParams): number {
  const { width, height, paths } = params;
  const { most, least, greatest, lanes } = measure(inputs, params);
  const uniform = isUniform(inputs, params);
  const size = uniform ? Math.ceil(most / 32) * 32 : Math.ceil(most / 8) * 8;
  const entry = uniform ? size + 16 : 2 * (size + 24);
  const volume = uniform ? 2 * size * width * height : 3 * lanes;
  const rows = 3 * (paths / 2) * (width + 5) * entry;
  // Winners: rows of minima (16-bit), 8 per block of at least 32 disparities, keys of two pixels and five numbers of each; or minima and owners.
  const columns = width + Math.max(greatest, 0) - Math.min(least, 0) + 24;
  const right = uniform ? 16 * (columns + 32) * (size / 32) + 4 * size + 20 * (width + 4) + 80 : 32 * columns;
  // Winners of a row, and the ranges of three.
  const ranges = 2 * width + 24 * (width + 4);
  return volume + rows + right + ranges + 4 * entry + 512;
}

function checkInputs(inputs: SemiGlobalInputs, params: SemiGlobalParams): void {
  const length = params.width * params.height;
  checkSearch(inputs, params, inputs.left.length === 2 * length && inputs.right.length === 2 * length);
}

/** Throws `config` unless ranges and penalties fit the size and the kernel's numbers; `viewsFit`: the views do. */
export function checkSearch(inputs: Search, params: SemiGlobalParams, viewsFit: boolean): void {
  const { width, height, cellOffset, bits, paths, factor, p1, tolerance } = params;
  const { low, count, guide, leftValid, rightValid, penalty } = inputs;
  const cells = ((width + 1) >> 1) * ((height + cellOffset + 1) >> 1);
  const fits =
    viewsFit &&
    low.length === count.length &&
    (low.length === 1 || low.length === cells) &&
    [guide, leftValid, rightValid].every(({ length }) => length === 0 || length === width * height) &&
    penalty.length === 256;
  if (!fits) {
    throw new CuestaError(
      'config',
      `Kernel semi-global got arrays that do not fit ${width} x ${height} pixels.`,
      {
        hint: 'Strings have two words per pixel; ranges one element or one per 2 x 2 pixels; guide and masks none or one per pixel.',
      },
    );
  }
  const { least, greatest } = measure(inputs, params);
  const p2 = Math.max(...penalty);
  const small =
    Math.max(bits * factor, p1, p2, Math.abs(least), Math.abs(greatest)) < LIMIT &&
    Math.min(factor, p1, ...penalty, ...(count.length === 1 ? count : [])) >= 0 &&
    [p1, factor, tolerance].every(Number.isInteger) &&
    tolerance >= 0 &&
    tolerance < 255 &&
    [4, 8, 16].includes(paths);
  if (!small) {
    throw new CuestaError(
      'config',
      'Kernel semi-global got penalties, costs or disparities out of its range.',
      {
        hint: `Costs, P1, P2 and disparities are whole numbers below ${LIMIT}, the tolerance below 255; there are 4, 8 or 16 paths.`,
      },
    );
  }
}
