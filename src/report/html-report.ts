import type { Figure } from './figure.js';
import { element, escapeText, join, jsonForScript, type Markup } from './markup.js';
import { STYLE } from './style.js';

/** One number or word worth seeing first. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly unit?: string;
}

export interface Column {
  readonly heading: string;
  readonly unit?: string;
  /** Numbers are aligned right; format them with `formatNumber`. */
  readonly align: 'text' | 'number';
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly string[])[];
}

export interface Section {
  readonly heading: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
}

export interface Report {
  readonly title: string;
  readonly subtitle: string;
  readonly summary: readonly Fact[];
  readonly warnings: readonly string[];
  readonly sections: readonly Section[];
  readonly footer: string;
  /** Machine-readable copy of what the report says, in `<script type="application/json" id="cuesta-report">`. */
  readonly data: unknown;
}

/** Nothing but what is in the file: no script runs and nothing is fetched, whatever a file name contains. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/**
 * A report as one self-contained HTML page: no external assets, no scripts, light and dark, printable. All text is
 * escaped.
 */
export function renderReport(report: Report): string {
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeText(POLICY)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeText(report.title)}</title>`,
    `<style>${STYLE}</style>`,
  ];
  const body = [
    element(
      'header',
      {},
      element('h1', {}, report.title),
      element('p', { class: 'subtitle' }, report.subtitle),
      facts(report.summary),
      warnings(report.warnings),
    ),
    element('main', {}, ...report.sections.map(section)),
    element('footer', {}, element('p', {}, report.footer)),
    element('script', { type: 'application/json', id: 'cuesta-report' }, jsonForScript(report.data)),
  ];
  const content = body.map((part) => part.markup).join('\n');
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.join('\n')}\n</head>\n<body>\n${content}\n</body>\n</html>\n`;
}

const NOTHING: Markup = join([]);

function facts(summary: readonly Fact[]): Markup {
  if (summary.length === 0) return NOTHING;
  const entries = summary.map(({ label, value, unit }) =>
    element(
      'div',
      {},
      element('dt', {}, label),
      element('dd', {}, value, unit === undefined ? NOTHING : element('small', {}, unit)),
    ),
  );
  return element('dl', { class: 'summary' }, ...entries);
}

function warnings(texts: readonly string[]): Markup {
  if (texts.length === 0) return NOTHING;
  const items = texts.map((text) => element('li', {}, element('strong', {}, 'Warning: '), text));
  return element('ul', { class: 'warnings' }, ...items);
}

function section({ heading, text, figures, tables }: Section): Markup {
  return element(
    'section',
    {},
    element('h2', {}, heading),
    ...text.map((paragraph) => element('p', {}, paragraph)),
    figures.length === 0 ? NOTHING : element('div', { class: 'figures' }, ...figures.map(figure)),
    ...tables.map(table),
  );
}

function figure({ title, caption, svg, wide }: Figure): Markup {
  const words = element('figcaption', {}, element('b', {}, `${title}. `), caption);
  return element('figure', wide ? { class: 'wide' } : {}, svg, words);
}

function table({ caption, columns, rows }: Table): Markup {
  const classOf = (i: number): Record<string, string> =>
    columns[i]?.align === 'number' ? { class: 'number' } : {};
  const headings = columns.map(({ heading, unit }, i) =>
    element(
      'th',
      { scope: 'col', ...classOf(i) },
      heading,
      unit === undefined ? NOTHING : element('small', {}, unit),
    ),
  );
  const body = rows.map((cells) =>
    element(
      'tr',
      {},
      ...cells.map((cell, i) =>
        i === 0 ? element('th', { scope: 'row', ...classOf(i) }, cell) : element('td', classOf(i), cell),
      ),
    ),
  );
  return element(
    'div',
    { class: 'table' },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...headings)),
      element('tbody', {}, ...body),
    ),
  );
}
