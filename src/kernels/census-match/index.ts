import type { Kernel } from '../../core/kernel.js';
import { census, censusPass } from '../census/index.js';
import {
  callWasm,
  checkSearch,
  matchLayout,
  passesOf,
  type Search,
  type SemiGlobalOutputs,
  type SemiGlobalParams,
  scratchBytes,
  scratchWords,
  semiGlobal,
} from '../semi-global/index.js';
import { padView } from './pad-view.js';

export type CensusMatchInputs = Search & {
  /** 8-bit samples of both views. */
  readonly left: Uint8Array;
  readonly right: Uint8Array;
};

export interface CensusMatchParams extends Omit<SemiGlobalParams, 'bits'> {
  /** Odd sides of the window of the census. */
  readonly windowWidth: number;
  readonly windowHeight: number;
}

/**
 * The kernels census and semi-global in one call: strings take eight times the bytes of samples, and stay where they are made. Beyond
 * the edges of the views are the samples nearest to there.
 */
export const censusMatch: Kernel<CensusMatchInputs, SemiGlobalOutputs, CensusMatchParams> = {
  name: 'census-match',
  tolerance: 'exact',
  outputs(inputs, params) {
    const length = params.width * params.height;
    checkSearch(inputs, withBits(params), inputs.left.length === length && inputs.right.length === length);
    return matchLayout(withBits(params));
  },
  reference({ left, right, ...search }, outputs, params) {
    const { width, height, windowWidth, windowHeight } = params;
    const strings = (view: Uint8Array): Uint32Array => {
      const out = new Uint32Array(2 * width * height);
      const plane = padView(view, width, height, windowWidth >> 1, windowHeight >> 1);
      census.reference({ plane }, { strings: out }, paddedSize(params));
      return out;
    };
    semiGlobal.reference(
      { ...search, left: strings(left), right: strings(right) },
      outputs,
      withBits(params),
    );
  },
  wasm: {
    module: semiGlobal.wasm!.module,
    scratch(inputs, params) {
      const { width, height } = paddedSize(params);
      // The padded copy of a view that the census makes lies where the search lies later.
      const later = Math.max(scratchBytes(inputs, withBits(params)), width * height + 512);
      return 2 * stringBytes(params) + later;
    },
    call(exports, inputs, outputs, scratch, params, arrays) {
      const { width, height, windowWidth, windowHeight } = params;
      const bytes = stringBytes(params);
      const [left, right, rest] = [scratch, scratch + bytes, scratch + 2 * bytes];
      exports.censusOfView!(inputs.left, left, width, height, windowWidth, windowHeight, rest);
      exports.censusOfView!(inputs.right, right, width, height, windowWidth, windowHeight, rest);
      callWasm(exports, { ...inputs, left, right }, outputs, rest, withBits(params), arrays);
    },
  },
  webgpu: {
    scratch(inputs, params) {
      const words = 2 * params.width * params.height;
      return { leftStrings: words, rightStrings: words, ...scratchWords(inputs, withBits(params)) };
    },
    passes(inputs, params) {
      const { width, height } = params;
      return [
        censusPass(params, width, height, 'left', 'leftStrings'),
        censusPass(params, width, height, 'right', 'rightStrings'),
        ...passesOf(inputs, withBits(params), 'leftStrings', 'rightStrings'),
      ];
    },
  },
};

/** Of the strings of one view, in whole vectors. */
function stringBytes({ width, height }: CensusMatchParams): number {
  return Math.ceil((8 * width * height) / 16) * 16;
}

function paddedSize({ width, height, windowWidth, windowHeight }: CensusMatchParams) {
  return { width: width + windowWidth - 1, height: height + windowHeight - 1, windowWidth, windowHeight };
}

function withBits(params: CensusMatchParams): SemiGlobalParams {
  return { ...params, bits: params.windowWidth * params.windowHeight - 1 };
}
