import type { Account } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';

/** Renames the team. */
export function Rename({ account }: { account: Account }) {
  const [open, setOpen] = useState(false);
  const { team: t } = useWords();
  return (
    <>
      <Button needsService onClick={() => setOpen(true)}>
        {t.rename}
      </Button>
      {open && <RenameDialog account={account} onClose={() => setOpen(false)} />}
    </>
  );
}

function RenameDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const [name, setName] = useState(account.name);
  const { showToast } = useToasts();
  const { hallpass, team: t } = useWords();
  const rename = useAction(async () => {
    const renamed = await client.accounts.update({ name }, { account: account.id });
    onClose();
    showToast({ text: t.renamed(renamed.name) });
  });
  return (
    <Dialog title={t.rename} onClose={onClose}>
      <Form onSubmit={() => void rename.run()}>
        <Field
          label={hallpass.teamName}
          required
          maxLength={64}
          autoComplete="off"
          value={name}
          onText={setName}
          hint={t.nameAbout}
        />
        <Problem error={rename.error} />
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="primary" submit busy={rename.busy}>
            {t.renameConfirm}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
