import type { Account } from 'hallpass';
import { useAccounts, useAction } from 'hallpass/react';
import { useState } from 'react';

import { pathIn } from '../address.ts';
import { membershipState, roleTitle, teamName, usePolicy } from '../hooks/state.tsx';
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
import { useWords } from '../words/language.ts';

/** The active account, and a menu of the user's accounts. */
export function AccountSelector() {
  const { active, accounts, switchTo } = useAccounts();
  const policy = usePolicy();
  const [creating, setCreating] = useState(false);
  const { showToast } = useToasts();
  const { hallpass, shell: t } = useWords();
  const about = (account: Account) => {
    if (account.kind === 'personal') return hallpass.personalAccount;
    return { suspended: hallpass.suspended, ended: t.ended, active: roleTitle(policy, account.role) }[membershipState(account)];
  };

  const choose = (account: Account) => {
    if (account.id === active?.id) return;
    switchTo(account.id);
    const team = teamName(account);
    showToast({ text: team === undefined ? t.usingPersonalAccount : t.usingTeam(team), icon: 'refresh' });
  };
  const items: Item[] = accounts.map((account) => ({
    key: account.id,
    label: account.name,
    detail: about(account),
    chosen: account.id === active?.id,
    picture: <Avatar name={account.name} seed={account.id} square size={28} />,
    run: () => choose(account),
  }));
  items.push({ key: 'create', label: hallpass.createTeam, icon: 'plus', apart: true, run: () => setCreating(true) });

  return (
    <>
      <Menu className="selector" label={hallpass.accounts} items={items}>
        {active && <Avatar name={active.name} seed={active.id} square size={32} />}
        <span className="selector-text">
          <span className="unseen">{t.account}</span>
          <span className="selector-name" dir="auto">{active?.name ?? hallpass.chooseAccount}</span>
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
  const { hallpass, shell: t } = useWords();
  const accounts = useAccounts();
  const create = useAction(async () => {
    const account = await accounts.create({ name });
    onClose();
    navigate(pathIn(account.id, 'members'));
    showToast({ text: t.teamReady(account.name) });
  });
  return (
    <Dialog title={hallpass.createTeam} onClose={onClose}>
      <p className="muted">{hallpass.createAbout}</p>
      <Form onSubmit={() => void create.run()}>
        <Field label={hallpass.teamName} required maxLength={64} autoComplete="off" value={name} onText={setName} />
        <Problem error={create.error} />
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="primary" submit busy={create.busy}>
            {hallpass.create}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
