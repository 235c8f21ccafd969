import { REQUIRED } from 'hallpass';
import type { Account } from 'hallpass';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

import { pathIn } from '../address.ts';
import type { AccountScreen } from '../address.ts';
import { client, signOut } from '../client.ts';
import { useKeptFocus } from '../hooks/focus.ts';
import { useHasProjects } from '../hooks/projects.ts';
import { switchedTo, useClientState, useVerdict } from '../hooks/state.tsx';
import { Link, navigate, usePath } from '../router.tsx';
import { IconButton } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { Icon } from '../ui/icon.tsx';
import type { IconName } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import type { Item } from '../ui/menu.tsx';
import { Avatar, Badge } from '../ui/small.tsx';
import { useToasts } from '../ui/toast.tsx';
import { chooseLanguage, LANGUAGES, useLanguage, useWords } from '../words/language.ts';
import { AccountSelector } from './account-selector.tsx';
import { InboxBell } from './inbox-bell.tsx';
import { Lapsed } from './lapsed.tsx';
import { useLive } from './live.tsx';
import { ProjectSelector } from './project-selector.tsx';
import { Degraded } from './splash.tsx';
import { useThemeItems } from './theme.tsx';

/** The frame of every screen: account selector, navigation, inbox and user menu. */
export function Shell({ children }: { children: ReactNode }) {
  const { status, active } = useClientState();
  const main = useFocusOnScreenChange();
  const { shell: t } = useWords();
  useKeptFocus();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t.skipToContent}
      </a>
      <header className="topbar">
        <div className="selectors">
          <AccountSelector />
          <ProjectSelector />
        </div>
        <div className="topbar-end">
          <InboxBell />
          <UserMenu />
        </div>
      </header>
      {active && <Navigation account={active} />}
      <main id="main" ref={main} className="main" tabIndex={-1}>
        {status === 'degraded' && <Degraded retry={() => void client.refresh()} />}
        <MembershipEnded />
        <Lapsed>{children}</Lapsed>
      </main>
    </div>
  );
}

// Moves the focus to the new screen after a navigation.
const useFocusOnScreenChange = () => {
  const main = useRef<HTMLElement>(null);
  const path = screenOf(usePath());
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== path && before.current !== '/') main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);
  return main;
};

// The pages of a team are one screen: the focus stays on the tab that was pressed.
const screenOf = (path: string): string => path.replace(/^(\/t\/[^/]+)\/(members|invites|projects|settings)$/, '$1/team');

function Navigation({ account }: { account: Account }) {
  const isPersonal = account.kind === 'personal';
  const audit = useVerdict(REQUIRED.auditRead);
  const { hallpass, shell: t } = useWords();
  const hasProjects = useHasProjects();
  return (
    <nav className="nav" aria-label={t.mainNavigation}>
      <NavLink account={account.id} screen="resources" icon="grid" label={t.resources} />
      {hasProjects && isPersonal && <NavLink account={account.id} screen="projects" icon="folder" label={hallpass.projects} />}
      <NavLink account={account.id} screen="members" icon="team" label={t.team} also={isPersonal ? [] : ['invites', 'projects', 'settings', 'review']} />
      <NavLink account={account.id} screen="audit" icon="list" label={t.auditLog} locked={audit === 'deny'} />
    </nav>
  );
}

function NavLink({
  account,
  screen,
  icon,
  label,
  also = [],
  locked = false,
}: {
  account: string;
  screen: AccountScreen;
  /** Other screens of the same part. */
  also?: readonly AccountScreen[];
  icon: IconName;
  label: string;
  locked?: boolean;
}) {
  const path = usePath();
  const { shell: t } = useWords();
  const href = pathIn(account, screen);
  const here = [screen, ...also].map((each) => pathIn(account, each)).some((each) => path === each || path.startsWith(`${each}/`));
  return (
    <Link
      className="nav-link"
      href={href}
      aria-current={here ? 'page' : undefined}
      title={locked ? t.notInRole : undefined}
    >
      <Icon name={icon} />
      <span>{label}</span>
      {locked && (
        <span className="nav-lock">
          <Icon name="lock" size={14} />
        </span>
      )}
    </Link>
  );
}

function UserMenu() {
  const { user } = useClientState();
  const { tag } = useLanguage();
  const themes = useThemeItems();
  const { hallpass, shell: t, yourData } = useWords();
  const { showToast } = useToasts();
  if (!user) return null;
  const heading = (
    <div className="menu-heading">
      <p className="menu-heading-name">{user.name}</p>
      <p className="menu-heading-detail">{user.email}</p>
      <Badge tone={user.emailVerified ? 'ok' : 'warn'}>
        {user.emailVerified ? t.emailVerified : t.emailNotVerified}
      </Badge>
    </div>
  );
  const choose = (language: string) =>
    void chooseLanguage(language).catch(() => showToast({ text: t.languageFailed, icon: 'alert', tone: 'danger' }));
  const items: Item[] = [
    ...LANGUAGES.map((each) => ({ key: each.tag, label: each.name, lang: each.tag, group: t.language, chosen: each.tag === tag, run: () => choose(each.tag) })),
    ...themes,
    ...(user.emailVerified
      ? []
      : [
          {
            key: 'verify',
            label: hallpass.verify,
            icon: 'mail' as const,
            apart: true,
            run: () => void client.verifyEmail(),
          },
        ]),
    { key: 'data', label: yourData.title, icon: 'person' as const, apart: user.emailVerified, run: () => navigate('/your-data') },
    { key: 'out', label: hallpass.signOut, icon: 'door' as const, run: () => void signOut() },
  ];
  return (
    <Menu className="user-menu" side="end" label={t.user} items={items} heading={heading}>
      <Avatar name={user.name} seed={user.id} size={28} />
      <span className="unseen">{t.signedInAs(user.name)}</span>
    </Menu>
  );
}

function MembershipEnded() {
  const { endedAccount, dismissEndedAccount } = useLive();
  const { active } = useClientState();
  const { parts, shell: t } = useWords();
  if (!endedAccount) return null;
  return (
    <Callout
      tone="warn"
      icon="door"
      role="alert"
      title={t.noLongerIn(endedAccount.name)}
      action={<IconButton icon="close" label={parts.dismiss} small onClick={dismissEndedAccount} />}
    >
      {t.removedOrDeleted} {active && switchedTo(active, t)} {t.notExpected(endedAccount.owner.name)}
    </Callout>
  );
}
