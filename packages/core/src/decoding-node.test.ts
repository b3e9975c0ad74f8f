import { testDecodingOn } from './test/decoding-matrix.ts';

testDecodingOn('node');
