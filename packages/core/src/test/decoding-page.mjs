// Declares the suite of decoding for the device and the precisions that the page's address names. Plain JavaScript: this
// package is compiled without the types of a page.
import { webBackend } from '@recyclegpt/backend-web';
import { testDecodingOn } from './decoding-matrix.ts';

const query = new URLSearchParams(location.search);
const device = query.get('device');

testDecodingOn({
  name: device,
  createBackend: () => webBackend({ device, ...(device === 'wasm' ? { threads: 2 } : {}) }),
  precisions: query.get('precisions').split(','),
});
