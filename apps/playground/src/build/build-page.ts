// Builds the page into `dist/page`, from the sources of all packages.
import { build } from 'vite';
import { playgroundConfig } from './playground-config.ts';

await build({ ...playgroundConfig(), logLevel: 'warn' });
