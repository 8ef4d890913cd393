/** A class or function that a pickle names. It is a name and nothing else: nothing is ever looked up or called. */
export class PickledGlobal {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }

  toString(): string {
    return `${this.module}.${this.name}`;
  }
}

/** What a pickle would have built by calling a global that is not on the allowlist: inert, but its parts can be walked. */
export class PickledObject {
  readonly callee: PickledGlobal;
  readonly args: readonly unknown[];
  /** Attributes, as the pickle gave them: a dictionary, or a pair of them. */
  state: unknown = undefined;
  readonly items: unknown[] = [];
  readonly entries = new Map<unknown, unknown>();

  constructor(callee: PickledGlobal, args: readonly unknown[]) {
    this.callee = callee;
    this.args = args;
  }

  /** An attribute from the state; undefined when there is none. */
  attribute(name: string): unknown {
    const parts = Array.isArray(this.state) ? this.state : [this.state];
    return parts
      .find((part): part is Map<unknown, unknown> => part instanceof Map && part.has(name))
      ?.get(name);
  }
}
