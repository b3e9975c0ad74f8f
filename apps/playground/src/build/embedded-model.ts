import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import type { EmbeddedModel } from '../app/embedded-model.ts';

/** What a folder of a model may hold that the page reads. */
const wanted = /^(config\.json|tokenizer\.json|tokenizer_config\.json|.*\.safetensors|.*\.gguf|.*\.bin)$/;

interface ModelFile {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Puts the files of a model beside the page, under names with their hashes, and tells the page of them as
 * `import.meta.env.EMBEDDED_MODEL`. Without a folder the page uses a model with random weights, and says so.
 */
export function embeddedModel(folder: string): Plugin {
  const files = filesIn(folder);
  return {
    name: 'embedded-model',
    config: () => ({ define: { 'import.meta.env.EMBEDDED_MODEL': JSON.stringify(descriptionOf(folder, files)) } }),
    generateBundle() {
      for (const file of files)
        this.emitFile({ type: 'asset', fileName: pathOf(file), source: readFileSync(file.path) });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const file = files.find((each) => request.url?.endsWith(pathOf(each)));
        if (file === undefined) return next();
        response.setHeader('Content-Type', 'application/octet-stream');
        response.end(readFileSync(file.path));
      });
    },
  };
}

function filesIn(folder: string): readonly ModelFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => wanted.test(name))
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { name, path: join(folder, name), sha256, sizeBytes: bytes.length };
    });
}

/** A name that changes with the contents, so that it may be kept for ever. */
function pathOf({ name, sha256 }: ModelFile): string {
  return `assets/model-${sha256.slice(0, 8)}-${name}`;
}

function descriptionOf(folder: string, files: readonly ModelFile[]): EmbeddedModel | null {
  if (files.length === 0) return null;
  return {
    name: basename(folder),
    files: files.map((file) => ({
      name: file.name,
      path: pathOf(file),
      sizeBytes: file.sizeBytes,
      sha256: file.sha256,
    })),
  };
}
