import type { Command } from '../command.ts';
export const tokenize: Command = { name: 'tokenize', usage: '', about: [], options: ['help'], maxWords: 0, examples: [], run: async () => undefined };
