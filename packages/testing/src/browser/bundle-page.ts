import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder of scripts for a page, gone with this object. */
export interface PageBundle extends AsyncDisposable {
  readonly folder: string;
}

/** Beside this file, which is TypeScript in the workspace and JavaScript where the package is installed. */
const standIn = fileURLToPath(new URL(`./page/vitest${extname(import.meta.url)}`, import.meta.url));

/** Marks the scripts among the modules of a bundle. */
const prefix = 'recyclegpt-script:';

/**
 * Bundles scripts, given as text, for a browser, each as `<name>.js`. What they import of the workspace is bundled from
 * source. Vitest is replaced by a stand-in that collects what is declared and runs it when `runCases` is called.
 */
export async function bundlePage(scripts: Readonly<Record<string, string>>): Promise<PageBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'recyclegpt-page-'));
  const imported = Object.values(scripts);
  // Imported late: whoever runs no suite in a browser need not install it.
  const { build } = await import('vite');
  await build({
    configFile: false,
    logLevel: 'error',
    base: './',
    publicDir: false,
    plugins: [
      {
        name: 'recyclegpt-scripts',
        resolveId: (id) => (id.startsWith(prefix) ? id : undefined),
        // What the scripts import is wanted for what it does, whatever its package says about side effects.
        transform: (code, id) =>
          imported.some((script) => script.includes(JSON.stringify(id)))
            ? { code, moduleSideEffects: true }
            : undefined,
        load: (id) => (id.startsWith(prefix) ? scripts[id.slice(prefix.length)] : undefined),
      },
    ],
    resolve: {
      conditions: ['@recyclegpt/source', 'browser', 'import', 'module', 'default'],
      alias: [{ find: /^vitest$/, replacement: standIn }],
    },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'esnext',
      minify: false,
      modulePreload: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.keys(scripts).map((name) => [name, `${prefix}${name}`])),
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
