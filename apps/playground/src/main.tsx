import { isolatePage } from '@recyclegpt/backend-web';
import { render } from 'preact';
import { App } from './app/app.tsx';
import { createAppState } from './app/app-state.ts';
import { firstSource } from './app/embedded-model.ts';
import './style/page.css';

const root = document.getElementById('app');
const notices: string[] = [];
const onNotice = (text: string): void => void notices.push(text);
const workerUrl = new URL('isolation-worker.js', document.baseURI);
const [isolation, source] = await Promise.all([
  isolatePage({ workerUrl, onNotice }),
  firstSource(document.baseURI, onNotice),
]);

// Where the host sends no headers for threads, the page is loaded once more through its service worker.
if (root !== null && isolation !== 'reloading') render(<App app={createAppState(source, notices)} />, root);
