import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { ForeignBox } from './foreign.ts';

export interface VocAnnotation {
  readonly filename?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** Corners as written. */
  readonly boxes: readonly ForeignBox[];
  readonly problems: readonly string[];
}

const MAX_BYTES = 32 * 2 ** 20;

const Corner = z
  .string()
  .trim()
  .regex(/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i, 'not a number')
  .transform(Number);
const VocObject = z.object({
  name: z.string().trim().min(1),
  bndbox: z.object({ xmin: Corner, ymin: Corner, xmax: Corner, ymax: Corner }),
});
const VocRoot = z.object({
  annotation: z.union([
    z.literal('').transform(() => ({ filename: undefined, size: undefined, object: [] })),
    z.object({
      filename: z.string().optional(),
      size: z.unknown().optional(),
      object: z.array(z.unknown()).default([]),
    }),
  ]),
});
const VocSize = z.object({
  width: Corner.pipe(z.number().int().positive()),
  height: Corner.pipe(z.number().int().positive()),
});

// Entities are never expanded: a few of them, nested, would fill the memory.
const parser = new XMLParser({
  processEntities: false,
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  isArray: (name) => name === 'object',
});

const PREDEFINED: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

function decodePredefined(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (entity) => PREDEFINED[entity]);
}

/** Reads one VOC file; what is wrong with it comes back as problems, so that one bad file spoils only its picture. */
export function parseVocXml(text: string, file: string): VocAnnotation {
  const fail = (problem: string): VocAnnotation => ({ boxes: [], problems: [`${file}: ${problem}`] });
  if (text.length > MAX_BYTES) return fail('larger than 32 MiB');
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return fail('declares a document type or entities, which is refused');
  let raw: unknown;
  try {
    raw = parser.parse(text, true);
  } catch (cause) {
    return fail(`not readable XML (${(cause as Error).message.split('\n')[0]})`);
  }
  const root = VocRoot.safeParse(raw);
  if (!root.success) return fail('no <annotation> as Pascal VOC has it');
  const { filename, size, object } = root.data.annotation;
  const boxes: ForeignBox[] = [];
  const problems: string[] = [];
  object.forEach((each, index) => {
    const where = `${file}, object ${index + 1}`;
    const parsed = VocObject.safeParse(each);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0];
      problems.push(`${where}: ${path.join('.')}: ${message}`);
      return;
    }
    const { xmin, ymin, xmax, ymax } = parsed.data.bndbox;
    boxes.push({ className: decodePredefined(parsed.data.name), xyxy: [xmin, ymin, xmax, ymax], where });
  });
  const parsedSize = VocSize.safeParse(size);
  return {
    ...(filename === undefined || filename === '' ? {} : { filename: decodePredefined(filename) }),
    ...(parsedSize.success ? { size: parsedSize.data } : {}),
    boxes,
    problems,
  };
}
