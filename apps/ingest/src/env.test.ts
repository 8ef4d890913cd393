import { describe, expect, it } from 'vitest';
import { readSettings } from './env.ts';

describe('readSettings', () => {
  it('names everything that is missing in one message', () => {
    expect(() => readSettings({ DATABASE_URL: ' ' })).toThrow(
      /DATABASE_URL is missing[\s\S]*BROKER_URL is missing/,
    );
    expect(() => readSettings({ BROKER_URL: 'mqtts://localhost:8883' })).toThrow(
      /DATABASE_URL is missing[\s\S]*BROKER_CERT_FILE is missing[\s\S]*BROKER_KEY_FILE is missing[\s\S]*BROKER_CA_FILE is missing/,
    );
  });

  it('names a certificate file that cannot be read', () => {
    const files = {
      BROKER_CERT_FILE: '/no/such.pem',
      BROKER_KEY_FILE: '/no/key.pem',
      BROKER_CA_FILE: '/no/ca.pem',
    };
    const read = () => readSettings({ DATABASE_URL: 'postgresql://x', BROKER_URL: 'mqtts://h:1', ...files });
    expect(read).toThrow(/BROKER_CERT_FILE: \/no\/such\.pem cannot be read \(ENOENT\)/);
  });

  it('names a variable whose value is no good', () => {
    const good = { DATABASE_URL: 'postgresql://x', BROKER_URL: 'mqtt://localhost:1883' };
    expect(() => readSettings({ ...good, HEALTH_PORT: 'abc' })).toThrow(/HEALTH_PORT/);
    expect(() => readSettings({ ...good, BROKER_URL: 'http://localhost' })).toThrow(
      /BROKER_URL must look like/,
    );
    expect(readSettings(good)).toMatchObject({
      clientId: 'service.ingest',
      tls: undefined,
      healthPort: undefined,
    });
  });
});
