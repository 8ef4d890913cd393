import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, NotFoundError } from '@natiu/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAgentConfig } from './agent-config.ts';

const good = {
  trapId: 'trap-1',
  model: 'models/nano.onnx',
  source: { kind: 'replay', folder: 'pictures' },
  broker: { host: 'localhost', port: 8883, certFile: 'c.pem', keyFile: 'k.pem', caFile: '/etc/ca.pem' },
  dataDir: 'data',
  timeZone: 'America/Asuncion',
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'natiu-config-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function load(config: unknown) {
  const file = join(dir, 'trap.json');
  writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  return () => loadAgentConfig(file);
}

describe('configuration of the agent', () => {
  it('takes relative paths from the folder of the file and fills in the defaults', () => {
    const config = load(good)();
    expect(config.model).toBe(join(dir, 'models/nano.onnx'));
    expect(config.source).toEqual({
      kind: 'replay',
      folder: join(dir, 'pictures'),
      paceSeconds: 1,
      loop: false,
    });
    expect(config.broker).toMatchObject({
      keyFile: join(dir, 'k.pem'),
      caFile: '/etc/ca.pem',
      mqttVersion: 'auto',
    });
    expect(config).toMatchObject({ intervalSeconds: 900, heartbeatSeconds: 30 });
  });

  it('takes replayed pictures for independent ones and those of a camera not, unless told otherwise', () => {
    const camera = { kind: 'folder', folder: 'camera' };
    expect(load(good)().independentCaptures).toBe(true);
    expect(load({ ...good, source: camera })().independentCaptures).toBe(false);
    expect(load({ ...good, source: camera, independentCaptures: true })().independentCaptures).toBe(true);
  });

  it.each([
    ['trapId', { ...good, trapId: 'Trap 1' }],
    ['source.kind', { ...good, source: { kind: 'webcam' } }],
    ['source.paceSeconds', { ...good, source: { ...good.source, paceSeconds: -1 } }],
    ['broker.port', { ...good, broker: { ...good.broker, port: 'tls' } }],
    ['broker.keyFile', { ...good, broker: { ...good.broker, keyFile: undefined } }],
    ['timeZone', { ...good, timeZone: 'Paraguay/Nowhere' }],
    ['intervalSeconds', { ...good, intervalSeconds: 7200 }],
    ['confidence', { ...good, confidence: 40 }],
    ['intervalSecond', { ...good, intervalSecond: 60 }],
  ])('names the file and the key %s', (key, config) => {
    const expected = new RegExp(`trap\\.json[\\s\\S]*${key.replace('.', '\\.')}`);
    expect(load(config)).toThrow(expected);
    expect(load(config)).toThrow(InputError);
  });

  it('says what is wrong with a missing file and with one that is not JSON', () => {
    expect(() => loadAgentConfig(join(dir, 'none.json'))).toThrow(NotFoundError);
    expect(load('{"trapId": ')).toThrow(/trap\.json is not JSON/);
  });
});
