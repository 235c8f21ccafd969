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
import { useWords } from '../../words/language.ts';

/** The conversion of a personal account into a team. */
export function Convert({ account }: { account: Account }) {
  const [open, setOpen] = useState(false);
  const { user } = useClientState();
  const { team: t } = useWords();
  const mine = account.owner.user === user?.id;
  return (
    <section className="card hero" aria-labelledby="convert-title">
      <span className="hero-icon">
        <Icon name="team" size={26} />
      </span>
      <h2 id="convert-title" className="hero-title">
        {t.convertTitle}
      </h2>
      <p className="hero-text">{t.convertAbout}</p>
      <ul className="hero-points">
        {t.convertPoints.map((point) => (
          <li key={point}>
            <Icon name="check" size={16} /> {point}
          </li>
        ))}
      </ul>
      <Button look="primary" unavailable={!mine} onClick={() => setOpen(true)}>
        {t.convert}
      </Button>
      {open && <ConvertDialog account={account} onClose={() => setOpen(false)} />}
    </section>
  );
}

function ConvertDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const [name, setName] = useState('');
  const { showToast } = useToasts();
  const { hallpass, team: t } = useWords();
  const convert = useAction(async () => {
    const team = await client.accounts.convert({ name }, { account: account.id });
    showToast({ text: t.converted(team.name), icon: 'team' });
    onClose();
  });
  return (
    <Dialog title={t.convert} onClose={onClose}>
      <p className="muted">{t.convertNameAbout}</p>
      <Form onSubmit={() => void convert.run()}>
        <Field
          label={hallpass.teamName}
          required
          maxLength={64}
          autoComplete="organization"
          placeholder={t.nameExample}
          value={name}
          onText={setName}
        />
        <Problem error={convert.error} />
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="primary" submit busy={convert.busy}>
            {t.convertConfirm}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
