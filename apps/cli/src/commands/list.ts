import type { Command } from '../command.ts';
export const list: Command = { name: 'list', usage: '', about: [], options: ['help'], maxWords: 0, examples: [], run: async () => undefined };
