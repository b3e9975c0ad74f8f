/*
 * Stands in for Vitest where suites run in a page: the same names, as far as the suites use them. The bundle puts it in
 * Vitest's place.
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  customMatchers,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';
import { CaseCollector, type CaseResult } from './case-collector.ts';
import { caseName } from './case-name.ts';

type Work = () => unknown;
type Row = (...values: never[]) => unknown;

const collector = new CaseCollector();

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

/** Vitest's `expect`. */
export const expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  (globalThis as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT],
);
Object.assign(globalThis, { [GLOBAL_EXPECT]: expect });
setState({ assertionCalls: 0 }, expect as never);
(chai.expect as unknown as { extend(target: object, matchers: object): void }).extend(expect, customMatchers);

/** Declares a case, or, with `each`, one for each row. */
export const it = Object.assign((name: string, work: Work) => collector.add(name, work), {
  each: (rows: readonly unknown[]) => (name: string, work: Row) => {
    for (const row of rows.map(valuesOf)) collector.add(caseName(name, row), () => work(...(row as never[])));
  },
});
/** @alias */
export const test = it;

/** Declares a group, or, with `each`, one for each row. */
export const describe = Object.assign((name: string, body: Work) => collector.group(name, body), {
  each: (rows: readonly unknown[]) => (name: string, body: Row) => {
    for (const row of rows.map(valuesOf)) collector.group(caseName(name, row), () => body(...(row as never[])));
  },
});

export const beforeAll = (work: Work): void => collector.hook('before', work);
export const afterAll = (work: Work): void => collector.hook('after', work);

/** Runs all that was declared. */
export function runCases(onResult: (result: CaseResult) => void): Promise<void> {
  return collector.run(onResult);
}

function valuesOf(row: unknown): readonly unknown[] {
  return Array.isArray(row) ? row : [row];
}
