export { type NodeBackendOptions, nodeBackend } from './node-backend.ts';
