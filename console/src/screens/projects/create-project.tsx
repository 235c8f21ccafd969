import type { Account } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { navigate } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';

/** Creates a project and opens it. */
export function CreateProject({ account, onClose }: { account: Account; onClose: () => void }) {
  const [name, setName] = useState('');
  const { showToast } = useToasts();
  const create = useAction(async () => {
    const project = await client.projects.create({ name }, { account: account.id });
    onClose();
    navigate(`/projects/${project.id}`);
    showToast({ text: `${project.name} is ready` });
  });
  return (
    <Dialog title="New project" onClose={onClose}>
      <p className="muted">You manage it. Others see it once you grant them access.</p>
      <Form onSubmit={() => void create.run()}>
        <Field label="Project name" required maxLength={64} autoComplete="off" value={name} onText={setName} />
        <Problem error={create.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit busy={create.busy}>
            Create project
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
