import type { Account, User } from 'hallpass';
import { HallpassError } from 'hallpass';
import { useAction } from 'hallpass/react';
import { useState } from 'react';

import { pathIn } from '../address.ts';
import { client, deleteProfile } from '../client.ts';
import { useClientState } from '../hooks/state.tsx';
import { useTitle } from '../hooks/title.ts';
import { Link } from '../router.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Field, Form } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { isSameName } from '../ui/same-name.ts';
import { saveFile } from '../ui/save-file.ts';
import { Danger, Setting } from '../ui/setting.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useWords } from '../words/language.ts';

/** What is stored about the user: a copy of it, and its end. */
export function YourDataScreen() {
  const { yourData: t } = useWords();
  const { user } = useClientState();
  useTitle(t.title);
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">{t.title}</h1>
          <p className="muted">{t.about}</p>
        </div>
      </div>
      <Download />
      {user && <Deletion user={user} />}
    </>
  );
}

function Download() {
  const { yourData: t } = useWords();
  const download = useAction(async () => saveFile(t.fileName, `${JSON.stringify(await client.exportData(), null, 2)}\n`, 'application/json'));
  return (
    <section className="card settings" aria-labelledby="download">
      <Setting labels="download" title={t.download} about={t.downloadAbout}>
        <Button icon="download" needsService busy={download.busy} onClick={() => void download.run()}>
          {t.downloadButton}
        </Button>
      </Setting>
      <Problem error={download.error} />
    </section>
  );
}

/** A team that has to get another owner first. */
type Owned = Pick<Account, 'id' | 'name'>;

function Deletion({ user }: { user: User }) {
  const { yourData: t } = useWords();
  const { accounts } = useClientState();
  const [open, setOpen] = useState(false);
  const owned = accounts.filter(({ kind, owner }) => kind === 'team' && owner.user === user.id);
  return (
    <section className="card danger-zone" aria-labelledby="delete-account">
      <Danger labels="delete-account" title={t.delete} about={t.deleteAbout}>
        {owned.length === 0 && (
          <Button look="danger" needsService onClick={() => setOpen(true)}>
            {t.deleteButton}
          </Button>
        )}
      </Danger>
      {owned.length > 0 && <OwnedTeams teams={owned} />}
      {open && owned.length === 0 && <DeleteDialog user={user} onClose={() => setOpen(false)} />}
    </section>
  );
}

function OwnedTeams({ teams }: { teams: readonly Owned[] }) {
  const { yourData: t } = useWords();
  return (
    <>
      <p>{t.ownsTeams(teams.length)}</p>
      <ul className="account-choices">
        {teams.map(({ id, name }) => (
          <li key={id}>
            <Link className="button button-secondary" href={pathIn(id, 'settings')}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function DeleteDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { hallpass, yourData: t } = useWords();
  const { accounts } = useClientState();
  const { showToast } = useToasts();
  const [typed, setTyped] = useState('');
  // A user without an address has a name.
  const proof = user.email || user.name;
  const isConfirmed = isSameName(typed.toLowerCase(), proof.toLowerCase());
  const erase = useAction(async () => {
    await deleteProfile();
    showToast({ text: t.deleted, icon: 'trash' });
  });
  const teams = accounts.filter(({ kind }) => kind === 'team').length;
  // Teams that this page does not know yet.
  const owned = erase.error instanceof HallpassError ? (erase.error.teams ?? []) : [];
  return (
    <Dialog title={t.confirmTitle} onClose={onClose}>
      <ul className="consequences" aria-label={t.consequences}>
        {teams > 0 && <li>{t.leaves(teams)}</li>}
        <li>{t.personalClosed}</li>
        <li>{t.invitesRevoked}</li>
        <li>{t.auditKept}</li>
        <li>{t.signInAgain}</li>
      </ul>
      <Form onSubmit={() => isConfirmed && void erase.run()}>
        <Field label={t.typeToConfirm(proof)} required autoComplete="off" value={typed} onText={setTyped} />
        {owned.length > 0 ? <OwnedTeams teams={owned} /> : <Problem error={erase.error} />}
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="danger" submit busy={erase.busy} unavailable={!isConfirmed}>
            {t.deleteButton}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
