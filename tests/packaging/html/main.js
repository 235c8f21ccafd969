// No bundler: `build.mjs` copies the package's files next to the page.
import { createClient } from '/hallpass/index.js';
import { defineElements } from '/hallpass/elements.js';
import { endpoint, identityToken, signIn } from './identity.js';

const client = createClient({ endpoint, getIdentityToken: identityToken });
// Takes the invite token out of the URL before other code can read it.
client.pendingInvite.capture();

const find = (selector) => document.querySelector(selector);
const joining = location.pathname === '/join';

const render = () => {
  const { status, active } = client.state;
  find('hallpass-accept').hidden = !joining;
  find('#sign-in').hidden = joining || status !== 'signed-out';
  find('main').hidden = joining || status === 'loading' || status === 'signed-out';
  find('#account').textContent = active?.name ?? '';
  find('#role').textContent = active?.role ?? '';
};

for (const form of document.forms) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await signIn(form.elements.email.value, form.elements.name.value);
    await client.identityChanged();
  });
}
find('hallpass-accept').addEventListener('hallpass-open', () => location.assign('/'));
client.subscribe(render);
render();
defineElements();
find('hallpass-provider').client = client;
