import { AppError, EnvironmentError, InputError } from '@natiu/errors';

const MAX_LENGTH = 400;

/** The forms in which ONNX Runtime names the node it stumbled over. */
const nodePatterns = [
  /In Node, \("([^"]+)"/,
  /Node \(([^)]+)\) Op \(/,
  /Name:'([^']+)'/,
  /Node:\s?'?([^\s'()]+)/,
  /Node\(([^)]+)\)/,
];

/**
 * Turns a failure of ONNX Runtime into one that says what to do.
 * @param doing what was tried, e.g. `loading graph "step"`
 */
export function explainError(cause: unknown, doing: string): AppError {
  if (cause instanceof AppError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const node = nodePatterns.map((pattern) => pattern.exec(text)?.[1]).find((name) => name !== undefined);
  const at = node === undefined ? '' : ` at node "${node}"`;
  const message = `ONNX Runtime failed ${doing}${at}: ${shorten(text)}`;
  const options = { cause, details: node === undefined ? {} : { node } };
  if (/bad_alloc|failed to allocate|out of memory|allocation failed/i.test(text))
    return new EnvironmentError(`not enough memory: ${message}`, options);
  return new InputError(message, options);
}

/** Its messages may start with a line of its own source code, which helps nobody here. */
function shorten(text: string): string {
  const plain = text
    .replace(/\S*onnxruntime\S*\.(?:cc|h|cpp):\d+ .*?\)(?: const)? (?=[A-Z"'\d])/s, '')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > MAX_LENGTH ? `${plain.slice(0, MAX_LENGTH)}...` : plain;
}
