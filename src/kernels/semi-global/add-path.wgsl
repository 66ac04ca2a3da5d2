// One path of semi-global aggregation: one workgroup per line, from the pixel where it enters the image to the one where it leaves; its
// threads share the disparities.

//include _params.wgsl

const THREADS = 64u;
const MOST = 256u;

@group(0) @binding(4) var<storage, read> left: array<u32>;
@group(0) @binding(5) var<storage, read> right: array<u32>;
@group(0) @binding(6) var<storage, read> guide: array<u32>;
@group(0) @binding(7) var<storage, read> penalty: array<i32>;
// No sum exceeds 16 bits, so that the halves of a word never meet.
@group(0) @binding(8) var<storage, read_write> sums: array<atomic<u32>>;

// Path costs of this pixel and of the one before, and their minima: this one's, the one's before, and the next one's.
var<workgroup> costs: array<array<u32, MOST>, 2>;
var<workgroup> least: array<atomic<u32>, 3>;

fn step_of(path: u32) -> vec2<i32> {
  let steps = array<vec2<i32>, 8>(
    vec2(1, 0), vec2(0, 1), vec2(1, 1), vec2(-1, 1), vec2(2, 1), vec2(1, 2), vec2(-1, 2), vec2(-2, 1),
  );
  let half = params.paths / 2u;
  return select(steps[path % half], -steps[path % half], path >= half);
}

// Pixels from which a step back leaves the image: first whole rows, then what is left of the columns.
fn begin_of(line: i32, step: vec2<i32>) -> vec2<i32> {
  let size = vec2(params.width, params.height);
  let reach = min(abs(step), size);
  let rows = reach.y * size.x;
  var at = vec2(line % size.x, line / size.x);
  if (line >= rows) {
    let across = max(reach.x, 1);
    at = vec2((line - rows) % across, reach.y + (line - rows) / across);
    if (reach.x == 0) { at.y = size.y; }
  }
  // Lines past the last one stay outside: their y is flipped to below 0.
  return select(at, size - 1 - at, step < vec2(0));
}

fn matching_cost(p: i32, x: i32, d: i32) -> u32 {
  let other = x + d;
  if (other < 0 || other >= params.width) { return params.factor * params.bits; }
  let q = 2 * (p + d);
  return params.factor * (countOneBits(left[2 * p] ^ right[q]) + countOneBits(left[2 * p + 1] ^ right[q + 1]));
}

fn p2_of(p: i32, before: i32) -> u32 {
  if (params.guided == 0u) { return u32(penalty[0]); }
  let own = i32(guide[p]);
  return u32(penalty[select(own, abs(own - i32(guide[before])), params.contrast != 0u)]);
}

@compute @workgroup_size(64)
fn add_path(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let step = step_of(params.path);
  let size = vec2(params.width, params.height);
  let cap = 65535u / params.paths;
  var at = begin_of(i32(group.x), step);
  var turn = 0u;
  var begins = true;
  if (thread == 0u) { atomicStore(&least[0], 0xffffffffu); }
  workgroupBarrier();
  while (all(at >= vec2(0)) && all(at < size)) {
    let p = at.y * size.x + at.x;
    let before = p - step.y * size.x - step.x;
    let range = range_of(at.x, at.y);
    var from_range = vec2(0);
    if (!begins) { from_range = range_of(at.x - step.x, at.y - step.y); }
    let from_count = from_range.y;
    let shift = range.x - from_range.x;
    let now = turn % 2u;
    let m = atomicLoad(&least[(turn + 2u) % 3u]);
    let p2 = p2_of(p, max(before, 0));
    if (thread == 0u) { atomicStore(&least[(turn + 1u) % 3u], 0xffffffffu); }
    for (var k = i32(thread); k < range.y; k += i32(THREADS)) {
      var value = matching_cost(p, at.x, range.x + k);
      if (from_count > 0) {
        let j = k + shift;
        var best = 0u;
        if (j < 0) {
          best = costs[1u - now][0] + p2;
        } else if (j >= from_count) {
          best = costs[1u - now][from_count - 1] + p2;
        } else {
          best = min(costs[1u - now][j], m + p2);
          if (j > 0) { best = min(best, costs[1u - now][j - 1] + params.p1); }
          if (j + 1 < from_count) { best = min(best, costs[1u - now][j + 1] + params.p1); }
        }
        value += best - m;
      }
      value = min(value, cap);
      costs[now][k] = value;
      atomicMin(&least[turn % 3u], value);
      atomicAdd(&sums[u32(p) * params.words + u32(k) / 2u], value << (16u * (u32(k) & 1u)));
    }
    workgroupBarrier();
    at += step;
    turn++;
    begins = false;
  }
}
