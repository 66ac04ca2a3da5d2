import type { AdjustmentResult, ObservationResult } from '../../adjust/result.js';
import type { Raster } from '../../core/raster.js';
import { BLUE_RED, lookupTable } from '../../report/colour-maps.js';
import { type ColourScale, greyPicture, symmetricScale } from '../../report/colour-scale.js';
import type { Figure } from '../../report/figure.js';
import { colourBar, keyLegend } from '../../report/legend.js';
import { type MapDot, type MapFigure, mapFigure } from '../../report/map-figure.js';
import type { AdjustedBlock } from './adjusted-block.js';
import { placesOf } from './observation-places.js';

/** The mosaic's hillshade, on which the maps of the observations are drawn. */
export interface Ground {
  readonly dem: Raster;
  readonly shade: Uint8Array;
}

/** Most dots of a map: more only hide each other. */
const MOST_DOTS = 2500;

const TIE = '0b6e80';
const HEIGHT_TIE = '6dcaaf';
const CONTROL = 'f2a288';
const CHECK = 'c8102e';
const REFERENCE = 'f2e4a2';

/** Where everything was observed. */
export function figureObservations(ground: Ground, block: AdjustedBlock): Promise<Figure> {
  const places = placesOf(block);
  const dotsOf = (
    observations: readonly ObservationResult[],
    colour: string,
    shape: 'disc' | 'square',
  ): MapDot[] =>
    observations.flatMap(({ id }) => {
      const at = places.get(id);
      return at === undefined ? [] : [{ at: [at.x, at.y] as const, colour, shape }];
    });
  const { plan, height, seen } = block;
  const matched = (plan?.observations ?? []).filter((o) => o.group === 'tie' && o.component === 'x');
  const kinds = [
    { label: 'Tie point', colour: TIE, dots: thinned(dotsOf(matched, TIE, 'disc')) },
    {
      label: 'Height difference',
      colour: HEIGHT_TIE,
      // They lie everywhere in the overlaps: shown where there is nothing better.
      dots: matched.length > 0 ? [] : thinned(dotsOf(ofGroup(height, 'tie'), HEIGHT_TIE, 'disc')),
    },
    {
      label: 'Control point',
      colour: CONTROL,
      dots: thinned(dotsOf(ofGroup(height, 'control'), CONTROL, 'square')),
    },
    {
      label: 'Reference',
      colour: REFERENCE,
      dots: thinned(dotsOf(ofGroup(height, 'reference'), REFERENCE, 'square')),
    },
    {
      label: 'Check point',
      colour: CHECK,
      dots: seen
        .filter((s) => s.role === 'check' && s.rejected === null)
        .map(({ point }): MapDot => ({ at: [point.x, point.y], colour: CHECK, shape: 'ring' })),
    },
  ].filter(({ dots }) => dots.length > 0);
  return onGround(ground, {
    title: 'Where heights and positions were compared',
    caption: 'Ties that were matched in plan, and points with known heights; check points took no part.',
    dots: kinds.flatMap(({ dots }) => dots),
    legend: keyLegend(kinds),
  });
}

function ofGroup({ observations }: AdjustmentResult, group: ObservationResult['group']): ObservationResult[] {
  return observations.filter((o) => o.group === group);
}

/** Height differences of the ties before and after, on one scale each. */
export async function figuresOfResiduals(
  ground: Ground,
  block: AdjustedBlock,
  group: 'tie' | 'control',
): Promise<Figure[]> {
  const observations = block.height.observations.filter((o) => o.group === group && o.weight > 0);
  if (observations.length === 0) return [];
  const places = placesOf(block);
  const what = group === 'tie' ? 'Height differences in the overlaps' : 'Scenes minus control points';
  const figures: Figure[] = [];
  for (const when of ['before', 'after'] as const) {
    const scale = symmetricScale(
      Float32Array.from(observations, (o) => o[when]),
      BLUE_RED,
    );
    const dots = observations.flatMap((o) => {
      const at = places.get(o.id);
      return at === undefined ? [] : [{ at: [at.x, at.y] as const, colour: colourOf(scale, o[when]) }];
    });
    figures.push(
      await onGround(ground, {
        title: `${what}, ${when}`,
        caption: `${when === 'before' ? 'Before the height adjustment' : 'What is left after it'}. Mind the scale: it is that of this map.`,
        dots: thinned(dots),
        legend: colourBar(scale, 'Difference (m)'),
      }),
    );
  }
  return figures;
}

function onGround(
  { dem, shade }: Ground,
  map: Pick<MapFigure, 'title' | 'caption' | 'legend' | 'dots'>,
): Promise<Figure> {
  const pale = shade.map((s) => (s === 0 ? 0 : 120 + (s >> 1)));
  const grid = { width: dem.width, height: dem.height, ...dem.georef };
  return mapFigure({ ...map, picture: greyPicture(dem.width, dem.height, pale), grid });
}

function thinned<T>(dots: readonly T[]): T[] {
  const step = Math.ceil(dots.length / MOST_DOTS);
  return dots.filter((_, i) => i % step === 0);
}

function colourOf({ map, min, max }: ColourScale, value: number): string {
  const index = Math.round(255 * Math.min(1, Math.max(0, (value - min) / (max - min))));
  const rgb = lookupTable(map).subarray(3 * index, 3 * index + 3);
  return Array.from(rgb, (c) => c.toString(16).padStart(2, '0')).join('');
}

/** Misfit of the ties in plan as a number for the summary. */
export function planRms(
  plan: AdjustmentResult | null,
): { readonly before: number; readonly after: number } | null {
  const ties = plan?.groups.find((g) => g.group === 'tie');
  return ties === undefined ? null : { before: ties.rmsBefore, after: ties.rmsAfter };
}
