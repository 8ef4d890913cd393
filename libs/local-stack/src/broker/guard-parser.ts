/** Topic, identifiers and the fixed header come on top of the payload. */
const HEADER_ALLOWANCE_BYTES = 1024;

interface Parser {
  packet: { length: number };
  parse(chunk: Uint8Array): number;
  _parseLength(): boolean;
  _emitError(error: Error): void;
}

/**
 * Refuses a packet by its announced length, before anything of it is buffered: the broker itself has no limit,
 * and 256 MB per connection would be an easy way to bring it down. And turns whatever the parser throws over
 * nonsense into an error of this one connection. Reaches into the broker's own parser, since a stream in
 * between would cost every message; the integration tests tell when that no longer works.
 */
export function guardParser(client: object, maxPayloadBytes: number): void {
  const parser = (client as { _parser: Parser })._parser;
  const parse = parser.parse.bind(parser);
  const parseLength = parser._parseLength.bind(parser);
  const limit = maxPayloadBytes + HEADER_ALLOWANCE_BYTES;
  parser._parseLength = () => {
    const done = parseLength();
    if (done && parser.packet.length > limit) {
      parser._emitError(new Error(`a packet of ${parser.packet.length} bytes is over the limit of ${limit}`));
      return false;
    }
    return done;
  };
  parser.parse = (chunk) => {
    try {
      return parse(chunk);
    } catch (cause) {
      parser._emitError(new Error('a packet that cannot be parsed', { cause }));
      return 0;
    }
  };
}
