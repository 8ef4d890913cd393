import { describe, expect, it } from 'vitest';
import { mayConnect, mayPublish, maySubscribe, readIdentity } from './access.ts';
import type { Identity } from './access.ts';

const device: Identity = { commonName: 'trap-1', role: 'device' };
const service: Identity = { commonName: 'service.ingest', role: 'service' };

describe('access to the broker', () => {
  it('takes the role from the certificate and knows no third one', () => {
    expect(readIdentity({ CN: 'trap-1', OU: 'device' })).toEqual(device);
    expect(readIdentity({ CN: 'service.ingest', OU: 'service' })).toEqual(service);
    for (const subject of [
      undefined,
      {},
      { CN: 'x' },
      { CN: '', OU: 'device' },
      { CN: ['a'], OU: 'device' },
    ]) {
      expect(readIdentity(subject)).toBeUndefined();
    }
  });

  it('lets a device connect as itself only, and a service several times under its name', () => {
    expect(mayConnect(device, 'trap-1')).toBe(true);
    for (const id of ['trap-2', 'trap-1.2', '', 'TRAP-1']) expect(mayConnect(device, id)).toBe(false);
    expect(mayConnect(service, 'service.ingest')).toBe(true);
    expect(mayConnect(service, 'service.ingest.2')).toBe(true);
    for (const id of ['trap-1', 'service.ingest2', 'service.other', 'service.ingest.+']) {
      expect(mayConnect(service, id)).toBe(false);
    }
  });

  it('lets a device publish under its own names only, and never the answers of the cloud', () => {
    for (const topic of [
      'natiu/v1/traps/trap-1/counts',
      'natiu/v1/traps/trap-1/heartbeat',
      'natiu/v1/traps/trap-1/events',
      '$aws/things/trap-1/jobs/start-next',
      '$aws/things/trap-1/shadow/update',
    ]) {
      expect(mayPublish(device, topic), topic).toBe(true);
    }
    for (const topic of [
      'natiu/v1/traps/trap-2/counts',
      'natiu/v1/traps/trap-1/cmd/committed',
      'natiu/v1/traps/trap-1/other',
      'natiu/v1/traps/trap-1/counts/more',
      '$aws/things/trap-2/shadow/update',
      '$aws/things/trap-1/shadow/update/accepted',
      '$aws/things/trap-1/jobs/notify',
      '$aws/events/job/1',
      'elsewhere',
    ]) {
      expect(mayPublish(device, topic), topic).toBe(false);
    }
  });

  it('lets a device listen under its own names only', () => {
    for (const filter of [
      'natiu/v1/traps/trap-1/cmd/#',
      'natiu/v1/traps/trap-1/cmd/committed',
      '$aws/things/trap-1/jobs/+/get/+',
    ]) {
      expect(maySubscribe(device, filter), filter).toBe(true);
    }
    for (const filter of [
      '#',
      '+/#',
      'natiu/#',
      'natiu/v1/traps/+/cmd/#',
      'natiu/v1/traps/#',
      'natiu/v1/traps/trap-2/cmd/#',
      'natiu/v1/traps/trap-1/counts',
      '$aws/things/+/shadow/#',
      '$share/g/natiu/v1/traps/trap-1/cmd/#',
    ]) {
      expect(maySubscribe(device, filter), filter).toBe(false);
    }
  });

  it('lets a service hear all traps and command them, and nothing else', () => {
    expect(maySubscribe(service, 'natiu/v1/traps/+/counts')).toBe(true);
    expect(maySubscribe(service, '#')).toBe(false);
    expect(maySubscribe(service, '$aws/things/+/jobs/+/update')).toBe(false);
    expect(mayPublish(service, 'natiu/v1/traps/trap-1/cmd/committed')).toBe(true);
    expect(mayPublish(service, 'natiu/v1/traps/trap-1/counts')).toBe(false);
  });

  it('keeps to the bounds that AWS IoT sets for topics', () => {
    expect(mayPublish(service, `natiu/v1/traps/t/cmd/${'x'.repeat(300)}`)).toBe(false);
    expect(mayPublish(service, 'natiu/v1/traps/t/cmd/a/b/c/d')).toBe(false);
  });
});
