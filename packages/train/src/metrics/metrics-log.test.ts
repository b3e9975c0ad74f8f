import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { memoryStorage } from '@recyclegpt/hub';
import { folderStorage } from '@recyclegpt/hub/node';
import { ConfigError, FileError, type Storage } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { type AppendableStorage, MetricsLog } from './metrics-log.ts';
import { readMetrics, seriesOf } from './read-metrics.ts';

const path = 'run/metrics.jsonl';

function appendable(root: string): AppendableStorage {
  const disk = folderStorage(root);
  return {
    open: (file) => disk.open(file),
    write: (file, chunks) => disk.write(file, chunks),
    list: (folder) => disk.list(folder),
    remove: (file) => disk.remove(file),
    async append(file, bytes) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await appendFile(join(root, file), bytes);
    },
  };
}

async function textIn(storage: Storage): Promise<string> {
  using source = await storage.open(path);
  return source === undefined ? '' : new TextDecoder().decode(await source.read(0, source.sizeBytes));
}

async function write(storage: Storage, text: string): Promise<void> {
  await storage.write(path, [new TextEncoder().encode(text)]);
}

describe.each(['written anew', 'added to'])('a log that is %s', (kind) => {
  async function withStorage(test: (storage: Storage) => Promise<void>): Promise<void> {
    await using folder = await temporaryFolder();
    await test(kind === 'added to' ? appendable(folder.path) : memoryStorage());
  }

  test('holds a line a record, in order, once it is flushed', () =>
    withStorage(async (storage) => {
      const log = await MetricsLog.open({ storage, path, resumeStep: 0, flushEvery: 3 });
      for (let step = 1; step <= 7; step++) await log.add({ step, loss: 1 / step, phase: 'train', isBest: step === 7 });
      expect((await textIn(storage)).split('\n')).toHaveLength(7);
      await log.flush();
      await log.flush();
      const records = await readMetrics(storage, path);
      expect(records.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect(records[6]).toEqual({ step: 7, loss: 1 / 7, phase: 'train', isBest: true });
      expect(log.repair).toEqual({ numUnreadable: 0, numLater: 0 });
    }));

  test('resumes without steps twice, and mends a last line that was cut', () =>
    withStorage(async (storage) => {
      const lines = [1, 2, 2, 3, 4].map((step) => JSON.stringify({ step, loss: step }));
      await write(storage, `${lines.join('\n')}\n{"step":5,"lo`);
      const log = await MetricsLog.open({ storage, path, resumeStep: 2 });
      expect(log.repair).toEqual({ numUnreadable: 1, numLater: 2 });
      expect(await textIn(storage)).toBe(`${lines.slice(0, 3).join('\n')}\n`);
      await log.add({ step: 3, loss: 30 });
      await log.flush();
      const again = await MetricsLog.open({ storage, path, resumeStep: 3 });
      expect(again.repair).toEqual({ numUnreadable: 0, numLater: 0 });
      expect(seriesOf(await readMetrics(storage, path), 'loss')).toEqual({
        steps: [1, 2, 2, 3],
        values: [1, 2, 2, 30],
      });
      await expect(again.add({ step: 2 })).rejects.toThrow('step 3 or later');
    }));

  test('a last line that only lacks its end stays', () =>
    withStorage(async (storage) => {
      await write(storage, '{"step":1}');
      const log = await MetricsLog.open({ storage, path, resumeStep: 9 });
      await log.add({ step: 2 });
      await log.flush();
      expect(await textIn(storage)).toBe('{"step":1}\n{"step":2}\n');
    }));

  test('numbers that JSON lacks come back', () =>
    withStorage(async (storage) => {
      const record = { step: 1, loss: Number.NaN, gradNorm: Number.POSITIVE_INFINITY, low: Number.NEGATIVE_INFINITY };
      const log = await MetricsLog.open({ storage, path, resumeStep: 0, flushEvery: 1 });
      await log.add(record);
      expect(await readMetrics(storage, path)).toEqual([record]);
    }));

  test('records that could not be written are written later', () =>
    withStorage(async (storage) => {
      let isFull = true;
      const failing: Storage | AppendableStorage = {
        open: (file) => storage.open(file),
        list: (folder) => storage.list(folder),
        remove: (file) => storage.remove(file),
        async write(file, chunks) {
          if (isFull) throw new Error('ENOSPC');
          await storage.write(file, chunks);
        },
        ...(kind === 'added to' && {
          async append(file: string, bytes: Uint8Array) {
            await (storage as AppendableStorage).append(file, isFull ? bytes.subarray(0, 5) : bytes);
            if (isFull) throw new FileError({ what: 'ENOSPC', where: file });
          },
        }),
      };
      const log = await MetricsLog.open({ storage: failing, path, resumeStep: 0 });
      await log.add({ step: 1 });
      await expect(log.flush()).rejects.toThrow(path);
      isFull = false;
      await log.add({ step: 2 });
      await log.flush();
      expect((await readMetrics(storage, path)).map(({ step }) => step)).toEqual([1, 2]);
    }));
});

test('what cannot be logged is refused by name', async () => {
  const storage = memoryStorage();
  const log = await MetricsLog.open({ storage, path, resumeStep: 0 });
  await expect(log.add({ step: 1.5 })).rejects.toThrow(ConfigError);
  await expect(log.add({ step: 1, loss: undefined } as never)).rejects.toThrow('(loss)');
  await expect(MetricsLog.open({ storage, path, resumeStep: -1 })).rejects.toThrow('(resumeStep)');
  await expect(MetricsLog.open({ storage, path, resumeStep: 0, flushEvery: 0 })).rejects.toThrow('(flushEvery)');
  await expect(readMetrics(storage, path)).rejects.toThrow(FileError);
  await write(storage, 'hello\n[1]\n{"loss":1}\n');
  await expect(readMetrics(storage, path)).rejects.toThrow('3 lines');
});
