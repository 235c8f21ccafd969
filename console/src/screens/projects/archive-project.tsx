import type { Account, Project } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { client } from '../../client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToasts } from '../../ui/toast.tsx';

interface Props {
  readonly account: Account;
  readonly project: Project;
  readonly onDone: () => void;
}

/** Archives a project after confirmation. */
export function ArchiveProject({ account, project, onDone }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <section className="card danger-zone" aria-labelledby="archive">
      <div className="danger-row">
        <div>
          <h2 id="archive" className="danger-title">
            Archive this project
          </h2>
          <p className="muted">No one can work in it while it’s archived. You can restore it at any time.</p>
        </div>
        <Button look="danger" onClick={() => setOpen(true)}>
          Archive project
        </Button>
      </div>
      {open && <Confirm account={account} project={project} onDone={onDone} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Confirm({ account, project, onDone, onClose }: Props & { onClose: () => void }) {
  const { showToast } = useToasts();
  const archive = useAction(async () => {
    await client.projects.update(project.id, { status: 'archived' }, { account: account.id });
    showToast({ text: `${project.name} is archived`, icon: 'lock' });
    onClose();
    onDone();
  });
  return (
    <Dialog title={`Archive ${project.name}?`} onClose={onClose}>
      <ul className="consequences">
        <li>Everyone loses access immediately, including you.</li>
        <li>Grants stay and count again once it is restored. Open invites skip it.</li>
      </ul>
      <Problem error={archive.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={archive.busy} onClick={() => void archive.run()}>
          Archive project
        </Button>
      </DialogActions>
    </Dialog>
  );
}
