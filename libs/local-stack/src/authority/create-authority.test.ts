import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createAuthority } from './create-authority.ts';

const home = mkdtempSync(join(tmpdir(), 'natiu-authority-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('createAuthority', () => {
  it('issues device certificates that carry the trap id and are signed by it', async () => {
    const authority = await createAuthority(join(home, 'a'));
    const issued = await authority.issueDeviceCertificate('trap-1');
    const certificate = new X509Certificate(issued.certPem);
    const ca = new X509Certificate(issued.caPem);
    expect(certificate.subject.split('\n')).toContain('CN=trap-1');
    expect(certificate.subject.split('\n')).toContain('OU=device');
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.checkPrivateKey(createPrivateKey(issued.keyPem))).toBe(true);
    for (const pem of [issued.certPem, issued.keyPem, issued.caPem])
      expect(pem.endsWith('-----\n')).toBe(true);
  });

  it('names localhost and 127.0.0.1 in the server certificate, and more hosts on request', async () => {
    const authority = await createAuthority(join(home, 'b'));
    const plain = new X509Certificate((await authority.issueServerCertificate()).certPem);
    expect(plain.checkHost('localhost')).toBe('localhost');
    expect(plain.checkIP('127.0.0.1')).toBe('127.0.0.1');
    const wide = new X509Certificate((await authority.issueServerCertificate(['natiu.lan'])).certPem);
    expect(wide.checkHost('natiu.lan')).toBe('natiu.lan');
  });

  it('hands out the same certificates at the second start, from private files', async () => {
    const dir = join(home, 'c');
    const first = await (await createAuthority(dir)).issueDeviceCertificate('trap-1');
    const again = await (await createAuthority(dir)).issueDeviceCertificate('trap-1');
    expect(again.certPem).toBe(first.certPem);
    expect(again.keyPem).toBe(first.keyPem);
    for (const file of [first.keyFile, first.certFile, first.caFile, join(dir, 'ca.key.pem')]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });

  it('issues anew what another authority had signed', async () => {
    const dir = join(home, 'd');
    const first = await (await createAuthority(dir)).issueDeviceCertificate('trap-1');
    rmSync(join(dir, 'ca.pem'));
    rmSync(join(dir, 'ca.key.pem'));
    const second = await (await createAuthority(dir)).issueDeviceCertificate('trap-1');
    expect(second.certPem).not.toBe(first.certPem);
    expect(new X509Certificate(second.certPem).verify(new X509Certificate(second.caPem).publicKey)).toBe(
      true,
    );
  });

  it('does not replace an authority whose key is gone: every trap trusts the old one', async () => {
    const dir = join(home, 'e');
    await createAuthority(dir);
    rmSync(join(dir, 'ca.key.pem'));
    await expect(createAuthority(dir)).rejects.toThrow(/ca\.key\.pem/);
  });

  it('refuses names that could be taken for something else', async () => {
    const authority = await createAuthority(join(home, 'f'));
    for (const id of ['', 'Trap', 'service.ingest', 'a/b', '../x', 'trap,OU=service']) {
      await expect(authority.issueDeviceCertificate(id)).rejects.toThrow();
    }
    for (const name of ['', 'a.b', '../x', 'x,OU=device']) {
      await expect(authority.issueServiceCertificate(name)).rejects.toThrow();
    }
  });
});
