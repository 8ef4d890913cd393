import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createSigningKey, readPrivateKey } from '@natiu/model-package';

/** Whole or not at all, and only for its owner. */
export function writePrivate(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.half`;
  writeFileSync(half, text, { mode: 0o600 });
  chmodSync(half, 0o600);
  renameSync(half, file);
}

/** Random, made at the first start and kept: sign-ins stay valid over restarts. */
export function readOrCreateSecret(file: string): string {
  if (existsSync(file)) {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept.length >= 32) return kept;
  }
  const secret = randomBytes(48).toString('base64url');
  writePrivate(file, `${secret}\n`);
  return secret;
}

/** The key of this installation, made at the first start: models that it signed stay good over restarts. */
export function ensureSigningKey(file: string): void {
  if (existsSync(file)) readPrivateKey(readFileSync(file, 'utf8'));
  else writePrivate(file, createSigningKey().privateKey);
}
