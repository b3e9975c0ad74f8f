import type { OpenedModel } from '@recyclegpt/core';
import type { Backend } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { checkSize } from './check-size.ts';

/** A model of so many weights, of which nothing else is known. */
function opened(numWeights: number): OpenedModel {
  const tensors = new Map([['all', { shape: [numWeights], format: 'F16' }]]);
  return { name: 'giant', weights: { tensors } } as unknown as OpenedModel;
}

const wasm = { name: 'wasm', profile: { precisions: ['f32', 'int8'] } } as unknown as Backend;
const webgpu = { name: 'webgpu', profile: { precisions: ['f32', 'int8', 'int4'] } } as unknown as Backend;
const unknown = { deviceGigabytes: undefined };

describe('checkSize', () => {
  it('knows what WebAssembly can hold, in the precision that would be taken', () => {
    expect(() => checkSize(opened(3e9), wasm, { memory: unknown })).not.toThrow();
    expect(() => checkSize(opened(4e9), wasm, { memory: unknown })).toThrow(
      /too big for this device[\s\S]*4\.3 GB[\s\S]*4\.4 GB: 4\.0 billion weights in int8/,
    );
    expect(() => checkSize(opened(2e9), wasm, { precision: 'f32', memory: unknown })).toThrow('8.0 GB');
    expect(() => checkSize(opened(4e9), webgpu, { memory: unknown })).not.toThrow();
  });

  it('believes a device that says how little it has, and not one at the most that browsers say', () => {
    expect(() => checkSize(opened(2e9), wasm, { memory: { deviceGigabytes: 2 } })).toThrow('that this device has');
    expect(() => checkSize(opened(20e9), webgpu, { memory: { deviceGigabytes: 8 } })).not.toThrow();
  });
});
