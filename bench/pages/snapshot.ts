import { createClient } from '../../pkg/dist/index.js';
import { paintGates } from './painted.ts';

const initial = JSON.parse(document.getElementById('snapshot')!.textContent!);
const client = createClient({ endpoint: '', getIdentityToken: () => sessionStorage.getItem('identity'), initial });
const account = document.documentElement.dataset['account']!;
paintGates(client.can('pods:connect', { account }), client.can('team:manage', { account }));
