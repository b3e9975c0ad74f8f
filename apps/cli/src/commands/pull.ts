import type { Command } from '../command.ts';
export const pullCommand: Command = { name: 'pull', usage: '', about: [], options: ['help'], maxWords: 0, examples: [], run: async () => undefined };
