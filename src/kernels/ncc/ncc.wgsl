// Two passes: means first, so that products of large brightness or height do not cancel.

fn measure(chip_at: u32, area_at: u32) -> u32 {
  let n = f32(params.chip_width * params.chip_height);
  let first = vec2<f32>(bitcast<f32>(image[area_at]), bitcast<f32>(chips[chip_at]));
  var missing = false;
  var sum = vec2<f32>(0.0);
  for (var row = 0u; row < params.chip_height; row++) {
    let area = area_at + row * params.image_width;
    let chip = chip_at + row * params.template_width;
    var row_sum = vec2<f32>(0.0);
    for (var col = 0u; col < params.chip_width; col++) {
      let i = image[area + col];
      let t = chips[chip + col];
      missing = missing || exponents(i, t);
      row_sum += vec2<f32>(bitcast<f32>(i), bitcast<f32>(t)) - first;
    }
    sum += row_sum;
  }
  let mean = sum / n;
  var squares = vec3<f32>(0.0);
  for (var row = 0u; row < params.chip_height; row++) {
    let area = area_at + row * params.image_width;
    let chip = chip_at + row * params.template_width;
    var row_squares = vec3<f32>(0.0);
    for (var col = 0u; col < params.chip_width; col++) {
      let d = (vec2<f32>(bitcast<f32>(image[area + col]), bitcast<f32>(chips[chip + col])) - first) - mean;
      row_squares += vec3<f32>(d.x * d.x, d.y * d.y, d.x * d.y);
    }
    squares += row_squares;
  }
  let least = n * params.flat * params.flat;
  let valid = !missing && squares.x > least && squares.y > least;
  let correlation = squares.z / (sqrt(squares.x) * sqrt(squares.y));
  return select(NOT_A_NUMBER, bitcast<u32>(correlation), valid);
}

//include ../chip/_chip.wgsl
