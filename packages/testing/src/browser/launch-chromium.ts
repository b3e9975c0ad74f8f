import { existsSync } from 'node:fs';
import type { Browser, BrowserType } from 'playwright-core';

export interface ChromiumOptions {
  /** Chromium's program. Default: `RECYCLEGPT_CHROMIUM`, else where Linux distributions and Chrome's installers put it. */
  readonly path?: string;
  /** Offers WebGPU by a software adapter, on machines without a graphics processor too. */
  readonly hasWebGpu?: boolean;
}

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium's program: the one named, else `RECYCLEGPT_CHROMIUM`, else the first that is found; `undefined` without one. */
export async function findChromium(
  path: string | undefined = process.env['RECYCLEGPT_CHROMIUM'],
): Promise<string | undefined> {
  return (await candidates(path)).find((place) => existsSync(place));
}

async function candidates(path: string | undefined): Promise<readonly string[]> {
  return path === undefined ? [...places, (await playwright()).executablePath()] : [path];
}

/** Imported late: whoever runs no suite in a browser need not install it. */
async function playwright(): Promise<BrowserType> {
  return (await import('playwright-core')).chromium;
}

/**
 * Starts Chromium without a window. Close it in the end.
 * @throws Error that lists the places searched: a test without its browser fails, it is not left out.
 */
export async function launchChromium({ path, hasWebGpu = false }: ChromiumOptions = {}): Promise<Browser> {
  const named = path ?? process.env['RECYCLEGPT_CHROMIUM'];
  const found = await findChromium(named);
  if (found === undefined) {
    throw new Error(
      `No Chromium was found, which tests in a browser need. Looked for ${(await candidates(named)).join(', ')}. ` +
        'Install it (Debian: apt-get install chromium), or set RECYCLEGPT_CHROMIUM to its program.',
    );
  }
  const gpu = hasWebGpu ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : [];
  return await (await playwright()).launch({
    executablePath: found,
    args: [...flags, ...gpu],
    ignoreDefaultArgs: ['--disable-gpu'],
    timeout: 120_000,
  });
}
