import { describe, expect, it } from 'vitest';
import { MemoryState } from '../test/memory-state.ts';
import { createToyModel } from '../test/toy-model.ts';
import { AcceptanceRecord } from './acceptance-record.ts';
import { bestLength } from './best-length.ts';
import { createPassCosts } from './create-pass-costs.ts';
import { measurePassCosts } from './measure-pass-costs.ts';

describe('pass costs', () => {
  it('interpolate between the measured and extend beyond', () => {
    const costs = createPassCosts({ baseMs: { 1: 10, 2: 12, 4: 13, 8: 17 }, draftMs: { recycle: 1.5 } });
    expect([1, 2, 3, 4, 6, 8, 12, 20].map((rows) => costs.baseMs(rows))).toEqual([10, 12, 12.5, 13, 15, 17, 21, 29]);
    expect(costs.draftMs('recycle', 3)).toBe(4.5);
    expect(costs.draftMs('lookup', 3)).toBe(0);
  });

  it('follow a past that grows, at all widths alike', () => {
    const costs = createPassCosts({ baseMs: { 1: 10, 4: 12 } });
    for (let i = 0; i < 200; i++) costs.observeBase(1, 20);
    expect(costs.baseMs(1)).toBeCloseTo(20, 1);
    expect(costs.baseMs(4) / costs.baseMs(1)).toBeGreaterThan(0.8);
  });

  it('learn a width that is dearer than measured, and forgive one slow pass', () => {
    const costs = createPassCosts({ baseMs: { 1: 10, 4: 12 } });
    for (let i = 0; i < 300; i++) {
      costs.observeBase(1, 10);
      costs.observeBase(3, 20);
    }
    expect(costs.baseMs(3) / costs.baseMs(1)).toBeCloseTo(2, 0);
    const before = costs.baseMs(1);
    costs.observeBase(1, 10_000);
    expect(costs.baseMs(1)).toBeLessThan(before * 1.2);
  });

  it('without measurements start with the first pass', () => {
    const costs = createPassCosts();
    costs.observeBase(1, 30);
    expect(costs.baseMs(1)).toBeCloseTo(30);
    expect(costs.baseMs(4)).toBeGreaterThan(30);
  });

  it('count narrow passes as wide as they are run', () => {
    const costs = createPassCosts({ baseMs: { 1: 5, 2: 12, 4: 14 }, minRows: 2 });
    expect(costs.baseMs(1)).toBe(12);
  });

  it('refuse what is no time', () => {
    expect(() => createPassCosts({ baseMs: { 2: -1 } })).toThrow('(baseMs[2])');
    expect(() => createPassCosts({ draftMs: { recycle: Number.NaN } })).toThrow('(draftMs[recycle])');
  });

  it('are measured within a budget, each width at least once after a warm-up', async () => {
    let nowMs = 0;
    const model = createToyModel({
      onForward: (ids) => {
        nowMs += 10 + ids.length;
      },
    });
    const measured = await measurePassCosts(model, new MemoryState(), { now: () => nowMs });
    expect(measured).toEqual({ 1: 11, 2: 12, 3: 13, 4: 14, 8: 18 });
    expect(nowMs).toBeLessThan(600);
  });
});

it('the best length is the one with the most expected tokens per second', () => {
  const costs = createPassCosts({ baseMs: { 1: 10, 2: 11, 4: 13 } });
  const free = { costs, draftMs: () => 0, rate: 0.1 };
  expect(bestLength({ ...free, probabilities: [0.05, 0.5] }).length).toBe(0);
  expect(bestLength({ ...free, probabilities: [0.5, 0.05] }).length).toBe(1);
  expect(bestLength({ ...free, probabilities: [0.05, 1, 1] }).length).toBe(0);
  expect(bestLength({ ...free, probabilities: [0.3, 1, 1] }).length).toBe(3);
  expect(bestLength({ ...free, draftMs: (tokens) => 9 * tokens, probabilities: [0.6] }).length).toBe(0);
});

describe('acceptance record', () => {
  const token = { drafter: 'recycle', position: 0, confidence: undefined };

  it('comes near the true rate, and forgets', () => {
    const record = new AcceptanceRecord();
    expect(record.estimate(token)).toBe(0.5);
    for (let i = 0; i < 200; i++) record.observe(token, i % 4 !== 0);
    expect(record.estimate(token)).toBeCloseTo(0.75, 1);
    for (let i = 0; i < 200; i++) record.observe(token, false);
    expect(record.estimate(token)).toBeLessThan(0.03);
  });

  it('tells positions and confidences apart, and starts fine estimates from coarse ones', () => {
    const record = new AcceptanceRecord();
    for (let i = 0; i < 100; i++) {
      record.observe({ ...token, confidence: 0.9 }, true);
      record.observe({ ...token, confidence: 0.1 }, false);
    }
    expect(record.estimate({ ...token, confidence: 0.9 })).toBeGreaterThan(0.9);
    expect(record.estimate({ ...token, confidence: 0.1 })).toBeLessThan(0.1);
    expect(record.estimate({ ...token, position: 5 })).toBeCloseTo(0.5, 1);
    expect(record.estimate({ ...token, drafter: 'lookup' })).toBe(0.5);
  });
});
