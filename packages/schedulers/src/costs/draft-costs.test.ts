import { expect, it } from 'vitest';
import { DraftCosts } from './draft-costs.ts';

it('costs of drafts grow by the token until drafts have been seen', () => {
  const costs = new DraftCosts(0.5);
  expect([costs.ms(1), costs.ms(4)]).toEqual([0.5, 2]);
});

it('learn each length for itself, with lines between lengths', () => {
  const costs = new DraftCosts(0.5);
  for (let i = 0; i < 100; i += 1) {
    costs.observe(1, 0.6);
    costs.observe(3, 0.8);
  }
  expect(costs.ms(1)).toBeCloseTo(0.6);
  expect(costs.ms(2)).toBeCloseTo(0.7);
  expect(costs.ms(3)).toBeCloseTo(0.8);
  expect(costs.ms(5)).toBeCloseTo(1.8);
});

it('learn of short drafts from longer ones', () => {
  const costs = new DraftCosts(0.5);
  for (let i = 0; i < 100; i += 1) costs.observe(4, 1);
  expect(costs.ms(2)).toBeCloseTo(0.5);
});

it('move by a part of what is observed, and by less where that is far away', () => {
  const costs = new DraftCosts(1);
  costs.observe(1, 2);
  expect(costs.ms(1)).toBeCloseTo(1.2);
  costs.observe(2, 1000);
  expect(costs.ms(2)).toBeLessThan(6);
});
