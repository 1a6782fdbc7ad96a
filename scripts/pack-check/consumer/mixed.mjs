import { checkInstances } from './instances.mjs';

console.log(await checkInstances());
