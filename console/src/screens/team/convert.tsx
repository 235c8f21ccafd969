import type { Account } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { useClientState } from '../../hooks/state.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';

/** The conversion of a personal account into a team. */
export function Convert({ account }: { account: Account }) {
  const [open, setOpen] = useState(false);
  const { user } = useClientState();
  const mine = account.owner.user === user?.id;
  return (
    <section className="card hero" aria-labelledby="convert-title">
      <span className="hero-icon">
        <Icon name="team" size={26} />
      </span>
      <h2 id="convert-title" className="hero-title">
        Turn this account into a team
      </h2>
      <p className="hero-text">
        Invite people by link and give each a role. If something's off-limits, they'll see why.
      </p>
      <ul className="hero-points">
        <li>
          <Icon name="check" size={16} /> Everything in the account stays
        </li>
        <li>
          <Icon name="check" size={16} /> You'll be the owner, with full access
        </li>
        <li>
          <Icon name="check" size={16} /> You can turn it back later
        </li>
      </ul>
      <Button look="primary" unavailable={!mine} onClick={() => setOpen(true)}>
        Convert to a team account
      </Button>
      {open && <ConvertDialog account={account} onClose={() => setOpen(false)} />}
    </section>
  );
}

function ConvertDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const [name, setName] = useState('');
  const { showToast } = useToasts();
  const convert = useAction(async () => {
    const team = await client.accounts.convert({ name }, { account: account.id });
    showToast({ text: `${team.name} is now a team`, icon: 'team' });
    onClose();
  });
  return (
    <Dialog title="Convert to a team account" onClose={onClose}>
      <p className="muted">Everyone you invite sees this name. You can change it later.</p>
      <Form onSubmit={() => void convert.run()}>
        <Field
          label="Team name"
          required
          maxLength={64}
          autoComplete="organization"
          placeholder="Acme Research"
          value={name}
          onText={setName}
        />
        <Problem error={convert.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit busy={convert.busy}>
            Convert
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
