export { type IsolatePageOptions, type Isolation, isolatePage } from './isolate-page.ts';
export { type WebBackendOptions, type WebDevice, webBackend } from './web-backend.ts';
