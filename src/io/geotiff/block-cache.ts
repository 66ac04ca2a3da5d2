import type { RealSamples } from '../../core/band.js';
import type { TiffImage } from './image.js';

/**
 * Decoded blocks, at most `maxBytes` of them; the longest unused goes first. It helps where neighbouring windows
 * share blocks: strips, halos.
 */
export class BlockCache {
  readonly #blocks = new Map<string, RealSamples>();
  readonly #images = new WeakMap<TiffImage, number>();
  readonly #maxBytes: number;
  #nextImage = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#bytes;
  }

  get(image: TiffImage, index: number): RealSamples | undefined {
    const key = this.#key(image, index);
    const block = this.#blocks.get(key);
    if (block === undefined) return undefined;
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    return block;
  }

  set(image: TiffImage, index: number, block: RealSamples): void {
    if (block.byteLength > this.#maxBytes) return;
    const key = this.#key(image, index);
    this.#remove(key);
    this.#blocks.set(key, block);
    this.#bytes += block.byteLength;
    for (const oldest of this.#blocks.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#remove(oldest);
    }
  }

  /** Forgets all blocks of an image. */
  drop(image: TiffImage): void {
    const prefix = this.#key(image, '');
    for (const key of this.#blocks.keys()) if (key.startsWith(prefix)) this.#remove(key);
  }

  #remove(key: string): void {
    this.#bytes -= this.#blocks.get(key)?.byteLength ?? 0;
    this.#blocks.delete(key);
  }

  #key(image: TiffImage, index: number | ''): string {
    let id = this.#images.get(image);
    if (id === undefined) {
      id = this.#nextImage++;
      this.#images.set(image, id);
    }
    return `${id}/${index}`;
  }
}

/** The cache of all sources of this thread that are not given one of their own: 32 MiB together, what a worker is planned with. */
export const sharedBlockCache = new BlockCache(32 * 2 ** 20);
