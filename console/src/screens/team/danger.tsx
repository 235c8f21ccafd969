import { REQUIRED } from 'hallpass';
import type { Account, Plan } from 'hallpass';
import { useDangerZone, useLeaveTeam } from 'hallpass/react';
import { useEffect, useState } from 'react';

import { useVerdict } from '../../hooks/state.tsx';
import { useLive } from '../../shell/live.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { DeniedButton } from '../../ui/explanation.tsx';
import { Field, Form } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { isSameName } from '../../ui/same-name.ts';
import { Skeleton, formatCount } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';

/** Leaving and deleting the team. */
export function DangerZone({ account, owner }: { account: Account; owner: boolean }) {
  const manage = useVerdict(REQUIRED.teamManage);
  const [open, setOpen] = useState<'leave' | 'delete'>();
  const close = () => setOpen(undefined);
  return (
    <section className="card danger-zone" aria-labelledby="danger">
      <h2 id="danger" className="card-title">
        Danger zone
      </h2>
      {!owner && (
        <div className="danger-row">
          <div>
            <h3 className="danger-title">Leave this team</h3>
            <p className="muted">You'll lose access immediately and need a new invite to return.</p>
          </div>
          <Button look="danger" onClick={() => setOpen('leave')}>
            Leave team
          </Button>
        </div>
      )}
      <div className="danger-row">
        <div>
          <h3 className="danger-title">Delete this team</h3>
          <p className="muted">Removes everyone but the owner and revokes pending invites. The audit log is kept.</p>
        </div>
        {owner && (
          <Button look="danger" onClick={() => setOpen('delete')}>
            Delete team
          </Button>
        )}
        {!owner && manage === 'allow' && <OwnerOnly owner={account.owner.name} />}
        {!owner && manage === 'deny' && <DeniedButton label="Delete team" permission={REQUIRED.teamManage} />}
      </div>
      {open === 'leave' && <LeaveDialog account={account} onClose={close} />}
      {open === 'delete' && <DeleteDialog account={account} onClose={close} />}
    </section>
  );
}

function OwnerOnly({ owner }: { owner: string }) {
  return (
    <div className="explained-action">
      <Button unavailable icon="lock" aria-describedby="owner-only">
        Delete team
      </Button>
      <p id="owner-only" className="muted">
        Only {owner}, the owner, can delete the team.
      </p>
    </div>
  );
}

function LeaveDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { showToast } = useToasts();
  const { withoutToast } = useLive();
  const { leave } = useLeaveTeam({ onDone: () => showToast({ text: `You left ${account.name}`, icon: 'door' }) });
  return (
    <Dialog title={`Leave ${account.name}?`} onClose={onClose}>
      <p>You'll lose access immediately and need a new invite to return.</p>
      <Problem error={leave.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={leave.busy} onClick={() => void withoutToast(account.id, () => leave.run())}>
          Leave
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function DeleteDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const isConfirmed = isSameName(typed, account.name);
  const { showToast } = useToasts();
  const { withoutToast } = useLive();
  const { plan, ask, deleteTeam } = useDangerZone({
    onDone() {
      onClose();
      const personal = plan?.['becomes'] === 'personal';
      showToast({
        text: personal ? `${account.name} was deleted. The account is personal again.` : `${account.name} was deleted`,
        icon: 'trash',
      });
    },
  });
  const { run } = ask;
  // The plan can change while the dialog is open.
  useEffect(() => void run(), [run, account.epoch]);
  return (
    <Dialog title={`Delete ${account.name}?`} onClose={onClose}>
      {ask.error !== undefined && <Problem error={ask.error} retry={() => void run()} />}
      {ask.error === undefined &&
        (plan ? <Consequences plan={plan} /> : <Skeleton lines={3} label="Checking what this affects" />)}
      <Form
        onSubmit={() => {
          if (plan && isConfirmed) void withoutToast(account.id, () => deleteTeam.run(typed));
        }}
      >
        <Field
          label={`Type ${account.name} to confirm`}
          required
          autoComplete="off"
          value={typed}
          onText={setTyped}
        />
        <Problem error={deleteTeam.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" submit busy={deleteTeam.busy} unavailable={!plan || !isConfirmed}>
            Delete team
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function Consequences({ plan }: { plan: Plan }) {
  const { membersRemoved = 0, invitesRevoked = 0, projectsRemoved = 0, transfersEnded = 0, becomes, name } = plan;
  return (
    <ul className="consequences" aria-label="What this does">
      <li>
        {membersRemoved === 0 ? (
          'No other members are affected'
        ) : (
          <>
            <strong>{formatCount(membersRemoved, 'member')}</strong> lose{membersRemoved === 1 ? 's' : ''} access immediately
          </>
        )}
      </li>
      <li>
        {invitesRevoked === 0 ? (
          'No invites are pending'
        ) : (
          <>
            <strong>{formatCount(invitesRevoked, 'pending invite')}</strong> {invitesRevoked === 1 ? 'is' : 'are'} revoked
          </>
        )}
      </li>
      {projectsRemoved > 0 && (
        <li>
          <strong>{formatCount(projectsRemoved, 'project')}</strong> {projectsRemoved === 1 ? 'is' : 'are'} deleted, and what was granted there
        </li>
      )}
      {transfersEnded > 0 && <li>The offer of the ownership ends</li>}
      {becomes === 'personal' ? (
        <li>
          The account becomes personal again
          {typeof name === 'string' && (
            <>
              , called <strong>{name}</strong>
            </>
          )}
        </li>
      ) : (
        <li>The team is closed for good</li>
      )}
      <li>The audit log is kept</li>
    </ul>
  );
}
