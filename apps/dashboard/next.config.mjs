import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyMapAssets } from './tools/copy-map-assets.ts';

const appDir = dirname(fileURLToPath(import.meta.url));
const repoRoot = join(appDir, '../..');

copyMapAssets(appDir);

const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
];

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: repoRoot },
  outputFileTracingRoot: repoRoot,
  transpilePackages: [
    '@natiu/api',
    '@natiu/config',
    '@natiu/contracts',
    '@natiu/db',
    '@natiu/domain',
    '@natiu/errors',
    '@natiu/logger',
    '@natiu/object-store',
    '@natiu/services',
    '@natiu/ui',
  ],
  serverExternalPackages: ['pino', 'postgres', 'better-auth'],
  // Types are checked once, by the repository's own command.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
};

export default config;
