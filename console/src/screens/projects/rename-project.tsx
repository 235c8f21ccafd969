import type { Account, Project } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';

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
  const { hallpass, projects: t } = useWords();
  const rename = useAction(async () => {
    const renamed = await client.projects.update(project.id, { name }, { account: account.id });
    onClose();
    onDone();
    showToast({ text: t.renamed(renamed.name) });
  });
  return (
    <Dialog title={t.rename} onClose={onClose}>
      <Form onSubmit={() => void rename.run()}>
        <Field label={hallpass.projectName} required maxLength={64} autoComplete="off" value={name} onText={setName} hint={t.nameAbout} />
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
