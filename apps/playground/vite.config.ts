import { playgroundConfig } from './src/build/playground-config.ts';

export default playgroundConfig();
