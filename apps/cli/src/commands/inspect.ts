import type { Command } from '../command.ts';
export const inspect: Command = { name: 'inspect', usage: '', about: [], options: ['help'], maxWords: 0, examples: [], run: async () => undefined };
