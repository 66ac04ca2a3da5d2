import type { ColourTable, Painter } from './colour-table.js';
import { GLYPH_HEIGHT, GLYPH_WIDTH, inGlyph } from './digit-glyphs.js';
import { roundTicks } from './number-format.js';

/** A vertical colour bar with its heights in metres, drawn row by row: it may stand beside a picture of any height. */
export interface ColourBar {
  readonly width: number;
  readonly height: number;
  /** Writes a row of RGBA samples into an array. */
  drawRow(row: number, out: Uint8Array, at: number): void;
}

interface Label {
  readonly text: string;
  /** Row of its middle. */
  readonly row: number;
}

/** In dots; a dot is `scale` pixels. */
const MARGIN = 5;
const BAR_WIDTH = 12;
const TICK = 3;
const TEXT_AT = MARGIN + BAR_WIDTH + TICK + 2;

/**
 * The colours of a table from its lowest stop at the bottom to its highest at the top. Letters grow with the height, so that they
 * can be read beside large pictures.
 */
export function createColourBar({ stops }: ColourTable, paint: Painter, height: number): ColourBar {
  const scale = Math.min(8, Math.max(1, Math.round(height / 450)));
  const min = stops[0]!.value;
  const max = stops[stops.length - 1]!.value;
  const top = Math.min((MARGIN + GLYPH_HEIGHT / 2) * scale, height / 4);
  const length = height - 2 * top;
  const rowOf = (value: number): number => top + ((max - value) / (max - min)) * length;
  const labels = labelsOf(min, max, Math.max(2, Math.min(10, length / (40 * scale))), rowOf);
  const letters = Math.max(0, ...labels.map(({ text }) => text.length));
  const width = (TEXT_AT + letters * (GLYPH_WIDTH + 1) + MARGIN) * scale;
  const drawDot = (out: Uint8Array, at: number): void => out.set([40, 40, 40, 255], at);
  return {
    width,
    height,
    drawRow(row, out, at) {
      out.fill(255, at, at + 4 * width);
      const inBar = row >= top && row < top + length;
      const value = max - ((row + 0.5 - top) / length) * (max - min);
      for (let x = 0; inBar && x < BAR_WIDTH * scale; x++) paint(value, out, at + 4 * (MARGIN * scale + x));
      for (const { text, row: middle } of labels) {
        const first = Math.round(middle - (GLYPH_HEIGHT * scale) / 2);
        const dotRow = Math.floor((row - first) / scale);
        if (dotRow < 0 || dotRow >= GLYPH_HEIGHT) continue;
        const isTick = dotRow === GLYPH_HEIGHT >> 1;
        for (let x = 0; isTick && x < TICK * scale; x++)
          drawDot(out, at + 4 * ((MARGIN + BAR_WIDTH) * scale + x));
        for (let x = TEXT_AT * scale; x < width; x++) {
          const dot = Math.floor(x / scale) - TEXT_AT;
          const letter = text[Math.floor(dot / (GLYPH_WIDTH + 1))];
          if (letter !== undefined && inGlyph(letter, dot % (GLYPH_WIDTH + 1), dotRow))
            drawDot(out, at + 4 * x);
        }
      }
    },
  };
}

function labelsOf(min: number, max: number, target: number, rowOf: (value: number) => number): Label[] {
  if (!(max > min)) return [];
  const { values, decimals } = roundTicks(min, max, target);
  return values.map((value, i) => {
    const number = (Math.abs(value) < 1e-12 * (max - min) ? 0 : value).toFixed(decimals);
    return { text: i === values.length - 1 ? `${number} m` : number, row: rowOf(value) };
  });
}
