import { HallpassProvider } from 'hallpass/react';
import { useEffect } from 'react';

import { client } from './client.ts';
import { useClientState, WhenPolicy } from './hooks/state.tsx';
import { navigate, usePath } from './router.tsx';
import { AuditScreen } from './screens/audit/audit.tsx';
import { InboxScreen } from './screens/inbox.tsx';
import { JoinScreen } from './screens/join/join.tsx';
import { NotFoundScreen } from './screens/not-found.tsx';
import { ResourcesScreen } from './screens/resources.tsx';
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
      <WhenPolicy meanwhile={<Splash />}>
        <ToastProvider>
          <LiveProvider>
            <Screen />
          </LiveProvider>
        </ToastProvider>
      </WhenPolicy>
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
  // Another person is another console: nothing on the screen survives the change.
  return (
    <Shell key={user.id}>
      <Inside path={path} />
    </Shell>
  );
}

function Inside({ path }: { path: string }) {
  useEffect(() => {
    if (path === '/') navigate('/resources', 'replace');
  }, [path]);
  switch (path) {
    case '/':
      return null;
    case '/resources':
      return <ResourcesScreen />;
    case '/team':
      return <TeamScreen />;
    case '/audit':
      return <AuditScreen />;
    case '/inbox':
      return <InboxScreen />;
    default:
      return <NotFoundScreen />;
  }
}
