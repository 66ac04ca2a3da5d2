import type { Arrays, Kernel, Tolerance } from '../../core/kernel.js';
import {
  type ChipInputs,
  type ChipParams,
  chipUniforms,
  chipWorkgroups,
  PLACE,
  scratchBytes,
  surfaceLength,
  wasmSizes,
} from './chip.js';

/** What a matching measure has of its own. */
export interface ChipMeasure<O, P> {
  readonly name: string;
  /** Name of the surface among the outputs. */
  readonly surface: keyof O & string;
  readonly tolerance: Tolerance;
  readonly webgpuTolerance?: Tolerance;
  readonly reference: (inputs: ChipInputs, outputs: O, params: P) => void;
  /** WebAssembly module, base64, and what it exports. */
  readonly module: string;
  readonly exported: string;
  /** WGSL with a function `measure`; see `_chip.wgsl`. */
  readonly wgsl: string;
  /** Standard deviation up to which chips and areas count as flat; 0 where that does not matter. */
  flat(params: P): number;
}

/** A kernel that compares chips with all areas of their search windows by the given measure. */
export function chipKernel<O extends Arrays, P extends ChipParams>(
  measure: ChipMeasure<O, P>,
): Kernel<ChipInputs, O, P> {
  const { name, surface, tolerance, webgpuTolerance, reference } = measure;
  return {
    name,
    tolerance,
    ...(webgpuTolerance === undefined ? {} : { webgpuTolerance }),
    outputs: (inputs, params) => {
      const layout = { [surface]: { type: 'f32', length: surfaceLength(name, inputs, params) } };
      return layout as ReturnType<Kernel<ChipInputs, O, P>['outputs']>;
    },
    reference,
    wasm: {
      module: measure.module,
      scratch: (_, params) => scratchBytes(params),
      call(exports, inputs, outputs, scratch, params, { places }) {
        const count = places.length / PLACE;
        exports[measure.exported]!(
          inputs.image,
          inputs.template,
          inputs.places,
          ...wasmSizes(params),
          outputs[surface],
          count,
          scratch,
          measure.flat(params),
        );
      },
    },
    webgpu: {
      wgsl: measure.wgsl,
      entryPoint: 'match_chips',
      workgroups: chipWorkgroups,
      uniforms: (_, params) => [...chipUniforms(params), { type: 'f32', value: measure.flat(params) }],
    },
  };
}
