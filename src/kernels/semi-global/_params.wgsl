struct Params {
  width: i32,
  height: i32,
  // Cells per row, 0 where all pixels have one range.
  cells: i32,
  cell_offset: i32,
  // Of all ranges.
  least: i32,
  greatest: i32,
  // Of the sums of a pixel, two sums each.
  words: u32,
  bits: u32,
  paths: u32,
  path: u32,
  factor: u32,
  p1: u32,
  contrast: u32,
  guided: u32,
  left_masked: u32,
  right_masked: u32,
  tolerance: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> left_valid: array<u32>;
@group(0) @binding(2) var<storage, read> low: array<i32>;
@group(0) @binding(3) var<storage, read> count: array<i32>;

// First disparity and number of disparities of a left pixel.
fn range_of(x: i32, y: i32) -> vec2<i32> {
  let cell = select(((y + params.cell_offset) >> 1u) * params.cells + (x >> 1u), 0, params.cells == 0);
  if (params.left_masked != 0u && left_valid[y * params.width + x] == 0u) { return vec2(low[cell], 0); }
  return vec2(low[cell], count[cell]);
}
