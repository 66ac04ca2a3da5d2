import { CuestaError } from '../../core/errors.js';
import type { Kernel, WebgpuPass } from '../../core/kernel.js';
import { censusWasm, censusWgsl } from './census.generated.js';
import { type CensusInputs, type CensusOutputs, type CensusParams, reference } from './reference.js';

/** Bit strings of a plane: windows 9 x 7 (62 bits), 7 x 7 (48), 5 x 5 (24) or any other odd one of at most 64 bits. */
export const census: Kernel<CensusInputs, CensusOutputs, CensusParams> = {
  name: 'census',
  tolerance: 'exact',
  outputs({ plane }, { width, height, windowWidth, windowHeight }) {
    const odd = windowWidth % 2 === 1 && windowHeight % 2 === 1 && windowWidth * windowHeight <= 65;
    if (!odd || width < windowWidth || height < windowHeight || plane.length !== width * height) {
      throw new CuestaError(
        'config',
        `Kernel census got ${plane.length} samples for ${width} x ${height} pixels and a window of ${windowWidth} x ${windowHeight}.`,
        { hint: 'Pad the plane by half the window; windows are odd and have at most 64 neighbours.' },
      );
    }
    return {
      strings: { type: 'u32', length: 2 * (width - windowWidth + 1) * (height - windowHeight + 1) },
    };
  },
  reference,
  wasm: {
    module: censusWasm,
    scratch: (_, { width, height }) => width * height + 512,
    call(exports, inputs, outputs, scratch, { width, height, windowWidth, windowHeight }) {
      exports.census!(inputs.plane, outputs.strings, width, height, windowWidth, windowHeight, scratch);
    },
  },
  webgpu: {
    scratch: () => ({}),
    passes: (_, params) => [
      censusPass(
        params,
        params.width - params.windowWidth + 1,
        params.height - params.windowHeight + 1,
        'plane',
        'strings',
      ),
    ],
  },
};

/** Strings of `columns` x `rows` pixels: of the whole plane in the buffer `plane`, or of what its padding surrounds. */
export function censusPass(
  { width, height, windowWidth, windowHeight }: CensusParams,
  columns: number,
  rows: number,
  plane: string,
  strings: string,
): WebgpuPass {
  const scalars = [width, height, windowWidth, windowHeight, columns, rows];
  return {
    ...{ wgsl: censusWgsl, entryPoint: 'census', buffers: [plane, strings] },
    workgroups: [Math.ceil(columns / 16), Math.ceil(rows / 8), 1],
    uniforms: scalars.map((value) => ({ type: 'u32', value })),
  };
}
