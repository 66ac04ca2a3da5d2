/** TIFF tag Compression: the schemes that are decoded. */
export const COMPRESSION = {
  none: 1,
  lzw: 5,
  jpeg: 7,
  adobeDeflate: 8,
  packBits: 32773,
  deflate: 32946,
  lerc: 34887,
  zstd: 50000,
} as const;

const NAMES: Readonly<Record<number, string>> = {
  1: 'none',
  2: 'CCITT RLE',
  3: 'CCITT group 3',
  4: 'CCITT group 4',
  5: 'LZW',
  6: 'old-style JPEG',
  7: 'JPEG',
  8: 'deflate',
  32773: 'PackBits',
  32946: 'deflate',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'ZSTD',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

export function compressionName(code: number): string {
  return NAMES[code] ?? `number ${code}`;
}

/** Whether the scheme honours the tag Predictor (libtiff ignores it for the others). */
export function usesPredictor(code: number): boolean {
  return (
    code === COMPRESSION.lzw ||
    code === COMPRESSION.adobeDeflate ||
    code === COMPRESSION.deflate ||
    code === COMPRESSION.zstd
  );
}

/**
 * The most bytes that one byte of a scheme can stand for: a block that promises more is a lie, found out before any
 * memory is set aside. Deflate 1032 (zlib's technical notes); LZW 4096 bytes per 12-bit code; PackBits 128 per 2
 * bytes; a ZSTD block of 4 bytes repeats one byte up to 128 KiB. JPEG needs two bits for a unit of 64 samples, LERC about
 * 60 bytes for a block of one value.
 */
export function maxExpansion(code: number): number {
  const limits: Readonly<Record<number, number>> = {
    [COMPRESSION.none]: 1,
    [COMPRESSION.lzw]: 2731,
    [COMPRESSION.adobeDeflate]: 1033,
    [COMPRESSION.deflate]: 1033,
    [COMPRESSION.packBits]: 64,
    [COMPRESSION.zstd]: 32768,
    [COMPRESSION.jpeg]: 1024,
    [COMPRESSION.lerc]: 65536,
  };
  return limits[code] ?? 0;
}

export function isSupported(code: number): boolean {
  return maxExpansion(code) > 0;
}
