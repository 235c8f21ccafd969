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
import { useWords } from '../../words/language.ts';

/** Creates a project and opens it. */
export function CreateProject({ account, onClose }: { account: Account; onClose: () => void }) {
  const [name, setName] = useState('');
  const { showToast } = useToasts();
  const { hallpass, projects: t } = useWords();
  const create = useAction(async () => {
    const project = await client.projects.create({ name }, { account: account.id });
    onClose();
    navigate(`/projects/${project.id}`);
    showToast({ text: t.ready(project.name) });
  });
  return (
    <Dialog title={t.create} onClose={onClose}>
      <p className="muted">{t.createAbout}</p>
      <Form onSubmit={() => void create.run()}>
        <Field label={hallpass.projectName} required maxLength={64} autoComplete="off" value={name} onText={setName} />
        <Problem error={create.error} />
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="primary" submit busy={create.busy}>
            {t.createConfirm}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
