// One thread per pixel. Values are compared as integers in the same order: shaders need not know NaN.

struct Params {
  width: i32,
  height: i32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> plane: array<u32>;
@group(0) @binding(2) var<storage, read_write> middle: array<u32>;

fn missing(bits: u32) -> bool {
  return (bits & 0x7fffffffu) > 0x7f800000u;
}

// Negative numbers have all bits flipped, others the first.
fn ordered(bits: u32) -> u32 {
  return bits ^ select(0x80000000u, 0xffffffffu, (bits & 0x80000000u) != 0u);
}

@compute @workgroup_size(16, 8)
fn median(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = vec2<i32>(id.xy);
  if (at.x >= params.width || at.y >= params.height) { return; }
  let p = at.y * params.width + at.x;
  middle[p] = plane[p];
  if (missing(plane[p])) { return; }
  var values: array<u32, 9>;
  var count = 0;
  for (var j = max(at.y - 1, 0); j <= min(at.y + 1, params.height - 1); j++) {
    for (var i = max(at.x - 1, 0); i <= min(at.x + 1, params.width - 1); i++) {
      let bits = plane[j * params.width + i];
      if (missing(bits)) { continue; }
      let value = ordered(bits);
      var k = count;
      for (; k > 0 && values[max(k - 1, 0)] > value; k--) { values[k] = values[k - 1]; }
      values[k] = value;
      count++;
    }
  }
  let found = values[(count - 1) / 2];
  middle[p] = found ^ select(0xffffffffu, 0x80000000u, (found & 0x80000000u) != 0u);
}
