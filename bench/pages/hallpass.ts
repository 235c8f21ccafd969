import { createClient } from '../../pkg/dist/index.js';
import { embedded, identityToken, paintGates } from './painted.ts';

const { account } = embedded();
const client = createClient({ endpoint: '', getIdentityToken: identityToken });
// As the hooks of `hallpass/react` and the elements do: render what is known with each change.
const unsubscribe = client.subscribe(() => {
  if (client.state.status !== 'ready') return;
  unsubscribe();
  paintGates(client.can('pods:connect', { account }), client.can('team:manage', { account }));
});
