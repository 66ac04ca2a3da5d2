// One thread per pixel of the unpadded plane; samples come as one u32 each.

struct Params {
  width: u32,
  height: u32,
  window_width: u32,
  window_height: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> plane: array<u32>;
@group(0) @binding(2) var<storage, read_write> strings: array<u32>;

@compute @workgroup_size(16, 8)
fn census(@builtin(global_invocation_id) id: vec3<u32>) {
  let inner = params.width - params.window_width + 1u;
  if (id.x >= inner || id.y > params.height - params.window_height) {
    return;
  }
  let corner = id.y * params.width + id.x;
  let centre = (params.window_height / 2u) * params.width + params.window_width / 2u;
  let own = plane[corner + centre];
  var bit = 0u;
  var words = vec2<u32>(0u);
  for (var j = 0u; j < params.window_height; j++) {
    for (var i = 0u; i < params.window_width; i++) {
      let at = j * params.width + i;
      if (at == centre) {
        continue;
      }
      let less = select(0u, 1u, plane[corner + at] < own) << (bit & 31u);
      words |= select(vec2<u32>(0u, less), vec2<u32>(less, 0u), bit < 32u);
      bit++;
    }
  }
  let to = 2u * (id.y * inner + id.x);
  strings[to] = words.x;
  strings[to + 1u] = words.y;
}
