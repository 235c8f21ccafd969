import type { Account } from 'hallpass';
import { useAccounts, useAction } from 'hallpass/react';
import { useState } from 'react';

import { pathIn } from '../address.ts';
import { accountNameInText, membershipState, roleTitle, usePolicy } from '../hooks/state.tsx';
import { navigate } from '../router.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Field, Form } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import type { Item } from '../ui/menu.tsx';
import { Problem } from '../ui/problem.tsx';
import { Avatar } from '../ui/small.tsx';
import { useToasts } from '../ui/toast.tsx';

/** The active account, and a menu of the user's accounts. */
export function AccountSelector() {
  const { active, accounts, switchTo } = useAccounts();
  const policy = usePolicy();
  const [creating, setCreating] = useState(false);
  const { showToast } = useToasts();
  const about = (account: Account) => {
    if (account.kind === 'personal') return 'Personal account';
    return { suspended: 'Suspended', ended: 'Ended', active: roleTitle(policy, account.role) }[membershipState(account)];
  };

  const choose = (account: Account) => {
    if (account.id === active?.id) return;
    switchTo(account.id);
    showToast({ text: `This tab now works in ${accountNameInText(account)}`, icon: 'refresh' });
  };
  const items: Item[] = accounts.map((account) => ({
    key: account.id,
    label: account.name,
    detail: about(account),
    chosen: account.id === active?.id,
    picture: <Avatar name={account.name} seed={account.id} square size={28} />,
    run: () => choose(account),
  }));
  items.push({ key: 'create', label: 'Create a team', icon: 'plus', apart: true, run: () => setCreating(true) });

  return (
    <>
      <Menu className="selector" label="Accounts" items={items}>
        {active && <Avatar name={active.name} seed={active.id} square size={32} />}
        <span className="selector-text">
          <span className="unseen">Account:</span>
          <span className="selector-name">{active?.name ?? 'Choose an account'}</span>
          {active && <span className="selector-about">{about(active)}</span>}
        </span>
        <Icon name="chevron" size={16} />
      </Menu>
      {creating && <CreateTeam onClose={() => setCreating(false)} />}
    </>
  );
}

function CreateTeam({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const { showToast } = useToasts();
  const accounts = useAccounts();
  const create = useAction(async () => {
    const account = await accounts.create({ name });
    onClose();
    navigate(pathIn(account.id, 'members'));
    showToast({ text: `${account.name} is ready. Invite your colleagues.` });
  });
  return (
    <Dialog title="Create a team" onClose={onClose}>
      <p className="muted">A new team of which you are the owner. Your other accounts stay as they are.</p>
      <Form onSubmit={() => void create.run()}>
        <Field label="Team name" required maxLength={64} autoComplete="off" value={name} onText={setName} />
        <Problem error={create.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit busy={create.busy}>
            Create team
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
