import { InputError } from '@natiu/errors';

/** What a YOLO `data.yaml` says; paths as written, names by label index. */
export interface DataYaml {
  readonly path: string | undefined;
  readonly train: readonly string[];
  readonly valid: readonly string[];
  readonly test: readonly string[];
  readonly names: readonly string[];
}

type Value = string | readonly string[] | ReadonlyMap<string, string>;

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

const USED_KEYS = new Set(['path', 'train', 'val', 'valid', 'test', 'names', 'nc']);

/**
 * Reads the flat YAML that YOLO data sets use: scalars, `[a, b]`, `{0: a}`, and indented lists and maps.
 * Keys that training does not need (licence, download script) are skipped.
 * @throws InputError with file and line for anything else
 */
export function parseDataYaml(text: string, file: string): DataYaml {
  const values = readTopLevel(text, file);
  const fail = (message: string): never => {
    throw new InputError(`${file}: ${message}`, { details: { file } });
  };
  const names = toNames(values.get('names'), fail);
  const count = values.get('nc');
  if (count !== undefined && count !== String(names.length))
    fail(`nc is ${String(count)}, but names lists ${names.length} classes`);
  const folder = values.get('path');
  if (folder !== undefined && typeof folder !== 'string') fail('path must be one folder');
  return {
    path: folder as string | undefined,
    train: toFolders('train', values.get('train'), fail),
    valid: toFolders('val', values.get('val') ?? values.get('valid'), fail),
    test: toFolders('test', values.get('test'), fail),
    names,
  };
}

function toFolders(
  key: string,
  value: Value | undefined,
  fail: (message: string) => never,
): readonly string[] {
  if (value === undefined || value === '') return [];
  if (typeof value === 'string') return [value];
  if (value instanceof Map) return fail(`${key} must be a folder or a list of folders`);
  return value as readonly string[];
}

function toNames(value: Value | undefined, fail: (message: string) => never): readonly string[] {
  if (value === undefined)
    return fail('names is missing: list the class names, such as names: [Female, Male]');
  if (typeof value === 'string') return fail('names must be a list or a map of class names');
  if (!(value instanceof Map)) return value as readonly string[];
  const names: string[] = [];
  for (const [key, name] of value as ReadonlyMap<string, string>) {
    if (!/^\d+$/.test(key)) fail(`names: "${key}" is not a class number`);
    names[Number(key)] = name;
  }
  for (let index = 0; index < names.length; index++)
    if (names[index] === undefined) fail(`names: class ${index} is missing`);
  return names;
}

function readTopLevel(text: string, file: string): Map<string, Value> {
  const lines = toLines(text);
  const values = new Map<string, Value>();
  for (let at = 0; at < lines.length;) {
    const line = lines[at++];
    if (line.text === '---' || line.text === '...') continue;
    const match = /^([A-Za-z_][\w-]*)\s*:(?:\s+(.*))?$/.exec(line.text);
    if (line.indent !== 0 || match === null)
      throw lineError(file, line, 'expected "key: value" at the start of the line');
    const [, key, rest = ''] = match;
    const isList = (next: Line): boolean => next.indent > 0 || /^-(\s|$)/.test(next.text);
    const block: Line[] = [];
    while (at < lines.length && isList(lines[at])) block.push(lines[at++]);
    if (!USED_KEYS.has(key)) continue;
    if (values.has(key)) throw lineError(file, line, `${key} appears twice`);
    if (rest !== '' && block.length > 0 && /^[[{]/.test(rest)) {
      const joined = [rest, ...block.map((part) => part.text)].join(' ');
      values.set(key, parseInline(joined, line, file));
    } else if (rest !== '' && block.length > 0) {
      throw lineError(file, block[0], `unexpected indented line below "${key}: ${rest}"`);
    } else values.set(key, block.length > 0 ? parseBlock(block, file) : parseInline(rest, line, file));
  }
  return values;
}

function toLines(text: string): Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((raw, index) => {
      const clean = stripComment(raw).trimEnd();
      return { number: index + 1, indent: clean.length - clean.trimStart().length, text: clean.trim() };
    })
    .filter((line) => line.text !== '');
}

/** A `#` starts a comment at the start of a line or after a space, outside quotes. */
function stripComment(line: string): string {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if ((char === '"' || char === "'") && (i === 0 || /[\s[{,:-]/.test(line[i - 1]))) quote = char;
    else if (char === '#' && (i === 0 || /\s/.test(line[i - 1]))) return line.slice(0, i);
  }
  return line;
}

function parseBlock(block: readonly Line[], file: string): Value {
  if (/^-(\s|$)/.test(block[0].text)) {
    return block.map((line) => {
      if (!/^-\s+\S/.test(line.text) || line.indent !== block[0].indent)
        throw lineError(file, line, 'expected a list entry "- value"');
      return parseScalar(line.text.slice(1).trim(), line, file);
    });
  }
  const map = new Map<string, string>();
  for (const line of block) {
    if (line.indent !== block[0].indent) throw lineError(file, line, 'unexpected indentation');
    addEntry(map, line.text, line, file);
  }
  return map;
}

function addEntry(map: Map<string, string>, text: string, line: Line, file: string): void {
  const match = /^("[^"]*"|'[^']*'|[^\s:]+)\s*:\s+(.+)$/.exec(text);
  if (match === null) throw lineError(file, line, 'expected "number: name"');
  const key = parseScalar(match[1], line, file);
  if (map.has(key)) throw lineError(file, line, `${key} appears twice`);
  map.set(key, parseScalar(match[2], line, file));
}

function parseInline(text: string, line: Line, file: string): Value {
  const open = text[0];
  if (open !== '[' && open !== '{') return parseScalar(text, line, file);
  const close = open === '[' ? ']' : '}';
  if (!text.endsWith(close)) throw lineError(file, line, `"${close}" is missing`);
  const items = splitItems(text.slice(1, -1));
  if (open === '[') return items.map((item) => parseScalar(item, line, file));
  const map = new Map<string, string>();
  for (const item of items) addEntry(map, item, line, file);
  return map;
}

function splitItems(text: string): string[] {
  const items = text.match(/(?:"[^"]*"|'[^']*'|[^,"']|['"])+/g) ?? [];
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

function parseScalar(text: string, line: Line, file: string): string {
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    if (text.length < 2 || !text.endsWith(quote)) throw lineError(file, line, `closing ${quote} is missing`);
    return text.slice(1, -1);
  }
  if (/^[&*!|>%@`]/.test(text)) throw lineError(file, line, `this kind of YAML is not supported: ${text}`);
  return text;
}

function lineError(file: string, line: Line, message: string): InputError {
  return new InputError(`${file}:${line.number}: ${message}`, { details: { file, line: line.number } });
}
