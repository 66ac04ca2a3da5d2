import { CuestaError } from '../../core/errors.js';
import type { WebgpuPass } from '../../core/kernel.js';
import { addPathWgsl } from './add-path.generated.js';
import { checkWgsl } from './check.generated.js';
import { leftViewWgsl } from './left-view.generated.js';
import { measure } from './measure.js';
import type { Search, SemiGlobalParams } from './reference.js';
import { rightViewWgsl } from './right-view.generated.js';

/** Disparities of a pixel that a workgroup has room for. */
export const MOST_ON_WEBGPU = 256;

/** Words of 4 bytes of the buffers between the passes. Throws `config` for ranges of more than {@link MOST_ON_WEBGPU} disparities. */
export function scratchWords(search: Search, params: SemiGlobalParams): Readonly<Record<string, number>> {
  const pixels = params.width * params.height;
  return { sums: pixels * wordsPerPixel(search, params), rightView: pixels };
}

function wordsPerPixel(search: Search, params: SemiGlobalParams): number {
  const { most } = measure(search, params);
  if (most <= MOST_ON_WEBGPU) return Math.ceil(most / 2);
  throw new CuestaError(
    'config',
    `A range has ${most} disparities; on WebGPU there are at most ${MOST_ON_WEBGPU}.`,
    {
      hint: 'Search fewer disparities, or from coarse to fine, or choose the wasm back end.',
    },
  );
}

/** Aggregation path by path, winners of both views and their check. `left` and `right` name the buffers of the strings. */
export function passesOf(
  search: Search,
  params: SemiGlobalParams,
  left: string,
  right: string,
): WebgpuPass[] {
  const { width, height, paths } = params;
  const ranges = ['leftValid', 'low', 'count'];
  const perPixel = [Math.ceil(width / 16), Math.ceil(height / 8), 1] as const;
  const pass = (wgsl: string, entryPoint: string, buffers: readonly string[]): WebgpuPass => ({
    ...{ wgsl, entryPoint, workgroups: perPixel, uniforms: uniformsOf(search, params, 0) },
    buffers: [...ranges, ...buffers],
  });
  const aggregation = Array.from(
    { length: paths },
    (_, path): WebgpuPass => ({
      ...pass(addPathWgsl, 'add_path', [left, right, 'guide', 'penalty', 'sums']),
      // No path enters the image at more pixels than two rows and two columns have.
      workgroups: [2 * (width + height), 1, 1],
      uniforms: uniformsOf(search, params, path),
    }),
  );
  return [
    ...aggregation,
    pass(rightViewWgsl, 'right_view', ['sums', 'rightView']),
    pass(leftViewWgsl, 'left_view', ['sums', 'disparity', 'distinctness', 'ambiguity']),
    pass(checkWgsl, 'check', ['rightView', 'rightValid', 'disparity', 'classes', 'difference']),
  ];
}

/** In the order of the shaders' `Params`. */
function uniformsOf(search: Search, params: SemiGlobalParams, path: number): WebgpuPass['uniforms'] {
  const { width, height, cellOffset, bits, paths, factor, p1, contrast, tolerance } = params;
  const { least, greatest } = measure(search, params);
  const cells = search.low.length === 1 ? 0 : (width + 1) >> 1;
  const given = (array: Uint8Array): number => (array.length === 0 ? 0 : 1);
  const signed = [width, height, cells, cellOffset, least, greatest];
  const counts = [wordsPerPixel(search, params), bits, paths, path, factor, p1, contrast ? 1 : 0];
  const masks = [given(search.guide), given(search.leftValid), given(search.rightValid), tolerance];
  return [
    ...signed.map((value) => ({ type: 'i32', value }) as const),
    ...[...counts, ...masks].map((value) => ({ type: 'u32', value }) as const),
  ];
}
