import { CuestaError } from '../../core/errors.js';
import type { Kernel } from '../../core/kernel.js';
import { addPathWgsl } from './add-path.generated.js';
import { type PathInputs, type PathParams, referencePath } from './reference.js';

/** Ranges have one element for all pixels, or one per pixel. */
export type AddPathInputs = PathInputs & {
  /** Sums over the paths before this one, zeros for the first; the values of pixel p begin at `p * stride`. */
  readonly soFar: Uint32Array;
};

export type AddPathOutputs = {
  readonly sums: Uint32Array;
};

export interface AddPathParams extends PathParams {
  /** Values per pixel, at least its number of disparities and at most 256. */
  readonly stride: number;
  /** 0 to `paths - 1`: the second half runs against the first. */
  readonly path: number;
}

/** Disparities that a workgroup has room for. */
const MOST = 256;

/** Aggregation of the kernel semi-global, path by path, for GPUs: after the last one stand its sums. */
export const addPath: Kernel<AddPathInputs, AddPathOutputs, AddPathParams> = {
  name: 'add-path',
  tolerance: 'exact',
  outputs(inputs, params) {
    const { width, height, stride, path, paths } = params;
    const most = inputs.count.reduce((a, b) => Math.max(a, b), 0);
    const length = width * height * stride;
    if (most > stride || stride > MOST || inputs.soFar.length !== length || path < 0 || path >= paths) {
      throw new CuestaError(
        'config',
        `Kernel add-path got ${most} disparities, a stride of ${stride}, ${inputs.soFar.length} sums and path ${path} of ${paths}.`,
        { hint: `The stride is at least the number of disparities and at most ${MOST}, for every pixel.` },
      );
    }
    return { sums: { type: 'u32', length } };
  },
  reference: referencePath,
  webgpu: {
    wgsl: addPathWgsl,
    entryPoint: 'add_path',
    // No path enters the image at more pixels than two rows and two columns have.
    workgroups: (_, { width, height }) => [2 * (width + height), 1, 1],
    uniforms: ({ low, guide }, { width, height, bits, paths, factor, p1, contrast, stride, path }) => [
      { type: 'i32', value: width },
      { type: 'i32', value: height },
      ...[bits, paths, factor, p1, contrast ? 1 : 0, low.length === 1 ? 0 : 1].map(
        (value) => ({ type: 'u32', value }) as const,
      ),
      ...[guide.length === 0 ? 0 : 1, stride, path].map((value) => ({ type: 'u32', value }) as const),
    ],
  },
};
