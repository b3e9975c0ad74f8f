import { fileSource } from '@recyclegpt/hub/node';
import { FileError } from '@recyclegpt/spec';
import type { DataSource } from '@recyclegpt/train';

/** Files of text, open. */
export interface TextData extends Disposable {
  readonly sources: readonly DataSource[];
  readonly sizeBytes: number;
}

/**
 * Opens files of documents: `.jsonl` with the field `text` in each line, others as text.
 * @throws FileError naming the file that cannot be opened or is empty; none stays open then
 */
export async function openTextData(files: readonly string[]): Promise<TextData> {
  const sources: DataSource[] = [];
  const close = (): void => {
    for (const { source } of sources.splice(0)) source[Symbol.dispose]();
  };
  try {
    for (const file of files) {
      const source = await fileSource(file);
      sources.push({ source, format: /\.(jsonl|ndjson)$/i.test(file) ? { kind: 'jsonl' } : { kind: 'text' } });
      if (source.sizeBytes === 0) throw new FileError({ what: 'A file of texts is empty', where: `--data ${file}` });
    }
  } catch (error) {
    close();
    throw error;
  }
  const sizeBytes = sources.reduce((sum, { source }) => sum + source.sizeBytes, 0);
  return { sources, sizeBytes, [Symbol.dispose]: close };
}
