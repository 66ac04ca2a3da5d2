import {
  missing, samples, setup, shifts, sumI, sumII, sumIT, sumRow, sumT, sumTT, takeArea, takeChip,
} from '../chip/_chip.as';

/** (S_IT - S_I S_T / n) / sqrt((S_II - S_I²/n) (S_TT - S_T²/n)). */
export function ncc(
  image: usize, template: usize, places: usize,
  imageWidth: i32, imageHeight: i32, templateWidth: i32, templateHeight: i32,
  chipWidth: i32, chipHeight: i32, radius: i32, out: usize, count: i32, scratch: usize, flat: f64,
): void {
  setup(chipWidth, chipHeight, radius, scratch);
  const least = samples * flat * flat;
  let to = out;
  for (let k = 0; k < count; k++) {
    const place = places + (<usize>k << 4);
    const complete = takeChip(
      template, templateWidth, templateHeight, load<i32>(place), load<i32>(place, 4), false,
    );
    const squaresT = sumTT - sumT * sumT / samples;
    const usable = complete && squaresT > least;
    if (usable) {
      takeArea(image, imageWidth, imageHeight, load<i32>(place, 8) - radius, load<i32>(place, 12) - radius);
    }
    for (let y = 0; y < shifts; y++) {
      if (usable) sumRow(y);
      for (let x = 0; x < shifts; x++, to += 4) {
        const at = <usize>x << 3;
        const sum = load<f64>(sumI + at);
        const squaresI = load<f64>(sumII + at) - sum * sum / samples;
        const valid = usable && load<f64>(missing + at) == 0 && squaresI > least;
        const products = load<f64>(sumIT + at) - sum * sumT / samples;
        store<f32>(to, valid ? <f32>(products / sqrt(squaresI * squaresT)) : f32.NaN);
      }
    }
  }
}
