// Every component of `hallpass/react` on one page. The query has the edge, theme and direction.
import { createClient } from 'hallpass';
import * as hallpass from 'hallpass/react';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

const query = new URLSearchParams(location.search);
const edge = query.get('edge') ?? '';
const identity = () => sessionStorage.getItem('identity');

const client = createClient({
  endpoint: edge,
  getIdentityToken: identity,
  onSignIn: () => document.body.setAttribute('data-asked', 'sign-in'),
  onSignOut: () => {
    sessionStorage.removeItem('identity');
  },
  onVerifyEmail: () => document.body.setAttribute('data-asked', 'verify'),
});
client.pendingInvite.capture();
Object.assign(window, { client });

const rtl = query.get('dir') === 'rtl';
document.documentElement.dir = rtl ? 'rtl' : 'ltr';
document.documentElement.style.colorScheme = query.get('scheme') ?? 'light';
document.documentElement.style.background = query.get('scheme') === 'dark' ? '#101012' : '#f6f6f4';

function Gates() {
  return (
    <section aria-label="Gates">
      <hallpass.Show when="pods:manage" fallback={<p>No pods</p>}>
        <p>Pods are yours</p>
      </hallpass.Show>
      <hallpass.Show when="billing:manage" mode="disable">
        <button type="button">Pay</button>
      </hallpass.Show>
      <hallpass.Show when="billing:manage" mode="explain" label="Pay more">
        <button type="button">Pay more</button> <a href="/bills">Bills</a>
      </hallpass.Show>
    </section>
  );
}

/** The settings page, with the switcher to reach each account. */
function Settings() {
  const [done, setDone] = useState('');
  return (
    <>
      <header style={{ display: 'flex', justifyContent: 'space-between' }}>
        <hallpass.InboxBell asks={false} />
        <hallpass.AccountSwitcher />
      </header>
      <h1>Settings</h1>
      <hallpass.TeamSettings
        onDone={({ name }) => setDone(`ended ${name}`)}
        onConverted={({ name }) => setDone(`converted to ${name}`)}
        more={<section aria-label="More">A section of the app</section>}
      />
      <output>{done}</output>
      <hallpass.InviteDialog open={query.has('invite')} onClose={() => setDone('closed')} />
    </>
  );
}

function Review() {
  return (
    <>
      <h1>Review</h1>
      <hallpass.AccessReview />
    </>
  );
}

function Everything() {
  const view = hallpass.useViewAs();
  const [ended, setEnded] = useState('');
  return (
    <>
      <header style={{ display: 'flex', justifyContent: 'space-between' }}>
        <hallpass.AccountSwitcher />
        <hallpass.InboxBell asks={query.get('asks') !== 'no'} />
      </header>
      <h1>Gallery</h1>
      <label>
        View as{' '}
        <select value={view.role ?? ''} onChange={(event) => view.setRole(event.target.value || undefined)}>
          <option value="">Myself</option>
          {view.roles.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <hallpass.ViewAs role={view.role} onEnd={() => view.setRole(undefined)}>
        <Gates />
      </hallpass.ViewAs>
      <h2>Team</h2>
      <hallpass.InviteDialog />
      <hallpass.InvitePeople />
      <hallpass.MembersTable />
      <hallpass.PendingInvites />
      <hallpass.DangerZone onDone={({ name }) => setEnded(name)} />
      <p role="status">{ended}</p>
    </>
  );
}

const root = document.getElementById('root');
if (root) {
  Object.assign(root.style, { display: 'grid', gap: '1rem', maxInlineSize: '60rem', marginInline: 'auto', fontFamily: 'system-ui' });
  createRoot(root).render(
    <StrictMode>
      <hallpass.HallpassProvider client={client} dir={rtl ? 'rtl' : 'ltr'} locale={rtl ? 'ar' : 'en'}>
        {location.pathname === '/join' ? <hallpass.AcceptInvite end={<a href="/">Home</a>} /> : location.pathname === '/settings' ? <Settings /> : location.pathname === '/review' ? <Review /> : <Everything />}
      </hallpass.HallpassProvider>
    </StrictMode>,
  );
}
