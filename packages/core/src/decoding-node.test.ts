import { testDecodingOn } from './test/decoding-matrix.ts';
import { backends } from './test/model-fixture.ts';

testDecodingOn({ name: 'node', createBackend: backends.node, hasMoreSchedulers: true });
