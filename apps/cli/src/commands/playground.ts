import { once } from 'node:events';
import { resolve } from 'node:path';
import { ConfigError } from '@recyclegpt/spec';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { formatBytes, plural } from '../terminal/format.ts';

/** `recyclegpt playground` */
export const playground: Command = {
  name: 'playground',
  usage: '[options]',
  about: [
    'Serves a page to the browser of this computer, and to no other, until Ctrl-C: a race of plain and recycled words, a text',
    'whose every word tells where it came from, and a model that is trained in the page. All of it runs in the browser. With',
    '--out the page is written into a folder instead, for any web server.',
  ],
  options: ['port', 'open', 'site-folder', ...commonOptions],
  maxWords: 0,
  examples: [
    ['playground --open', 'and open it in the browser'],
    ['playground --port 8080', 'at http://127.0.0.1:8080/'],
    ['playground --out site', 'for a web server of yours'],
  ],
  run: async (call) => {
    if (call.options['site-folder'] === undefined) await serve(call);
    else await writeSite(call, call.options['site-folder']);
  },
};

async function serve({ options, terminal }: Call): Promise<void> {
  const { openInBrowser, servePlayground } = await import('@recyclegpt/playground/serve');
  const onNotice = (text: string): void => terminal.note(text);
  const server = await servePlayground({ port: options.port, onNotice });
  try {
    await terminal.line(`The playground is at ${server.url} (Ctrl-C ends it).`);
    if (options.open === true && !(await openInBrowser(server.url)))
      terminal.note('No browser could be started: open the address yourself.');
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
  } finally {
    await server.close();
  }
}

async function writeSite({ options, terminal }: Call, folder: string): Promise<void> {
  if (options.port !== undefined || options.open === true) {
    const next = 'Leave --out out to serve the page, or the other options to write it.';
    throw new ConfigError({ what: '--port and --open are for a page that is served', where: '--out', next });
  }
  const { exportPlayground } = await import('@recyclegpt/playground/serve');
  const onNotice = (text: string): void => terminal.note(text);
  const { numFiles, sizeBytes } = await exportPlayground({ folder, onNotice });
  await terminal.line(`${plural(numFiles, 'file')}, ${formatBytes(sizeBytes)}, in ${resolve(folder)}.`);
  terminal.note(
    'Any web server can serve it, at any path. The page isolates itself where the server sends no headers.',
  );
}
