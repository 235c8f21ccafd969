import { createGate } from '../../pkg/dist/gate.js';
import { embedded, paintGates } from './painted.ts';

const { account, ...initial } = embedded();
const gate = createGate(initial);
paintGates(gate.can('pods:connect', { account }), gate.can('team:manage', { account }));
