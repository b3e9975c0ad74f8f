// Vite's development server for the page: what is changed is seen at once. `pnpm --filter @recyclegpt/playground dev`.
import { createServer } from 'vite';
import { playgroundConfig } from './playground-config.ts';

const server = await createServer(playgroundConfig());
await server.listen();
server.printUrls();
