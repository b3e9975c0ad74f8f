import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFile } from '../test/run-cli.ts';
import { benchmarkChart } from './benchmark-chart.ts';

function promptsFile(name: string, lines: readonly string[]): string {
  const file = temporaryFile(name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const prompts = () =>
  promptsFile('bench.jsonl', ['{"id":"a","prompt":"the fox the fox the"}', '', '{"prompt":"a bird and a kite"}']);

describe('bench', () => {
  it("compares schedulers, a file of one's own among them, in two precisions", async () => {
    const own = temporaryFile('own.mjs');
    writeFileSync(own, 'export default async (round) => round.check(await round.draft(3));');
    const [json, svg, save] = ['r.json', 'r.svg', 'runs.json'].map(temporaryFile) as [string, string, string];
    const schedulers = `autoregressive,verified:3,${own}`;
    const args = ['--schedulers', schedulers, '--precision', 'f32,int8', '--repeats', '2', '--max-tokens', '16'];
    const files = ['--json', json, '--svg', svg, '--save', save];
    const { code, stdout, stderr } = await runCli(['bench', '--prompts', prompts(), ...args, ...files]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    for (const part of ['without a chat template', 'speed-up', 'tokens a pass', 'kept 1', 'ms a pass of', 'verified:3'])
      expect(stdout).toContain(part);
    const report = JSON.parse(readFileSync(json, 'utf8'));
    expect(report.isComplete).toBe(true);
    expect(Object.keys(report.passCostMsByPrecision)).toEqual(['f32', 'int8']);
    expect(report.passCostMs).toEqual(report.passCostMsByPrecision.f32);
    expect(Object.keys(report.passCostMs)).toEqual(expect.arrayContaining(['1', '2', '4', '8']));
    expect(Math.min(...Object.values<number>(report.passCostMs))).toBeGreaterThan(0);
    expect(report.results.map((each: { scheduler: string }) => each.scheduler)).toEqual([
      ...schedulers.split(','),
      ...schedulers.split(','),
    ]);
    for (const result of report.results) {
      expect(result).toMatchObject({ prompts: 2, runs: 4, identicalOutputs: 2, departures: 0, newTokens: 64 });
      const { baseSession, draftSession, sampling, outside } = result.shares;
      expect(baseSession + draftSession + sampling + outside).toBeCloseTo(1);
      expect(result.tokensPerSecond.lower).toBeLessThanOrEqual(result.tokensPerSecond.upper);
    }
    expect(report.results[0]).toMatchObject({ speedUpGeomean: 1, meanAcceptedTokens: 1, drafters: [] });
    expect(report.results[1].meanAcceptedTokens).toBeGreaterThan(1);
    expect(JSON.parse(readFileSync(save, 'utf8')).runs).toHaveLength(24);
    expect(readFileSync(svg, 'utf8')).toContain('prefers-color-scheme:dark');
  });

  it('prints JSON and nothing else with --json, and takes drafters by name', async () => {
    const args = [
      '--schedulers',
      'autoregressive,adaptive',
      '--drafters',
      'successors',
      '--repeats',
      '1',
      '--warm-up',
      '0',
    ];
    const sampled = ['--temperature', '0.8', '--seed', '3', '--max-tokens', '8', '--limit', '1', '--json'];
    const { code, stdout } = await runCli(['bench', '--prompts', prompts(), ...args, ...sampled]);
    expect(code).toBe(0);
    const { results, settings } = JSON.parse(stdout);
    expect(results[1]).toMatchObject({ drafters: ['successors'], prompts: 1, runs: 1, identicalOutputs: 1 });
    expect(settings).toMatchObject({ sampler: { temperature: 0.8, seed: 3 }, warmUp: 0, hasChatTemplate: false });
  });

  it('on Ctrl-C shows what is measured so far, writes whole files and ends with 130', async () => {
    const own = temporaryFile('interrupting.mjs');
    writeFileSync(
      own,
      `let rounds = 0;
      export default async (round) => {
        if (++rounds === 20) process.kill(process.pid, 'SIGINT');
        return round.check(await round.draft(0));
      };`,
    );
    const [json, svg] = ['cut.json', 'cut.svg'].map(temporaryFile) as [string, string];
    const args = ['--schedulers', `autoregressive,${own}`, '--repeats', '500', '--warm-up', '0', '--max-tokens', '8'];
    const result = await runCli(['bench', '--prompts', prompts(), ...args, '--json', json, '--svg', svg]);
    expect(result.code).toBe(130);
    expect(result.stdout).toContain('Interrupted');
    expect(result.stderr).not.toMatch(/^\s+at /m);
    const { results, isComplete } = JSON.parse(readFileSync(json, 'utf8'));
    expect(isComplete).toBe(false);
    expect(results[1].runs).toBe(2);
    expect(readFileSync(svg, 'utf8')).toMatch(/<\/svg>\n$/);
  });

  it('leaves no file behind when it is refused', async () => {
    const svg = temporaryFile('never.svg');
    const args = ['--prompts', promptsFile('long.jsonl', [JSON.stringify({ id: 'big', prompt: 'fox '.repeat(900) })])];
    const { code, stdout, stderr } = await runCli(['bench', ...args, '--svg', svg]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Prompt big of --prompts does not fit the context');
    expect(existsSync(svg)).toBe(false);
  });
});

describe('bench refuses, naming the option', () => {
  it.each([
    [['--repeats', '0'], 2, '--repeats'],
    [['--warm-up', '-1'], 2, '--warm-up'],
    [['--schedulers', 'adaptive,adaptiv'], 2, 'Did you mean adaptive?'],
    [['--schedulers', 'adaptive,adaptive'], 2, '"adaptive" twice'],
    [['--schedulers', 'autoregressive:2'], 2, '--schedulers autoregressive:2'],
    [['--schedulers', './nothing.mjs'], 1, '--schedulers ./nothing.mjs'],
    [['--schedulers', 'adaptive,alternating'], 2, '--schedulers alternating'],
    [['--drafters', 'recycle'], 2, 'no recycle module'],
    [['--drafters', 'lokup'], 2, 'Did you mean lookup?'],
    [['--drafters', 'none,lookup'], 2, 'none by itself'],
    [['--precision', 'int8,int7'], 2, '--precision'],
    [['--temperature', '-1'], 2, '--temperature'],
    [['--svg', './no/such/folder.svg'], 1, '--svg'],
    [['--json', './same', '--save', './same'], 2, '--json and --save'],
  ])('%j', async (args, exit, message) => {
    const { code, stdout, stderr } = await runCli(['bench', '--prompts', prompts(), ...args]);
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.each([
    ['nothing.jsonl', undefined, '--prompts'],
    ['text.jsonl', ['{"prompt":"a"}', 'hello'], 'text.jsonl, line 2'],
    ['field.jsonl', ['{"prompt":"a"}', '', '{"text":"b"}'], 'field.jsonl, line 3'],
    ['empty.jsonl', [''], 'empty'],
  ])('the file of prompts %s', async (name, lines, message) => {
    const file = lines === undefined ? temporaryFile(name) : promptsFile(name, lines);
    const { code, stdout, stderr } = await runCli(['bench', '--prompts', file]);
    expect(stdout).toBe('');
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
  });
});

describe('the chart', () => {
  const result = {
    ...{
      precision: 'int8',
      drafters: [],
      tokensPerSecond: undefined,
      meanAcceptedTokens: 1,
      departures: 0,
      prompts: 1,
    },
    ...{
      identicalOutputs: 1,
      runs: 1,
      newTokens: 1,
      basePasses: 0,
      drafted: 0,
      accepted: 0,
      exactness: 'bitwise' as const,
    },
    shares: { baseSession: 1, draftSession: 0, sampling: 0, outside: 0 },
  };
  const settings = {
    ...{
      model: '<b>&"',
      recycle: undefined,
      precisions: ['int8'],
      backend: 'x',
      hasChatTemplate: false,
      promptFile: 'p',
      prompts: 1,
      sampler: {},
    },
    ...{ schedulers: ['autoregressive'], maxTokens: 1, repeats: 1, warmUp: 0, date: '2025-01-31' },
  };
  const machine = { processor: 'x', cores: 2, memoryGiB: 1, platform: 'y' };
  const report = {
    passCostMs: { 1: 10, 4: 12 },
    passCostMsByPrecision: { int8: { 1: 10, 4: 12 } },
    machine,
    versions: { recyclegpt: '1', node: 'v20' },
    settings,
    isComplete: true,
  };

  it('is well formed whatever names it shows, and says what was not timed', () => {
    const many = Array.from({ length: 10 }, (_, index) => ({
      ...result,
      scheduler: `./<${index}>.mjs`,
      speedUpGeomean: index === 0 ? undefined : index,
      acceptanceByPosition: [0.5],
    }));
    const svg = benchmarkChart({ ...report, results: many });
    expect(svg).toContain('&lt;b&gt;&amp;&quot;');
    expect(svg).not.toMatch(/NaN|undefined|Infinity|<\d>/);
    expect(svg).toContain('not timed');
    expect(svg).toContain('and 2 more, not drawn');
    const tags = [...svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)];
    const open = tags.filter(([, end, , isEmpty]) => end === '' && isEmpty === '').map(([, , name]) => name);
    const closed = tags.filter(([, end]) => end === '/').map(([, , name]) => name);
    expect(open.sort()).toEqual(closed.sort());
  });

  it('can be drawn of one scheduler that never drafts', () => {
    const one = { ...result, scheduler: 'autoregressive', speedUpGeomean: 1, acceptanceByPosition: [] };
    expect(
      benchmarkChart({ ...report, results: [one], passCostMs: {}, passCostMsByPrecision: { int8: {} } }),
    ).not.toMatch(/NaN|undefined|Infinity/);
  });
});
