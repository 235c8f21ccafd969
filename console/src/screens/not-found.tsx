import { accountNameInText, useClientState } from '../hooks/state.tsx';
import { useTitle } from '../hooks/title.ts';
import { pathIn } from '../address.ts';
import { Link } from '../router.tsx';
import { Mark } from '../ui/icon.tsx';
import { Empty } from '../ui/small.tsx';

/** The screen for unknown paths within an account. */
export function NotFoundScreen() {
  useTitle('Page not found');
  return (
    <section className="card">
      <h1 className="unseen">Page not found</h1>
      <Empty icon="search" title="Page not found">
        <p>Check the address, or start over.</p>
        <Link className="button button-secondary" href="/">
          Go to Resources
        </Link>
      </Empty>
    </section>
  );
}

/** The page for unknown paths outside of the accounts. It is the same for everyone, signed in or not. */
export function NotFoundPage() {
  useTitle('Page not found');
  return (
    <main className="splash">
      <Mark size={44} />
      <div className="splash-text">
        <h1 className="page-title">Page not found</h1>
        <p className="muted">Check the address, or start over.</p>
        <Link className="button button-primary" href="/">
          Go to Hallpass
        </Link>
      </div>
    </main>
  );
}

/** The screen for the address of an account that the user is not in. It does not say whether there is such an account. */
export function NoAccountScreen() {
  useTitle('No access');
  const { accounts, user } = useClientState();
  return (
    <section className="card" aria-labelledby="no-account">
      <h1 id="no-account" className="unseen">
        You don't have access to this page
      </h1>
      <Empty icon="lock" title="You don't have access to this page">
        <p>
          {user && <>You're signed in as {user.email}. </>}
          Ask the person who sent you here for an invite, or open one of your accounts.
        </p>
        <ul className="account-choices">
          {accounts.map((account) => (
            <li key={account.id}>
              <Link className="button button-secondary" href={pathIn(account.id, 'resources')}>
                Go to {accountNameInText(account)}
              </Link>
            </li>
          ))}
        </ul>
      </Empty>
    </section>
  );
}
