import { REQUIRED } from 'hallpass';
import { useAction, useHallpass, useViewAs, ViewAs } from 'hallpass/react';
import type { ViewAsState } from 'hallpass/react';

import { pathIn } from '../address.ts';
import { useActive, usePolicy, useRole, useVerdict } from '../hooks/state.tsx';
import { useAccountTitle } from '../hooks/title.ts';
import { navigate } from '../router.tsx';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { Select } from '../ui/field.tsx';
import { ResourceRow, Resources } from '../ui/resource-rows.tsx';
import type { ResourceActionProps } from '../ui/resource-rows.tsx';
import { Skeleton } from '../ui/small.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useWords } from '../words/language.ts';

/** Every resource of the platform with its actions, each allowed or explained. No permission is named in code. */
export function ResourcesScreen() {
  const { shell, resources: t } = useWords();
  useAccountTitle(shell.resources);
  const active = useActive();
  const policy = usePolicy();
  const role = useRole(active?.role);
  const view = useViewAs();
  if (!active || !policy) return <Skeleton lines={8} label={t.loading} />;
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">{shell.resources}</h1>
          <p className="muted">
            {active.kind === 'personal' ? (
              t.inPersonalAccount
            ) : (
              <>
                {t.yourRole(<strong>{active.name}</strong>, role?.title ?? active.role)} {role?.description}
              </>
            )}
          </p>
        </div>
        {active.kind === 'team' && <ViewAsChoice view={view} mine={role?.title ?? active.role} />}
      </div>
      <ViewAs role={active.kind === 'team' ? view.role : undefined} banner={false}>
        {view.role !== undefined && <ViewAsNote view={view} />}
        <Resources key={`${active.id} ${view.role}`} policy={policy} action={(props) => <ResourceAction {...props} />} />
      </ViewAs>
    </>
  );
}

function ViewAsChoice({ view, mine }: { view: ViewAsState; mine: string }) {
  const { resources: t } = useWords();
  const options = view.roles.map(({ name, title }) => ({ value: name, label: title }));
  return (
    <div className="view-as">
      <Select
        label={t.viewAs}
        value={view.role ?? ''}
        onText={(role) => view.setRole(role || undefined)}
        options={[{ value: '', label: t.yourOwn(mine) }, ...options]}
      />
    </div>
  );
}

function ViewAsNote({ view: { role = '', setRole } }: { view: ViewAsState }) {
  const title = useRole(role)?.title ?? role;
  const { hallpass, resources: t } = useWords();
  return (
    <Callout
      tone="warn"
      icon="person"
      role="status"
      title={t.viewing(title)}
      action={
        <Button small onClick={() => setRole(undefined)}>
          {hallpass.endView}
        </Button>
      }
    >
      {t.viewingAbout}
    </Callout>
  );
}

// A platform would open its own screen here. The console requests the membership token that such a screen
// would send, so that a press shows what the platform's API would decide.
function ResourceAction({ permission, why }: ResourceActionProps) {
  const { name, title } = permission;
  const client = useHallpass();
  const active = useActive();
  const { showToast, showError } = useToasts();
  const { resources: t } = useWords();
  const press = useAction(async () => {
    if (name === REQUIRED.auditRead && active) return navigate(pathIn(active.id, 'audit'));
    try {
      await client.token();
      client.protect({ permission: name, fresh: true });
      showToast({
        text: active ? t.allowedIn(title, active.name) : t.allowedHere(title),
        detail: t.confirmed,
      });
    } catch (error) {
      showError(error);
    }
  });
  return <ResourceRow permission={permission} why={why} verdict={useVerdict(name)} when={name} busy={press.busy} onPress={() => void press.run()} />;
}
