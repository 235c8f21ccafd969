import { HallpassProvider } from 'hallpass/react';
import type { ComponentProps, ReactNode } from 'react';

import { formerScreen, pathIn } from './address.ts';
import { client } from './client.ts';
import { useClientState, PolicyGate } from './hooks/state.tsx';
import { useSignInStatus } from './oidc/status.ts';
import { Redirect, Route, Switch, usePath } from './router.tsx';
import { AuditScreen } from './screens/audit/audit.tsx';
import { InboxScreen } from './screens/inbox.tsx';
import { JoinScreen } from './screens/join/join.tsx';
import { NoAccountScreen, NotFoundPage, NotFoundScreen } from './screens/not-found.tsx';
import { ProjectScreen } from './screens/projects/project.tsx';
import { ResourcesScreen } from './screens/resources.tsx';
import { ReviewScreen } from './screens/review/review.tsx';
import { SignInScreen } from './screens/sign-in.tsx';
import { TeamScreen } from './screens/team/team.tsx';
import type { TeamTab } from './screens/team/team.tsx';
import { YourDataScreen } from './screens/your-data.tsx';
import { LiveProvider } from './shell/live.tsx';
import { HandedOver, SessionEnded } from './shell/session-ended.tsx';
import { Shell } from './shell/shell.tsx';
import { Splash } from './shell/splash.tsx';
import { useTabAccount } from './shell/tab-account.ts';
import { ToastProvider } from './ui/toast.tsx';
import { useLanguage } from './words/language.ts';

/** The pages of a team are one route: going from one to another keeps what is around them. */
const TEAM_PATH = /^\/t\/[^/]+\/(?<tab>members|invites|projects|settings)\/?$/;

/** The look of what the package shows by itself: that one of its parts couldn't be loaded. */
const COMPONENTS = { button: (props: ComponentProps<'button'>) => <button {...props} className="button button-secondary button-small" /> };

/** The console. */
export function App() {
  // Another tab continues with this sign-in.
  const status = useSignInStatus();
  const { tag, dir, words } = useLanguage();
  if (status.kind === 'handed-over') return <HandedOver failed={status.failed} />;
  return (
    <HallpassProvider client={client} locale={tag} dir={dir} words={words.hallpass} components={COMPONENTS}>
      <PolicyGate fallback={<Splash />}>
        <ToastProvider>
          <LiveProvider>
            <Pages />
            <SessionEnded />
          </LiveProvider>
        </ToastProvider>
      </PolicyGate>
    </HallpassProvider>
  );
}

function Pages() {
  const path = usePath();
  const former = formerScreen(path);
  return (
    <Switch>
      <Route path="/join">
        <JoinScreen />
      </Route>
      <Route path="/inbox">
        <SignedIn>
          <InboxScreen />
        </SignedIn>
      </Route>
      <Route path="/your-data">
        <SignedIn>
          <YourDataScreen />
        </SignedIn>
      </Route>
      <Route path="/t/:account/*?">
        {({ account }) => (
          <SignedIn>
            <AccountScreens key={account} />
          </SignedIn>
        )}
      </Route>
      <Route>
        {former === undefined ? (
          <NotFoundPage />
        ) : (
          <SignedIn>
            <ToActiveAccount screen={former} />
          </SignedIn>
        )}
      </Route>
    </Switch>
  );
}

/** What belongs to a signed-in user, within the frame of every screen. */
function SignedIn({ children }: { children: ReactNode }) {
  const { status, user } = useClientState();
  if (status === 'loading') return <Splash />;
  if (status === 'signed-out') return <SignInScreen />;
  if (!user) return <Splash unreachable retry={() => void client.refresh()} />;
  // The key resets every component state when another user signs in.
  return <Shell key={user.id}>{children}</Shell>;
}

/** The start page, and addresses of before accounts had one: leads to the account that this tab works in. */
function ToActiveAccount({ screen }: { screen: Parameters<typeof pathIn>[1] }) {
  const { active } = useClientState();
  return active ? <Redirect replace to={pathIn(active.id, screen) + location.search} /> : null;
}

function AccountScreens() {
  const { active } = useClientState();
  useTabAccount();
  if (!active) return <NoAccountScreen />;
  return (
    <Switch>
      <Route path="/t/:account">
        <ToActiveAccount screen="resources" />
      </Route>
      <Route path="/t/:account/resources" component={ResourcesScreen} />
      <Route path="/t/:account/projects/:project">
        {({ project }) => <ProjectScreen key={project} id={project} />}
      </Route>
      <Route path={TEAM_PATH}>{({ tab }) => <TeamScreen tab={tab as TeamTab} />}</Route>
      <Route path="/t/:account/review" component={ReviewScreen} />
      <Route path="/t/:account/audit" component={AuditScreen} />
      <Route component={NotFoundScreen} />
    </Switch>
  );
}
