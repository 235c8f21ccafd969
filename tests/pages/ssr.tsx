// The browser's part: hydrates the server's markup.
import { createClient, type Snapshot } from 'hallpass';
import { hydrateRoot } from 'react-dom/client';
import { App } from './ssr-app.tsx';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as { edge: string; initial: Snapshot };
const client = createClient({
  endpoint: data.edge,
  initial: data.initial,
  getIdentityToken: () => sessionStorage.getItem('identity'),
});
const root = document.getElementById('root');
if (root) hydrateRoot(root, <App client={client} />);
Object.assign(window, { client });
document.body.dataset['hydrated'] = 'asked';
