import type { Account, Project } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Danger } from '../../ui/setting.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';

interface Props {
  readonly account: Account;
  readonly project: Project;
  readonly onDone: () => void;
}

/** Archives a project after confirmation. */
export function ArchiveProject({ account, project, onDone }: Props) {
  const [open, setOpen] = useState(false);
  const { projects: t } = useWords();
  return (
    <section className="card danger-zone" aria-labelledby="archive">
      <Danger labels="archive" title={t.archiveTitle} about={t.archiveAbout}>
        <Button look="danger" onClick={() => setOpen(true)}>
          {t.archive}
        </Button>
      </Danger>
      {open && <Confirm account={account} project={project} onDone={onDone} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Confirm({ account, project, onDone, onClose }: Props & { onClose: () => void }) {
  const { showToast } = useToasts();
  const { hallpass, projects: t } = useWords();
  const archive = useAction(async () => {
    await client.projects.update(project.id, { status: 'archived' }, { account: account.id });
    showToast({ text: t.isArchived(project.name), icon: 'lock' });
    onClose();
    onDone();
  });
  return (
    <Dialog title={t.archiveQuestion(project.name)} onClose={onClose}>
      <ul className="consequences">
        {t.archiveConsequences.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <Problem error={archive.error} />
      <DialogActions>
        <Button onClick={onClose}>{hallpass.cancel}</Button>
        <Button look="danger" busy={archive.busy} onClick={() => void archive.run()}>
          {t.archive}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
