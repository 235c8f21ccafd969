import { createClient } from 'hallpass';
import { endpoint, identityToken, signIn } from './identity.js';

const client = createClient({ endpoint, getIdentityToken: identityToken });
// Takes the invite token out of the URL before other code can read it.
client.pendingInvite.capture();

const app = document.getElementById('app');
const add = (tag, text = '', more = {}) => {
  const node = Object.assign(document.createElement(tag), { textContent: text, ...more });
  app.append(node);
  return node;
};

const signInForm = () => {
  const form = add('form');
  for (const [label, name] of [['Email', 'email'], ['Name', 'name']]) {
    const field = document.createElement('label');
    field.append(label, Object.assign(document.createElement('input'), { name, required: true }));
    form.append(field);
  }
  form.append(Object.assign(document.createElement('button'), { textContent: 'Sign in' }));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await signIn(form.elements.email.value, form.elements.name.value);
    await client.identityChanged();
    await render();
  });
};

/** The page that invite links lead to. */
const joinPage = async () => {
  const invite = await client.pendingInvite.verified();
  app.replaceChildren();
  if (!invite || invite === 'closed') return add('h1', 'This invite is closed');
  add('h1', `Join ${invite.account.name}`);
  add('p', `${invite.inviter.name} invited you to the team.`);
  if (client.state.status === 'signed-out') return signInForm();
  add('button', 'Join team').onclick = async () => {
    const { account } = await client.invites.accept({ token: client.pendingInvite.token() });
    app.replaceChildren();
    add('h1', `You're in ${account.name}`);
    add('button', `Switch to ${account.name}`).onclick = () => {
      client.accounts.switchTo(account.id);
      location.assign('/');
    };
  };
};

const podsPage = () => {
  app.replaceChildren();
  if (client.state.status === 'signed-out') return signInForm();
  add('h1', `Pods of ${client.state.active?.name}`);
  add('p', `Your role: ${client.state.active?.role}`);
  const allowed = client.can('pods:manage');
  add('button', 'Start a pod', { disabled: !allowed });
  if (allowed) return;
  add('button', 'Why?').onclick = async () => {
    const why = await client.explain({ permission: 'pods:manage' }).catch((error) => ({ whatToDo: `No explanation: ${error.message}` }));
    add('p', why.role ? `Your role, ${why.role}, doesn't include this. ${why.whatToDo}` : why.whatToDo);
  };
};

const render = async () => (location.pathname === '/join' ? joinPage() : podsPage());
await client.ready;
await render();
