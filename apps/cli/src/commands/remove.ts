import type { Command } from '../command.ts';
export const remove: Command = { name: 'remove', usage: '', about: [], options: ['help'], maxWords: 0, examples: [], run: async () => undefined };
