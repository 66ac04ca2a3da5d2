// The disparity of the left pixel that ends at a right pixel with the least sum, the least of several: one thread per right pixel.

//include _params.wgsl

@group(0) @binding(4) var<storage, read> sums: array<u32>;
@group(0) @binding(5) var<storage, read_write> right: array<i32>;

const NO_MATCH = -32768;

@compute @workgroup_size(16, 8)
fn right_view(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = vec2<i32>(id.xy);
  if (at.x >= params.width || at.y >= params.height) { return; }
  var best = 0xffffffffu;
  var winner = NO_MATCH;
  for (var d = max(params.least, at.x - params.width + 1); d <= min(params.greatest, at.x); d++) {
    let range = range_of(at.x - d, at.y);
    let k = d - range.x;
    if (k < 0 || k >= range.y) { continue; }
    let p = u32(at.y * params.width + at.x - d);
    let sum = (sums[p * params.words + u32(k) / 2u] >> (16u * (u32(k) & 1u))) & 0xffffu;
    if (sum < best) {
      best = sum;
      winner = d;
    }
  }
  right[at.y * params.width + at.x] = winner;
}
