// One thread per string; samples come as one u32 each. Beyond the edges of the plane are the samples nearest to there.

struct Params {
  width: u32,
  height: u32,
  window_width: u32,
  window_height: u32,
  // Strings per row and their rows: those of the plane, or fewer by the window less one where it is padded.
  columns: u32,
  rows: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> plane: array<u32>;
@group(0) @binding(2) var<storage, read_write> strings: array<u32>;

fn sample(at: vec2<i32>) -> u32 {
  let inside = vec2<u32>(clamp(at, vec2<i32>(0), vec2<i32>(vec2(params.width, params.height)) - 1));
  return plane[inside.y * params.width + inside.x];
}

@compute @workgroup_size(16, 8)
fn census(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= params.columns || id.y >= params.rows) {
    return;
  }
  let half = vec2<u32>(params.window_width, params.window_height) / 2u;
  let padded = params.columns < params.width || params.rows < params.height;
  let corner = vec2<i32>(id.xy) - select(vec2<i32>(half), vec2<i32>(0), padded);
  let own = sample(corner + vec2<i32>(half));
  var bit = 0u;
  var words = vec2<u32>(0u);
  for (var j = 0u; j < params.window_height; j++) {
    for (var i = 0u; i < params.window_width; i++) {
      if (i == half.x && j == half.y) {
        continue;
      }
      let other = sample(corner + vec2<i32>(i32(i), i32(j)));
      let less = select(0u, 1u, other < own) << (bit & 31u);
      words |= select(vec2<u32>(0u, less), vec2<u32>(less, 0u), bit < 32u);
      bit++;
    }
  }
  let to = 2u * (id.y * params.columns + id.x);
  strings[to] = words.x;
  strings[to + 1u] = words.y;
}
