// Left-right check: one thread per left pixel.

//include _params.wgsl

@group(0) @binding(4) var<storage, read> right: array<i32>;
@group(0) @binding(5) var<storage, read> right_valid: array<u32>;
@group(0) @binding(6) var<storage, read_write> disparity: array<u32>;
@group(0) @binding(7) var<storage, read_write> classes: array<u32>;
@group(0) @binding(8) var<storage, read_write> difference: array<u32>;

const NO_MATCH = -32768;
const NAN = 0x7fc00000u;

fn inside(x: i32) -> bool {
  return x >= 0 && x < params.width;
}

// Difference between the disparity that the right pixel p + d has and d.
fn apart(p: i32, d: i32) -> u32 {
  let there = right[p + d];
  return select(u32(min(255, abs(there - d))), 255u, there == NO_MATCH);
}

fn distance_at(p: i32, x: i32, own: f32) -> u32 {
  // ceil(own - 0.5), of exact parts.
  let whole = trunc(own);
  let part = own - whole;
  let nearest = i32(whole) + select(0, 1, part > 0.5) - select(0, 1, part <= -0.5);
  if (!inside(x + nearest)) { return 255u; }
  if (params.right_masked != 0u && right_valid[p + nearest] == 0u) { return 255u; }
  let here = apart(p, nearest);
  let d = select(nearest + 1, nearest - 1, own < f32(nearest));
  if (own == f32(nearest) || !inside(x + d)) { return here; }
  return min(here, apart(p, d));
}

fn crosses(p: i32, x: i32, range: vec2<i32>) -> bool {
  for (var d = max(range.x, -x); d < min(range.x + range.y, params.width - x); d++) {
    if (right[p + d] != NO_MATCH && u32(abs(right[p + d] - d)) <= params.tolerance) { return true; }
  }
  return false;
}

@compute @workgroup_size(16, 8)
fn check(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = vec2<i32>(id.xy);
  if (at.x >= params.width || at.y >= params.height) { return; }
  let p = at.y * params.width + at.x;
  let bits = disparity[p];
  classes[p] = 0u;
  difference[p] = 255u;
  if ((bits & 0x7fffffffu) > 0x7f800000u) { return; }
  let far = distance_at(p, at.x, bitcast<f32>(bits));
  difference[p] = far;
  classes[p] = 1u;
  if (far > params.tolerance) {
    classes[p] = select(2u, 3u, crosses(p, at.x, range_of(at.x, at.y)));
    disparity[p] = NAN;
  }
}
