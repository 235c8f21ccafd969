import type { Account } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';

/** Renames the team. */
export function Rename({ account }: { account: Account }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button needsService onClick={() => setOpen(true)}>
        Rename team
      </Button>
      {open && <RenameDialog account={account} onClose={() => setOpen(false)} />}
    </>
  );
}

function RenameDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const [name, setName] = useState(account.name);
  const { showToast } = useToasts();
  const rename = useAction(async () => {
    const renamed = await client.accounts.update({ name }, { account: account.id });
    onClose();
    showToast({ text: `Team renamed to ${renamed.name}` });
  });
  return (
    <Dialog title="Rename team" onClose={onClose}>
      <Form onSubmit={() => void rename.run()}>
        <Field
          label="Team name"
          required
          maxLength={64}
          autoComplete="off"
          value={name}
          onText={setName}
          hint="Everyone in the team sees this name."
        />
        <Problem error={rename.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit busy={rename.busy}>
            Rename
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
