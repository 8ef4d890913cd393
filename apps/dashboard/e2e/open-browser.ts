import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Quiet, without a GPU, and without anything that looks for a network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

export type Browser = {
  page: Page;
  /** What the browser complained about since the last `complaints.length = 0`. */
  complaints: string[];
  takePicture: (name: string) => Promise<void>;
  close: () => Promise<void>;
};

function findChromium(): string {
  const found = [process.env.NATIU_CHROMIUM, ...CANDIDATES].find((path) => path && existsSync(path));
  if (!found)
    throw new Error('No Chromium was found: install it (Debian: chromium) or name it in NATIU_CHROMIUM.');
  return found;
}

/** Answers that a check provokes on purpose (a refusal, a wrong password) are no complaints. */
const EXPECTED = /status of (400|401|403|429)/;

/** A fresh person's browser. Pictures go to the folder in NATIU_E2E_PICTURES, if there is one. */
export async function openBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'natiu-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: true,
    args: FLAGS,
    locale: 'es-PY',
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const folder = process.env.NATIU_E2E_PICTURES;
  if (folder) mkdirSync(folder, { recursive: true });
  return {
    page,
    complaints,
    takePicture: async (name) => {
      if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    },
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
