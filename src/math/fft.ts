/** Complex values as two arrays. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Discrete Fourier transform of a `size` x `size` image in place (row-major; size a power of two), radix 2. `inverse` uses the
 * conjugate exponentials and divides by the number of samples.
 */
export function fft2(image: Complex, size: number, inverse: boolean): void {
  const plan = createPlan(size, inverse);
  for (let row = 0; row < size; row++) {
    const [start, end] = [row * size, (row + 1) * size];
    transform(image.re.subarray(start, end), image.im.subarray(start, end), plan);
  }
  const column: Complex = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let col = 0; col < size; col++) {
    for (let row = 0; row < size; row++) {
      column.re[row] = image.re[row * size + col]!;
      column.im[row] = image.im[row * size + col]!;
    }
    transform(column.re, column.im, plan);
    const factor = inverse ? 1 / (size * size) : 1;
    for (let row = 0; row < size; row++) {
      image.re[row * size + col] = factor * column.re[row]!;
      image.im[row * size + col] = factor * column.im[row]!;
    }
  }
}

interface Plan {
  readonly reversed: Uint32Array;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

function createPlan(size: number, inverse: boolean): Plan {
  const bits = Math.log2(size);
  const reversed = new Uint32Array(size);
  for (let i = 0; i < size; i++) {
    for (let b = 0; b < bits; b++) if (i & (1 << b)) reversed[i]! |= 1 << (bits - 1 - b);
  }
  const cos = new Float64Array(size / 2);
  const sin = new Float64Array(size / 2);
  for (let i = 0; i < size / 2; i++) {
    const angle = ((inverse ? 2 : -2) * Math.PI * i) / size;
    cos[i] = Math.cos(angle);
    sin[i] = Math.sin(angle);
  }
  return { reversed, cos, sin };
}

function transform(re: Float64Array, im: Float64Array, { reversed, cos, sin }: Plan): void {
  const n = re.length;
  for (let i = 0; i < n; i++) {
    const j = reversed[i]!;
    if (j <= i) continue;
    [re[i], re[j]] = [re[j]!, re[i]!];
    [im[i], im[j]] = [im[j]!, im[i]!];
  }
  for (let half = 1; half < n; half *= 2) {
    const stride = n / (2 * half);
    for (let k = 0; k < half; k++) {
      const [c, s] = [cos[k * stride]!, sin[k * stride]!];
      for (let a = k; a < n; a += 2 * half) {
        const b = a + half;
        const x = re[b]! * c - im[b]! * s;
        const y = re[b]! * s + im[b]! * c;
        re[b] = re[a]! - x;
        im[b] = im[a]! - y;
        re[a] = re[a]! + x;
        im[a] = im[a]! + y;
      }
    }
  }
}
