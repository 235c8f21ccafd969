import { teamName, useClientState } from '../hooks/state.tsx';
import { useTitle } from '../hooks/title.ts';
import { pathIn } from '../address.ts';
import { Link } from '../router.tsx';
import { Mark } from '../ui/icon.tsx';
import { Empty } from '../ui/small.tsx';
import { useWords } from '../words/language.ts';

/** The screen for unknown paths within an account. */
export function NotFoundScreen() {
  const { notFound: t } = useWords();
  useTitle(t.title);
  return (
    <section className="card">
      <h1 className="unseen">{t.title}</h1>
      <Empty icon="search" title={t.title}>
        <p>{t.about}</p>
        <Link className="button button-secondary" href="/">
          {t.goToResources}
        </Link>
      </Empty>
    </section>
  );
}

/** The page for unknown paths outside of the accounts. It is the same for everyone, signed in or not. */
export function NotFoundPage() {
  const { notFound: t } = useWords();
  useTitle(t.title);
  return (
    <main className="splash">
      <Mark size={44} />
      <div className="splash-text">
        <h1 className="page-title">{t.title}</h1>
        <p className="muted">{t.about}</p>
        <Link className="button button-primary" href="/">
          {t.goToStart}
        </Link>
      </div>
    </main>
  );
}

/** The screen for the address of an account that the user is not in. It does not say whether there is such an account. */
export function NoAccountScreen() {
  const { notFound: t } = useWords();
  useTitle(t.noAccess);
  const { accounts, user } = useClientState();
  const linkText = (team: string | undefined) => (team === undefined ? t.goToPersonalAccount : t.goToTeam(team));
  return (
    <section className="card" aria-labelledby="no-account">
      <h1 id="no-account" className="unseen">
        {t.noAccessTitle}
      </h1>
      <Empty icon="lock" title={t.noAccessTitle}>
        <p>
          {user && t.signedInAs(user.email)} {t.askForInvite}
        </p>
        <ul className="account-choices">
          {accounts.map((account) => (
            <li key={account.id}>
              <Link className="button button-secondary" href={pathIn(account.id, 'resources')}>
                {linkText(teamName(account))}
              </Link>
            </li>
          ))}
        </ul>
      </Empty>
    </section>
  );
}
