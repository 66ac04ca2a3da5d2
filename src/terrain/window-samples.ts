/** Samples of the square windows of a plane, without the missing ones. */
export interface WindowReader {
  /** Fills {@link WindowReader.samples} from the square around a pixel and returns their number; `centre` says whether it is among them. */
  read(at: number, centre: boolean): number;
  readonly samples: Float32Array;
}

/**
 * Reads squares of `2 radius + 1` pixels.
 *
 * @param data rows of `width` samples, NaN where missing; the squares that are read lie inside
 */
export function createWindowReader(data: Float32Array, width: number, radius: number): WindowReader {
  const size = 2 * radius + 1;
  const samples = new Float32Array(size * size);
  return {
    samples,
    read(at, centre) {
      let count = 0;
      for (let row = -radius; row <= radius; row++) {
        const start = at + row * width - radius;
        for (let i = start; i < start + size; i++) {
          const value = data[i];
          if (Number.isNaN(value) || (i === at && !centre)) continue;
          samples[count++] = value;
        }
      }
      return count;
    },
  };
}

/** Sorts the first `count` samples; by insertion where they are few. */
export function sortFirst(samples: Float32Array, count: number): void {
  if (count > 40) {
    samples.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const value = samples[i];
    let k = i;
    for (; k > 0 && samples[k - 1] > value; k--) samples[k] = samples[k - 1];
    samples[k] = value;
  }
}

/** Middle of the first `count` samples, which are sorted, or the mean of the two middle ones. */
export function middleOfSorted(samples: Float32Array, count: number): number {
  return (samples[(count - 1) >> 1] + samples[count >> 1]) / 2;
}
