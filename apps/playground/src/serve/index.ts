export { type ExportedPlayground, type ExportPlaygroundOptions, exportPlayground } from './export-playground.ts';
export { openInBrowser } from './open-in-browser.ts';
export { type PlaygroundServer, type ServePlaygroundOptions, servePlayground } from './serve-playground.ts';
