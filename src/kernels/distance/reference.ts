export type DistanceInputs = {
  /** `width * height` samples, invalid where NaN. */
  readonly heights: Float32Array;
};

export type DistanceOutputs = {
  /** Pixels to the centre of the nearest invalid pixel, at most `cap`; 0 on invalid pixels. */
  readonly distance: Float32Array;
};

export interface DistanceParams {
  readonly width: number;
  readonly height: number;
  /** Largest distance of interest in pixels, above 0, at most 4096. */
  readonly cap: number;
}

/**
 * Per column the distance to the nearest invalid pixel of that column, then per pixel the minimum over its row of
 * `dx^2 + column distance^2`, all integers.
 */
export function reference(
  { heights }: DistanceInputs,
  { distance }: DistanceOutputs,
  { width, height, cap }: DistanceParams,
): void {
  const reach = Math.ceil(cap);
  const vertical = new Uint16Array(width * height);
  for (let col = 0; col < width; col++) {
    let d = reach;
    for (let i = col; i < width * height; i += width) {
      d = Number.isNaN(heights[i]) ? 0 : Math.min(d + 1, reach);
      vertical[i] = d;
    }
    d = reach;
    for (let i = (height - 1) * width + col; i >= 0; i -= width) {
      d = Math.min(d + 1, vertical[i]);
      vertical[i] = d;
    }
  }
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const i = row * width + col;
      let best = vertical[i] ** 2;
      for (let dx = 1; dx < reach && dx * dx < best; dx++) {
        if (dx <= col) best = Math.min(best, dx * dx + vertical[i - dx] ** 2);
        if (dx < width - col) best = Math.min(best, dx * dx + vertical[i + dx] ** 2);
      }
      distance[i] = Math.min(cap, Math.sqrt(best));
    }
  }
}
