#!/usr/bin/env node
import { main } from './main.ts';
import { exitCode } from './report-error.ts';
import { Terminal } from './terminal/terminal.ts';

const { stdin, stdout, stderr, env, argv } = process;
const terminal = new Terminal({ stdin, stdout, stderr, env });
process.on('SIGINT', () => {
  if (!terminal.interrupt()) process.exit(exitCode.interrupted);
});
process.exitCode = await main(argv.slice(2), terminal);
// A prompt that nobody finished must not keep the process alive.
stdin.destroy();
