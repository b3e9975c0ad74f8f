import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { codeOf } from './code.ts';
import { schedulerKinds, usualSettings } from './settings.ts';

describe('codeOf', () => {
  it('is TypeScript for every scheduler and rule', () => {
    for (const scheduler of schedulerKinds)
      for (const acceptance of ['exact', 'typical'] as const)
        for (const draftLength of [undefined, 3]) {
          const code = codeOf(
            { ...usualSettings, scheduler, acceptance, draftLength },
            { prompt: 'A "fox"\n', seed: 7 },
          );
          const { diagnostics } = ts.transpileModule(code, {
            reportDiagnostics: true,
            compilerOptions: { target: 99, module: 99 },
          });
          expect(diagnostics, code).toEqual([]);
        }
  });

  it('says what differs from the defaults, and imports what it uses', () => {
    const settings = {
      ...usualSettings,
      scheduler: 'verified',
      draftLength: 3,
      acceptance: 'trust',
      topK: 40,
    } as const;
    const code = codeOf(settings, { prompt: 'Hi', seed: 5 });
    expect(code).toContain("import { verified, trustAll } from '@recyclegpt/schedulers';");
    expect(code).toContain('scheduler: verified({ length: 3, acceptance: trustAll })');
    expect(code).toContain('temperature: 0.7, seed: 5, topK: 40');
    const run = { precision: 'int8', threads: 2 } as const;
    expect(codeOf(usualSettings, { prompt: 'Hi', seed: 5, model: 'smol', run })).toContain(
      'loadModel("smol", { precision: \'int8\', threads: 2 })',
    );
    expect(codeOf(usualSettings, { prompt: 'Hi', seed: 5, run: { device: 'webgpu' } })).toContain('loadModel();');
    expect(codeOf(usualSettings, { prompt: 'Hi', seed: 5 })).not.toContain('@recyclegpt/schedulers');
  });
});
