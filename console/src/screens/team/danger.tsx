import { REQUIRED } from 'hallpass';
import type { Account, Plan } from 'hallpass';
import { useDangerZone } from 'hallpass/react';
import { useEffect, useState } from 'react';

import { useVerdict } from '../../hooks/state.tsx';
import { LeaveDialog } from '../../shell/leave-dialog.tsx';
import { useLive } from '../../shell/live.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { DeniedButton } from '../../ui/explanation.tsx';
import { Field, Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { isSameName } from '../../ui/same-name.ts';
import { Danger } from '../../ui/setting.tsx';
import { Skeleton } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useWords } from '../../words/language.ts';

/** Leaving and deleting the team. */
export function DangerZone({ account, owner }: { account: Account; owner: boolean }) {
  const manage = useVerdict(REQUIRED.teamManage);
  const [open, setOpen] = useState<'leave' | 'delete'>();
  const close = () => setOpen(undefined);
  const { hallpass, team: t } = useWords();
  return (
    <section className="card danger-zone" aria-labelledby="danger">
      <h2 id="danger" className="card-title">
        {hallpass.danger}
      </h2>
      {!owner && (
        <Danger title={t.leaveTitle} about={hallpass.leaveAbout}>
          <Button look="danger" onClick={() => setOpen('leave')}>
            {hallpass.leave}
          </Button>
        </Danger>
      )}
      <Danger title={t.deleteTitle} about={t.deleteAbout}>
        {owner && (
          <Button look="danger" onClick={() => setOpen('delete')}>
            {hallpass.deleteTeam}
          </Button>
        )}
        {!owner && manage === 'allow' && <OwnerOnly owner={account.owner.name} />}
        {!owner && manage === 'deny' && <DeniedButton label={hallpass.deleteTeam} permission={REQUIRED.teamManage} />}
      </Danger>
      {open === 'leave' && <LeaveDialog account={account} about={hallpass.leaveAbout} onClose={close} />}
      {open === 'delete' && <DeleteDialog account={account} onClose={close} />}
    </section>
  );
}

function OwnerOnly({ owner }: { owner: string }) {
  const { hallpass, team: t } = useWords();
  return (
    <div className="explained-action">
      <Button unavailable icon="lock" aria-describedby="owner-only">
        {hallpass.deleteTeam}
      </Button>
      <p id="owner-only" className="muted">
        {t.onlyOwnerDeletes(owner)}
      </p>
    </div>
  );
}

function DeleteDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const isConfirmed = isSameName(typed, account.name);
  const { showToast } = useToasts();
  const { withoutToast } = useLive();
  const { hallpass, team: t } = useWords();
  const { plan, ask, deleteTeam } = useDangerZone({
    onDone() {
      onClose();
      const personal = plan?.['becomes'] === 'personal';
      showToast({
        text: personal ? t.deletedPersonal(account.name) : t.deleted(account.name),
        icon: 'trash',
      });
    },
  });
  const { run } = ask;
  // The plan can change while the dialog is open.
  useEffect(() => void run(), [run, account.epoch]);
  return (
    <Dialog title={hallpass.deleteTitle(account.name)} onClose={onClose}>
      {ask.error !== undefined && <Problem error={ask.error} retry={() => void run()} />}
      {ask.error === undefined &&
        (plan ? <Consequences plan={plan} /> : <Skeleton lines={3} label={t.checkingEffects} />)}
      <Form
        onSubmit={() => {
          if (plan && isConfirmed) void withoutToast(account.id, () => deleteTeam.run(typed));
        }}
      >
        <Field
          label={t.typeToConfirm(account.name)}
          required
          autoComplete="off"
          value={typed}
          onText={setTyped}
        />
        <Problem error={deleteTeam.error} />
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="danger" submit busy={deleteTeam.busy} unavailable={!plan || !isConfirmed}>
            {hallpass.deleteTeam}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function Consequences({ plan }: { plan: Plan }) {
  const { membersRemoved = 0, invitesRevoked = 0, projectsRemoved = 0, transfersEnded = 0, becomes, name } = plan;
  const { hallpass, team: t } = useWords();
  const isNamed = typeof name === 'string';
  return (
    <ul className="consequences" aria-label={t.effects}>
      <li>{membersRemoved === 0 ? t.noOtherMembers : hallpass.losing(membersRemoved)}</li>
      <li>{invitesRevoked === 0 ? t.noPendingInvites : hallpass.revoking(invitesRevoked)}</li>
      {projectsRemoved > 0 && <li>{t.projectsDeleted(projectsRemoved)}</li>}
      {transfersEnded > 0 && <li>{t.offerEnds}</li>}
      {becomes === 'personal' ? <li>{isNamed ? t.becomesPersonalNamed(<strong>{name}</strong>) : t.becomesPersonal}</li> : <li>{hallpass.closesForGood}</li>}
      <li>{t.auditLogKept}</li>
    </ul>
  );
}
