/**
 * A copy without missing samples: each has the value of a near valid one, found by spreading the valid samples row by row first and then
 * column by column. Null when nothing is valid.
 */
export function fillNearest(samples: Float32Array, width: number): Float32Array | null {
  if (!samples.some((v) => !Number.isNaN(v))) return null;
  const filled = samples.slice();
  const height = filled.length / width;
  for (let row = 0; row < height; row++) spread(filled, row * width, 1, width);
  for (let col = 0; col < width; col++) spread(filled, col, width, height);
  return filled;
}

/** Fills a line whose samples are `step` apart from its nearest valid ones; a line without any stays. */
function spread(samples: Float32Array, from: number, step: number, count: number): void {
  let last = -1;
  for (let i = 0; i < count; i++) {
    const value = samples[from + i * step]!;
    if (Number.isNaN(value)) continue;
    const start = last < 0 ? 0 : Math.floor((last + i) / 2) + 1;
    for (let k = start; k < i; k++) samples[from + k * step] = value;
    const before = samples[from + last * step]!;
    if (last >= 0) for (let k = last + 1; k < start; k++) samples[from + k * step] = before;
    last = i;
  }
  if (last < 0) return;
  const value = samples[from + last * step]!;
  for (let k = last + 1; k < count; k++) samples[from + k * step] = value;
}
