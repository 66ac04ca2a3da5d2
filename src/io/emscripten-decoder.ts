/** What both image decoders of Cornerstone.js offer; `delete` frees what they hold. */
export interface ImageDecoder {
  /** Memory for so many encoded bytes. */
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  /** Samples, pixel by pixel: bytes, or 16-bit numbers in the byte order of this machine. */
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned: boolean;
  };
  delete(): void;
}

type Factory<T> = (options: { print(text: string): void; printErr(text: string): void }) => Promise<T>;

/** Starts an Emscripten module; bundlers differ in where they put a CommonJS export. */
export async function startModule<T>(imported: unknown): Promise<T> {
  const outer = imported as { default?: unknown };
  const inner = outer.default as { default?: unknown } | undefined;
  const factory = (inner?.default ?? inner ?? outer) as Factory<T>;
  return factory({ print() {}, printErr() {} });
}

/** A module that all of a thread's users share. */
export interface SharedModule<T> {
  get(): Promise<T>;
  /** Damaged data can leave a module unusable: the next user gets a new one. */
  forget(): void;
}

/** Loads at first use. */
export function sharedModule<T>(load: () => Promise<T>): SharedModule<T> {
  let loading: Promise<T> | undefined;
  return {
    get: () => {
      loading ??= load();
      return loading;
    },
    forget: () => {
      loading = undefined;
    },
  };
}
