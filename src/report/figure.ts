import type { Markup } from './markup.js';

/** A picture for the report: inline SVG with its caption. */
export interface Figure {
  readonly title: string;
  /** Says what is shown, in which unit, and for differences the sign. */
  readonly caption: string;
  readonly svg: Markup;
  /** Spans the whole width of the page instead of one column. */
  readonly wide: boolean;
}

/** Width of a figure in one column in SVG units: text of 13 units is then readable. */
export const FIGURE_WIDTH = 640;

/** The same for a figure across the page. */
export const WIDE_FIGURE_WIDTH = 1200;
