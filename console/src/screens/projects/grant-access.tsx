import type { Account, Member, Policy, Project, ProjectMember } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { useLoad } from '../../hooks/load.ts';
import { projectRolesOf, readAll } from '../../hooks/projects.ts';
import { roleTitle, usePolicy } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Form, Select, Toggle } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';

const CUSTOM = 'custom';

interface Props {
  readonly account: Account;
  readonly project: Project;
  /** The member whose grant is changed; `undefined` to choose one. */
  readonly member: ProjectMember | undefined;
  /** Those who have a grant already. */
  readonly granted: readonly ProjectMember[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Gives a member of the team a role or a list of permissions in a project. */
export function GrantAccess(props: Props) {
  const { account, member, granted } = props;
  const policy = usePolicy();
  const { projects: t } = useWords();
  const people = useLoad(member ? undefined : account.id, () => readAll((cursor) => client.members.list({ account: account.id, limit: 200, cursor })));
  const choices = member ? [member] : people.data?.filter(({ user }) => !granted.some((other) => other.user === user));
  const title = member ? t.changeOf(member.name) : t.grant;
  return (
    <Dialog title={title} onClose={props.onClose}>
      {people.error !== undefined && <Problem error={people.error} retry={() => void people.reload()} />}
      {choices && policy ? (
        <GrantForm {...props} policy={policy} choices={choices} />
      ) : (
        people.error === undefined && <Skeleton lines={4} label={t.loadingMembers} />
      )}
    </Dialog>
  );
}

interface FormProps extends Props {
  readonly policy: Policy;
  readonly choices: readonly Pick<Member, 'user' | 'name'>[];
}

function GrantForm({ account, project, member, policy, choices, onClose, onDone }: FormProps) {
  const roles = projectRolesOf(policy);
  const { hallpass, projects: t } = useWords();
  const [user, setUser] = useState(member?.user ?? choices[0]?.user ?? '');
  const [role, setRole] = useState(member?.role ?? roles[0]?.name ?? CUSTOM);
  const [permissions, setPermissions] = useState<ReadonlySet<string>>(new Set(member?.permissions));
  const { showToast } = useToasts();
  const grant = useAction(async () => {
    const assignment = role === CUSTOM ? { role, permissions: [...permissions] } : { role };
    const row = await client.projects.grant(project.id, user, assignment, { account: account.id });
    showToast({ text: t.hasAccess(row.name, project.name), icon: 'person' });
    onDone();
  });
  if (choices.length === 0) return <p>{t.everyoneHasAccess(account.name)}</p>;
  const isIncomplete = role === CUSTOM && permissions.size === 0;
  return (
    <Form
      onSubmit={() => {
        if (!isIncomplete) void grant.run();
      }}
    >
      {!member && <Select label={hallpass.member} value={user} onText={setUser} options={choices.map((each) => ({ value: each.user, label: each.name }))} />}
      <Select
        label={t.roleIn(project.name)}
        value={role}
        onText={setRole}
        options={[...roles.map(({ name }) => ({ value: name, label: roleTitle(policy, name) })), { value: CUSTOM, label: hallpass.customRole }]}
      />
      {role === CUSTOM ? (
        <PermissionChoice policy={policy} project={project} chosen={permissions} onChoose={setPermissions} />
      ) : (
        <p className="muted">{roles.find(({ name }) => name === role)?.description}</p>
      )}
      <Problem error={grant.error} />
      <DialogActions>
        <Button onClick={onClose}>{hallpass.cancel}</Button>
        <Button look="primary" submit busy={grant.busy} unavailable={isIncomplete}>
          {member ? t.change : t.grant}
        </Button>
      </DialogActions>
    </Form>
  );
}

interface ChoiceProps {
  readonly policy: Policy;
  readonly project: Project;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

/** The project permissions that the user holds here and so may grant. */
function PermissionChoice({ policy, project, chosen, onChoose }: ChoiceProps) {
  const { hallpass } = useWords();
  const offered = policy.permissions.filter(({ name, scope }) => scope === 'project' && (project.permissions.includes(name) || chosen.has(name)));
  const toggle = (name: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(name);
    else next.delete(name);
    onChoose(next);
  };
  return (
    <fieldset className="grant-permissions">
      <legend className="field-label">{hallpass.permissions}</legend>
      {offered.map(({ name, title, description }) => (
        <Toggle key={name} label={title} on={chosen.has(name)} onToggle={(on) => toggle(name, on)} {...(description ? { hint: description } : {})} />
      ))}
    </fieldset>
  );
}
