import { testBackend } from '@recyclegpt/testing';
import { type WebDevice, webBackend } from '../web-backend.ts';

/** Declares the contract suites for the device and threads that the page's address names. */
const query = new URLSearchParams(location.search);
const device = query.get('device') as WebDevice;
const threads = query.get('threads');

testBackend(`backend-web on ${device}`, () =>
  webBackend({ device, ...(threads === null ? {} : { threads: Number(threads) }) }),
);
