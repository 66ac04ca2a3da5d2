import type { Arrays, Backend, Compute, Kernel, Tolerance } from '../core/kernel.js';

/** One call of one kernel, whatever the types of its arrays and parameters. */
export interface Sample {
  readonly kernel: string;
  readonly label: string;
  /** Values that a GPU may treat in its own way: infinities, overflow, subnormal numbers. */
  readonly extreme: boolean;
  /** Left out of the self test, for its time. */
  readonly thorough: boolean;
  /** What the back end has to keep to, null where the kernel does not have it. */
  tolerance(backend: Backend): Tolerance | null;
  run(compute: Compute): Promise<Arrays>;
}

export interface Scene {
  readonly label: string;
  readonly extreme: boolean;
  readonly width: number;
  readonly height: number;
  readonly heights: Float32Array;
}

export function sample<I extends Arrays, O extends Arrays, P>(
  kernel: Kernel<I, O, P>,
  scene: Scene,
  inputs: I,
  params: P,
): Sample {
  return {
    kernel: kernel.name,
    label: `${scene.label} ${JSON.stringify(params)}`,
    extreme: scene.extreme,
    thorough: false,
    tolerance(backend) {
      if (backend === 'webgpu') return kernel.webgpu ? (kernel.webgpuTolerance ?? kernel.tolerance) : null;
      return backend === 'reference' || kernel.wasm ? kernel.tolerance : null;
    },
    run: (compute) => compute.run(kernel, inputs, params),
  };
}
