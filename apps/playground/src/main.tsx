import { isolatePage } from '@recyclegpt/backend-web';
import { render } from 'preact';
import { App } from './app/app.tsx';
import { createAppState } from './app/app-state.ts';
import './style/page.css';

const root = document.getElementById('app');
const notices: string[] = [];
const workerUrl = new URL('isolation-worker.js', document.baseURI);
const isolation = await isolatePage({ workerUrl, onNotice: (text) => notices.push(text) });

// Where the host sends no headers for threads, the page is loaded once more through its service worker.
if (root !== null && isolation !== 'reloading')
  render(<App app={createAppState(import.meta.env.EMBEDDED_MODEL, notices)} />, root);
