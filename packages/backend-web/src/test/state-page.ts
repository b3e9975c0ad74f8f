import type { Backend } from '@recyclegpt/spec';
import { createStateFactory } from '@recyclegpt/state';
import { testSequenceState } from '@recyclegpt/testing';
import { type WebDevice, webBackend } from '../web-backend.ts';

/** Declares the suite of states over rows of the device that the page's address names. */
const device = new URLSearchParams(location.search).get('device') as WebDevice;

const backend: Backend = await webBackend({ device });
testSequenceState(`states on ${device}`, (options) => createStateFactory({ backend, ...options }));
