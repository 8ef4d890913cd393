import { describe, expect, it } from 'vitest';
import { describeModel } from './select-models.ts';

const row = { sha256: 'a'.repeat(64), name: null, manifest: null, seenMs: 0, trapsUsing: 2 };

describe('describeModel', () => {
  it('calls a model without a manifest unregistered instead of guessing what it was trained on', () => {
    expect(describeModel(row)).toMatchObject({ dataKind: 'unregistered', map50: null, trapsUsing: 2 });
  });
  it('treats a manifest that does not parse like a missing one', () => {
    expect(describeModel({ ...row, manifest: { data: { kind: 'mosquitoes' } } }).dataKind).toBe(
      'unregistered',
    );
  });
});
