import type { Account, Project } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';

interface Props {
  readonly account: Account;
  readonly project: Project;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Renames a project. */
export function RenameProject({ account, project, onClose, onDone }: Props) {
  const [name, setName] = useState(project.name);
  const { showToast } = useToasts();
  const rename = useAction(async () => {
    const renamed = await client.projects.update(project.id, { name }, { account: account.id });
    onClose();
    onDone();
    showToast({ text: `The project is now called ${renamed.name}` });
  });
  return (
    <Dialog title="Rename project" onClose={onClose}>
      <Form onSubmit={() => void rename.run()}>
        <Field label="Project name" required maxLength={64} autoComplete="off" value={name} onText={setName} hint="Everyone with access sees it." />
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
