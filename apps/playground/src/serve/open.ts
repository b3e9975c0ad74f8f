// Serves the playground of this checkout until Ctrl-C: `open.ts [--port N] [--open] [--model FOLDER]`. The page is built first where it has to be.
import { parseArgs } from 'node:util';
import { openInBrowser, servePlayground } from './index.ts';

const { values } = parseArgs({
  options: { port: { type: 'string' }, open: { type: 'boolean', default: false }, model: { type: 'string' } },
});
try {
  const server = await servePlayground({
    port: values.port === undefined ? undefined : Number(values.port),
    modelFolder: values.model,
    onNotice: (text) => console.error(`playground: ${text}`),
  });
  console.log(`The playground is at ${server.url} (Ctrl-C ends it).`);
  if (values.open && !(await openInBrowser(server.url))) console.error('playground: No browser could be started.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
} catch (error) {
  console.error(`playground: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
