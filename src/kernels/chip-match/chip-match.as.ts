import {
  missing, samples, setup, shifts, sumI, sumII, sumIT, sumRow, sumT, sumTT, takeArea, takeChip,
} from '../chip/_chip.as';

/** n sigma² = S_II + S_TT - 2 S_IT - n u², u = (S_I - S_T) / n. */
export function chipMatch(
  image: usize, template: usize, places: usize,
  imageWidth: i32, imageHeight: i32, templateWidth: i32, templateHeight: i32,
  chipWidth: i32, chipHeight: i32, radius: i32, out: usize, count: i32, scratch: usize,
): void {
  setup(chipWidth, chipHeight, radius, scratch);
  let to = out;
  for (let k = 0; k < count; k++) {
    const place = places + (<usize>k << 4);
    const complete = takeChip(
      template, templateWidth, templateHeight, load<i32>(place), load<i32>(place, 4), true,
    );
    if (complete) {
      takeArea(image, imageWidth, imageHeight, load<i32>(place, 8) - radius, load<i32>(place, 12) - radius);
    }
    for (let y = 0; y < shifts; y++) {
      if (complete) sumRow(y);
      for (let x = 0; x < shifts; x++, to += 4) {
        const at = <usize>x << 3;
        if (!complete || load<f64>(missing + at) != 0) {
          store<f32>(to, f32.NaN);
          continue;
        }
        const mean = (load<f64>(sumI + at) - sumT) / samples;
        const squares = load<f64>(sumII + at) + sumTT - 2 * load<f64>(sumIT + at);
        store<f32>(to, <f32>max(squares / samples - mean * mean, 0));
      }
    }
  }
}
