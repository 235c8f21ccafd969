import type { Account, Member, Policy } from 'hallpass';
import { CUSTOM, roleOf, useAction, useHallpass, useMemberForm } from 'hallpass/react';

import { permissionTitle, roleTitle, useClientState, usePolicy } from '../../hooks/state.tsx';
import { AccessPicker } from '../../ui/access-picker.tsx';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useFormats, useWords, words } from '../../words/language.ts';

interface Props {
  readonly account: Account;
  readonly member: Member;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Changes a member's role, list of permissions or end, after showing what that changes. */
export function ChangeRole({ account, member, onClose, onDone }: Props) {
  const client = useHallpass();
  const policy = usePolicy();
  const me = useClientState().user?.id === member.user;
  const { draft, edit, access, changes } = useMemberForm({ member, account: account.id });
  const { showToast } = useToasts();
  const { hallpass, members: t } = useWords();
  const change = useAction(async () => {
    const changed = await client.members.update(member.user, changes, { account: account.id });
    showToast({ text: changes.role ? accessText(policy, changed) : t.membershipChanged(changed.name), icon: 'person' });
    onDone();
  });
  if (!policy) return null;
  const same = Object.keys(changes).length === 0;
  return (
    <Dialog title={hallpass.changeRole} wide onClose={onClose}>
      <p className="muted">{me ? t.changeOwnRoleAbout(account.name) : t.changeRoleAbout(member.name, account.name)}</p>
      <Form
        onSubmit={() => {
          if (!same) void change.run();
        }}
      >
        <AccessPicker policy={policy} choice={access} value={draft} />
        {changes.role && (
          <Difference
            before={heldBy(policy, member.role, member.permissions)}
            after={heldBy(policy, draft.role, draft.permissions)}
            policy={policy}
            name={member.name}
          />
        )}
        {me && changes.role && <OwnRoleWarning account={account} />}
        {!me && (
          <Field
            label={t.lastDay}
            type="date"
            hint={t.lastDayAbout}
            value={draft.lastDay}
            onText={(lastDay) => edit({ lastDay })}
          />
        )}
        <Problem error={change.error} />
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="primary" submit busy={change.busy} unavailable={same}>
            {me && changes.role ? t.changeMyRole : hallpass.changeRole}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

const accessText = (policy: Policy | undefined, { name, role }: Member): string => {
  const { members: t } = words();
  return role === CUSTOM ? t.hasCustomPermissions(name) : t.roleIsNow(name, roleTitle(policy, role));
};

/** What a role, or with the role `custom` a list, allows. */
const heldBy = (policy: Policy, role: string, permissions: readonly string[] = []): readonly string[] =>
  role === CUSTOM ? permissions : roleOf(policy, role).permissions;

function OwnRoleWarning({ account }: { account: Account }) {
  const { members: t } = useWords();
  return (
    <Callout tone="warn" icon="alert" role="status" title={t.ownRoleTitle}>
      {t.ownRoleAbout(account.owner.name)}
    </Callout>
  );
}

interface DifferenceProps {
  readonly policy: Policy;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly name: string;
}

function Difference({ policy, before, after, name }: DifferenceProps) {
  const { members: t } = useWords();
  const { list } = useFormats();
  const titles = (names: readonly string[], without: readonly string[]) =>
    list(names.filter((permission) => !without.includes(permission)).map((permission) => permissionTitle(policy, permission)));
  const gained = titles(after, before);
  const lost = titles(before, after);
  return (
    <div className="difference" role="status">
      {gained && (
        <p>
          <span className="difference-mark difference-gain" aria-hidden="true">
            +
          </span>
          {t.gains(name, gained)}
        </p>
      )}
      {lost && (
        <p>
          <span className="difference-mark difference-loss" aria-hidden="true">
            −
          </span>
          {t.loses(name, lost)}
        </p>
      )}
      {!gained && !lost && <p>{t.sameAccess}</p>}
    </div>
  );
}
