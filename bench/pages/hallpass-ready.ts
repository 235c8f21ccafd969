import { createClient } from '../../pkg/dist/index.js';
import { embedded, identityToken, paintGates } from './painted.ts';

const { account } = embedded();
const client = createClient({ endpoint: '', getIdentityToken: identityToken });
void client.ready.then(() => paintGates(client.can('pods:connect', { account }), client.can('team:manage', { account })));
