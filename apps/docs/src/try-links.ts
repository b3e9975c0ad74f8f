import { linkFaults } from './check/link-faults.ts';

const r = linkFaults(process.argv[2]! + '/some/docs', '/some/docs/');
console.log(r.numInternal, r.numExternal, r.faults.length);
console.log(r.faults.slice(0, 60).join('\n'));
