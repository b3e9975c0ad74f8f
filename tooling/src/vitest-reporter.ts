import { relative } from 'node:path';
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node';
import { type TestResults, writeTestResults } from './test-results.ts';

type Failure = TestResults['failures'][number];
type Skip = TestResults['skips'][number];

/**
 * Counts what vitest ran. Beside failed tests, a file or a suite that could not be run and an error outside of all tests
 * count as one failure each. A test skipped by `context.skip('why')` keeps its reason.
 */
export default class VitestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failures = [
      ...modules.flatMap(failuresOutsideTests),
      ...tests.flatMap(failureOf),
      ...unhandledErrors.map(({ message }) => ({ name: 'an error outside of all tests', message })),
    ];
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    writeTestResults({ passed, failures, skips: tests.flatMap(skipOf) });
  }
}

function failuresOutsideTests(module: TestModule): Failure[] {
  const groups: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  return groups.flatMap((group) => {
    const name = group.type === 'module' ? pathOf(group) : `${pathOf(module)} > ${group.fullName}`;
    return group.errors().map(({ message }) => ({ name, message }));
  });
}

function failureOf(test: TestCase): Failure[] {
  const result = test.result();
  if (result.state !== 'failed') return [];
  return [{ name: nameOf(test), message: result.errors.map(({ message }) => message).join('\n') }];
}

function skipOf(test: TestCase): Skip[] {
  const result = test.result();
  if (result.state === 'pending') return [{ name: nameOf(test), reason: 'the run ended before it' }];
  if (result.state !== 'skipped') return [];
  const reason = result.note ?? (test.options.mode === 'todo' ? 'to do' : 'its condition was not met');
  return [{ name: nameOf(test), reason }];
}

function nameOf(test: TestCase): string {
  return `${pathOf(test.module)} > ${test.fullName}`;
}

function pathOf(module: TestModule): string {
  return relative(process.cwd(), module.moduleId);
}
