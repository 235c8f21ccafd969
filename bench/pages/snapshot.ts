import { createClient } from '../../pkg/dist/index.js';
import { embedded, identityToken, paintGates } from './painted.ts';

const { account, ...initial } = embedded();
const client = createClient({ endpoint: '', getIdentityToken: identityToken, initial });
paintGates(client.can('pods:connect', { account }), client.can('team:manage', { account }));
