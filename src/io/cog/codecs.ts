/** Compresses whole blocks, synchronously: it runs in worker threads, one block after the other. */
export interface BlockCodec {
  /** The compressed bytes, fresh or `bytes` itself; to be used up before the next call. */
  encode(bytes: Uint8Array): Uint8Array;
}
