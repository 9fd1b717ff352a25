import type { Decision } from '../policy/index.js';

/** A whole report as text. */
export type Render = (decision: Decision) => string;

export interface Format {
  readonly mediaType: string;
  /** For whom it is and what it contains, in Markdown, for docs/reference/reports.md. */
  readonly summary: string;
  /** Loads the renderer, only when it is used. */
  load(): Promise<Render>;
}

/** Every format of a report: a file that renders it, and its entry here. Inputs, checks, messages and pages use this table. */
export const FORMATS = {
  json: {
    mediaType: 'application/json',
    summary: 'machines: every decision with its reason, in the format of [report.schema.json](report.schema.json)',
    load: async () => (await import('./json.js')).renderJson,
  },
  markdown: {
    mediaType: 'text/markdown',
    summary: 'people: the decision, what was denied and why, at most 50 artifacts; also used as the step summary',
    load: async () => (await import('./markdown.js')).renderMarkdown,
  },
  junit: {
    mediaType: 'application/xml',
    summary: 'CI systems: one suite per policy, one case per requirement; denied is a failure, undecided an error',
    load: async () => (await import('./junit.js')).renderJunit,
  },
} as const satisfies Readonly<Record<string, Format>>;

export type ReportFormat = keyof typeof FORMATS;

/** In the order of the table. */
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly ReportFormat[];

/** Formats that are not in this version: refused with a message of their own. Remove a format here when it is added. */
export const LATER_FORMATS: readonly string[] = ['html', 'sarif', 'codequality', 'vsa'];

/** The format with this name; undefined where there is none. */
export function formatNamed(name: string): ReportFormat | undefined {
  return FORMAT_NAMES.find((known) => known === name);
}
