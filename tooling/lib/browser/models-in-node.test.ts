import { testModels } from './models-suite.ts';

testModels({ device: 'wasm', threads: 2, precisions: ['f32', 'int8'] });
