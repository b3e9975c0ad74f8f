import { testDecodingOn } from './test/decoding-matrix.ts';
import { backends } from './test/model-fixture.ts';

testDecodingOn({ name: 'reference', createBackend: backends.reference });
