/** Seeded random numbers; the only source of randomness in Cuesta. */
export interface Rng {
  /** Uniform in [0, 1), 32 random bits. */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in [0, n). */
  int(n: number): number;
  /** An independent stream, the same one for the same label. */
  fork(label: number): Rng;
}

/** Mixes 32 bits (the finaliser of MurmurHash3): equal inputs give equal, well spread outputs. */
export function hash32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Generator `sfc32` (Doty-Humphrey, PractRand) seeded from one integer; normals by the Marsaglia polar method. */
export function createRng(seed: number): Rng {
  let a = hash32(seed);
  let b = hash32(a ^ 0x9e3779b9);
  let c = hash32(b ^ 0x243f6a88);
  let counter = 1;
  let spare: number | null = null;

  const bits = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) bits();

  const next = (): number => bits() / 4294967296;
  return {
    next,
    normal() {
      if (spare !== null) {
        const s = spare;
        spare = null;
        return s;
      }
      for (;;) {
        const u = 2 * next() - 1;
        const v = 2 * next() - 1;
        const q = u * u + v * v;
        if (q > 0 && q < 1) {
          const f = Math.sqrt((-2 * Math.log(q)) / q);
          spare = v * f;
          return u * f;
        }
      }
    },
    int: (n) => Math.floor(next() * n),
    fork: (label) => createRng(hash32(seed ^ hash32(label + 0x51ed270b))),
  };
}
