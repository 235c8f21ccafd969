import { createClient } from '../../pkg/dist/index.js';
import { paintGates } from './painted.ts';

const client = createClient({ endpoint: '', getIdentityToken: () => sessionStorage.getItem('identity') });
await client.ready;
const account = document.documentElement.dataset['account']!;
paintGates(client.can('pods:connect', { account }), client.can('team:manage', { account }));
