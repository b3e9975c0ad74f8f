import { loadModel } from 'recyclegpt';
import { exampleList } from './example-list.ts';

const [name = '', modelName] = process.argv.slice(2);
const example = Object.hasOwn(exampleList, name) ? exampleList[name] : undefined;

if (example === undefined) {
  console.error(`npm start -- EXAMPLE [MODEL], where EXAMPLE is one of: ${Object.keys(exampleList).join(', ')}`);
  process.exitCode = 2;
} else {
  const model = await loadModel(modelName);
  console.log(await example(model));
  model.dispose();
}
