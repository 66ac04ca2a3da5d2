/**
 * A kernel is a hot numeric loop with one definition (`reference`, plain TypeScript) and faster versions that are
 * tested against it. Kernels see flat arrays and numbers only; they know nothing of files, CRSs or tasks.
 */

export type ArrayType = 'u8' | 'i32' | 'u32' | 'f32' | 'f64';

export interface ArrayOf {
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

export type KernelArray = ArrayOf[ArrayType];

/** Named arrays in and out of a kernel. */
export type Arrays = Readonly<Record<string, KernelArray>>;

/** Type and length of every output. */
export type Layout<O> = { readonly [K in keyof O]: { readonly type: ArrayType; readonly length: number } };

/** Byte addresses of named arrays in WebAssembly memory. */
export type Addresses<T> = { readonly [K in keyof T]: number };

/** Functions exported by a kernel's WebAssembly module. */
export type WasmExports = Readonly<Record<string, (...args: number[]) => number>>;

export interface WasmBinding<I, O, P> {
  /** The module, base64; embedded by `scripts/build-kernels.mjs`. */
  readonly module: string;
  /** Bytes of working memory the call needs besides inputs and outputs (16-byte aligned by the caller). */
  scratch?(inputs: I, params: P): number;
  /** Calls the export(s). Outputs start undefined: the kernel writes every element. */
  call(
    exports: WasmExports,
    inputs: Addresses<I>,
    outputs: Addresses<O>,
    scratch: number,
    params: P,
    arrays: I,
  ): void;
}

export interface WebgpuScalar {
  readonly type: 'u32' | 'i32' | 'f32';
  readonly value: number;
}

export interface WebgpuBinding<I, P> {
  /** WGSL source; embedded by `scripts/build-kernels.mjs`. */
  readonly wgsl: string;
  readonly entryPoint: string;
  /** Number of workgroups. */
  workgroups(inputs: I, params: P): readonly [x: number, y: number, z: number];
  /**
   * Scalar parameters in the order and type of the WGSL `struct Params` at `@binding(0)` (uniform). Inputs follow
   * as read-only storage buffers in the order of their keys, then outputs as read-write storage buffers. `u8`
   * arrays travel as one `u32` per element.
   */
  uniforms(inputs: I, params: P): readonly WebgpuScalar[];
}

/** One dispatch of several. */
export interface WebgpuPass {
  readonly wgsl: string;
  readonly entryPoint: string;
  /** Number of workgroups. */
  readonly workgroups: readonly [x: number, y: number, z: number];
  /** As of {@link WebgpuBinding}. */
  readonly uniforms: readonly WebgpuScalar[];
  /** Inputs, outputs and buffers of {@link WebgpuPasses.scratch} from `@binding(1)` on; every pass uses all that it names. */
  readonly buffers: readonly string[];
}

/** A kernel of several dispatches, one after the other, whose intermediate results stay on the device. */
export interface WebgpuPasses<I, P> {
  /** Words of 4 bytes of buffers besides inputs and outputs; zeros at first. */
  scratch(inputs: I, params: P): Readonly<Record<string, number>>;
  passes(inputs: I, params: P): readonly WebgpuPass[];
}

/** How close a faster version has to come to the reference. */
export type Tolerance = 'exact' | { readonly abs: number; readonly rel: number };

export interface Kernel<I extends Arrays, O extends Arrays, P> {
  readonly name: string;
  /** Sizes of the outputs. Throws `config` when inputs and parameters do not fit together. */
  outputs(inputs: I, params: P): Layout<O>;
  /** The definition of the result. */
  reference(inputs: I, outputs: O, params: P): void;
  readonly wasm?: WasmBinding<I, O, P>;
  readonly webgpu?: WebgpuBinding<I, P> | WebgpuPasses<I, P>;
  /** Of the WebAssembly version. */
  readonly tolerance: Tolerance;
  /** Of the WebGPU version, which has no float64; `tolerance` when absent. */
  readonly webgpuTolerance?: Tolerance;
}

export type Backend = 'reference' | 'wasm' | 'webgpu';

/**
 * Runs kernels on one explicitly chosen back end. Asking for a kernel that the back end lacks throws `backend`:
 * there is no silent fallback.
 */
export interface Compute {
  readonly backend: Backend;
  /** Where it runs, for reports: e.g. `wasm simd128`, `webgpu google swiftshader`. */
  readonly description: string;
  /** Runs a kernel; outputs are fresh arrays that belong to the caller. Inputs are never changed. */
  run<I extends Arrays, O extends Arrays, P>(
    kernel: Kernel<I, O, P>,
    inputs: I,
    params: P,
    signal?: AbortSignal,
  ): Promise<O>;
  /**
   * Says that arrays do not change until they are released, and serve several calls: a back end with memory of its own then
   * keeps them there. Back ends without leave it out.
   */
  hold?(...arrays: KernelArray[]): void;
  /** Ends {@link Compute.hold}; arrays that are collected need not be released. */
  release?(...arrays: KernelArray[]): void;
  close(): Promise<void>;
}
