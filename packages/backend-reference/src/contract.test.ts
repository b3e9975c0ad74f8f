import { testBackend } from '@recyclegpt/testing';
import { referenceBackend } from './reference-backend.ts';

testBackend('backend-reference', async () => referenceBackend());
