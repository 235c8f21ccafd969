import { REQUIRED } from 'hallpass';
import type { Account, Member, Policy } from 'hallpass';
import { useAction, useHallpass, useRoles } from 'hallpass/react';
import { useState } from 'react';

import { permissionTitle, roleTitle, usePolicy } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { RolePicker } from '../../ui/role-picker.tsx';
import { useToasts } from '../../ui/toast.tsx';

interface Props {
  readonly account: Account;
  readonly member: Member;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Changes a member's role, after showing what that changes. */
export function ChangeRole({ account, member, onClose, onDone }: Props) {
  const client = useHallpass();
  const policy = usePolicy();
  const roles = useRoles(account.id, REQUIRED.membersManage);
  const [role, setRole] = useState(member.role);
  const { showToast } = useToasts();
  const change = useAction(async () => {
    const changed = await client.members.setRole(member.user, role, { account: account.id });
    showToast({ text: `${changed.name} is now ${roleTitle(policy, changed.role)}`, icon: 'person' });
    onDone();
  });
  if (!policy) return null;
  const same = role === member.role;
  return (
    <Dialog title="Change role" wide onClose={onClose}>
      <p className="muted">
        What {member.name} may do in {account.name}. It changes within a minute, without signing in again.
      </p>
      <Form
        onSubmit={() => {
          if (!same) void change.run();
        }}
      >
        <RolePicker policy={policy} roles={roles} value={role} onRole={setRole} />
        {!same && <Difference policy={policy} before={member.role} after={role} name={member.name} />}
        <Problem error={change.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit busy={change.busy} unavailable={same}>
            Change role
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function Difference({ policy, before, after, name }: { policy: Policy; before: string; after: string; name: string }) {
  const held = (role: string) => new Set(policy.roles.find((candidate) => candidate.name === role)?.permissions);
  const titles = (names: Set<string>, without: Set<string>) =>
    [...names]
      .filter((permission) => !without.has(permission))
      .map((permission) => permissionTitle(policy, permission))
      .join(', ');
  const gained = titles(held(after), held(before));
  const lost = titles(held(before), held(after));
  return (
    <div className="difference" role="status">
      {gained && (
        <p>
          <span className="difference-mark difference-gain" aria-hidden="true">
            +
          </span>
          {name} gains: {gained}
        </p>
      )}
      {lost && (
        <p>
          <span className="difference-mark difference-loss" aria-hidden="true">
            −
          </span>
          {name} loses: {lost}
        </p>
      )}
      {!gained && !lost && <p>Both roles allow the same.</p>}
    </div>
  );
}
