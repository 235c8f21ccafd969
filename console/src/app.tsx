import { HallpassProvider } from 'hallpass/react';
import { useEffect } from 'react';

import { client } from './client.ts';
import { useClientState, PolicyGate } from './hooks/state.tsx';
import { navigate, usePath } from './router.tsx';
import { AuditScreen } from './screens/audit/audit.tsx';
import { InboxScreen } from './screens/inbox.tsx';
import { JoinScreen } from './screens/join/join.tsx';
import { NotFoundScreen } from './screens/not-found.tsx';
import { ProjectScreen } from './screens/projects/project.tsx';
import { ProjectsScreen } from './screens/projects/projects.tsx';
import { ResourcesScreen } from './screens/resources.tsx';
import { ReviewScreen } from './screens/review/review.tsx';
import { SignInScreen } from './screens/sign-in.tsx';
import { TeamScreen } from './screens/team/team.tsx';
import { LiveProvider } from './shell/live.tsx';
import { Shell } from './shell/shell.tsx';
import { Splash } from './shell/splash.tsx';
import { ToastProvider } from './ui/toast.tsx';

/** The console. */
export function App() {
  return (
    <HallpassProvider client={client} locale="en">
      <PolicyGate fallback={<Splash />}>
        <ToastProvider>
          <LiveProvider>
            <Screen />
          </LiveProvider>
        </ToastProvider>
      </PolicyGate>
    </HallpassProvider>
  );
}

function Screen() {
  const path = usePath();
  const { status, user } = useClientState();
  if (path === '/join') return <JoinScreen />;
  if (status === 'loading') return <Splash />;
  if (status === 'signed-out') return <SignInScreen />;
  if (!user) return <Splash unreachable retry={() => void client.refresh()} />;
  // The key resets every component state when another user signs in.
  return (
    <Shell key={user.id}>
      <ScreenContent path={path} />
    </Shell>
  );
}

function ScreenContent({ path }: { path: string }) {
  useEffect(() => {
    if (path === '/') navigate('/resources', 'replace');
  }, [path]);
  const project = /^\/projects\/([^/]+)$/.exec(path)?.[1];
  if (project !== undefined) return <ProjectScreen key={project} id={project} />;
  switch (path) {
    case '/':
      return null;
    case '/resources':
      return <ResourcesScreen />;
    case '/projects':
      return <ProjectsScreen />;
    case '/team':
      return <TeamScreen />;
    case '/review':
      return <ReviewScreen />;
    case '/audit':
      return <AuditScreen />;
    case '/inbox':
      return <InboxScreen />;
    default:
      return <NotFoundScreen />;
  }
}
