import type { Section } from '../../report/html-report.js';
import { formatMeasure } from '../../report/number-format.js';
import { figureProfiles } from '../../report/profile-figure.js';
import type { DirectionErrors } from './result.js';

/** Mean dh in strips at right angles to the direction, and along it. */
export function directionSection(prefix: string, { azimuth, along, across }: DirectionErrors): Section {
  const figure = (name: string, { distance, mean }: DirectionErrors['along']) =>
    figureProfiles({
      title: `${name} ${azimuth}°`,
      caption: 'Mean of dh in strips at right angles to the axis.',
      series: [{ label: 'mean dh', profile: { distance, height: mean } }],
      metresPerUnit: 1,
      axis: 'Mean dh (m)',
    });
  return {
    heading: `${prefix}Along and across a direction`,
    text: [
      `Means in strips vary by ${formatMeasure(along.std)} m along azimuth ${azimuth}° and by ${formatMeasure(across.std)} m across it ` +
        '(standard deviations): tilts, waves and stripes show here, errors without direction average out.',
    ],
    figures: [figure('Along', along), figure('Across', across)],
    tables: [],
  };
}
