import type { Command } from '../command.ts';
export const chat: Command = { name: 'chat', usage: '', about: [], options: ['help'], maxWords: 0, examples: [], run: async () => undefined };
