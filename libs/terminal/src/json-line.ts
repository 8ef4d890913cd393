/** For `--json`: one object on one line of standard output; commands print it last. */
export function printJsonLine(value: object, stream: NodeJS.WritableStream = process.stdout): void {
  stream.write(`${JSON.stringify(value)}\n`);
}
