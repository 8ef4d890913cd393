/** A report is written once and shown in two ways: as a page and as Markdown. */
export interface ReportDocument {
  readonly title: string;
  /** What it is, in a sentence or two. */
  readonly summary: string;
  readonly sections: readonly ReportSection[];
}

export interface ReportSection {
  readonly heading: string;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly headers: readonly string[];
      readonly rows: readonly (readonly (string | number)[])[];
    }
  | ReportChart
  | ReportPicture;

/** `name` becomes a file name: letters, digits, dashes. */
export interface ReportChart {
  readonly kind: 'chart';
  readonly name: string;
  readonly svg: string;
  readonly caption: string;
}

export interface ReportPicture {
  readonly kind: 'picture';
  readonly name: string;
  readonly jpeg: Uint8Array;
  readonly caption: string;
}

/** Folder of a report's pictures, beside its pages. */
export const PICTURES_FOLDER = 'pictures';

export function fileNameOf(block: ReportChart | ReportPicture): string {
  return `${block.name}.${block.kind === 'chart' ? 'svg' : 'jpg'}`;
}
