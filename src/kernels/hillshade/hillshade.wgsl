struct Params {
  width: u32,
  height: u32,
  replace: u32,
  kx: f32,
  ky: f32,
  up: f32,
  east: f32,
  north: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> heights: array<u32>;
@group(0) @binding(2) var<storage, read_write> shade: array<u32>;

@compute @workgroup_size(64, 4)
fn hillshade(@builtin(global_invocation_id) id: vec3<u32>) {
  let width = params.width - 2u;
  if (id.x >= width || id.y >= params.height - 2u) {
    return;
  }
  let g = gradient_at(id.x, id.y);
  let across = g.q * params.north - g.p * params.east;
  let level = (params.up - across) / sqrt(1.0 + (g.p * g.p + g.q * g.q));
  shade[id.y * width + id.x] = select(0u, clamp(u32(max(level, 0.0) + 1.5), 1u, 255u), g.valid);
}

//include ../horn/_horn.wgsl
