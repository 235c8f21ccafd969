import type { Account, Member, Transfer } from 'hallpass';
import { type TransferState, useMembers, useTransfer } from 'hallpass/react';
import { useState } from 'react';

import { now } from '../../clock.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form, Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { isSameName } from '../../ui/same-name.ts';
import { Skeleton } from '../../ui/small.tsx';
import { useToasts } from '../../ui/toast.tsx';

const MAX_LISTED = 200;

const formatDay = (at: string): string => new Intl.DateTimeFormat('en', { dateStyle: 'long' }).format(Date.parse(at));

/** For the owner: the open offer of the ownership, or a button to make one. */
export function Ownership() {
  const { showToast } = useToasts();
  const [offering, setOffering] = useState(false);
  const state = useTransfer();
  const { team, offer, withdraw } = state;
  if (state.as !== 'owner' || !team) return null;
  return (
    <section className="card settings" aria-labelledby="ownership">
      <h2 id="ownership" className="card-title">
        Ownership
      </h2>
      <Problem error={withdraw.error} />
      <div className="setting">
        {offer ? (
          <>
            <p className="muted">
              Offered to <strong>{offer.to.name}</strong>, who can accept until {formatDay(offer.expiresAt)}. Until then you are the owner.
            </p>
            <Button
              busy={withdraw.busy}
              onClick={() => void withdraw.run().then((done) => done && showToast({ text: 'Offer withdrawn', icon: 'check' }))}
            >
              Withdraw offer
            </Button>
          </>
        ) : (
          <>
            <p className="muted">Hand the team over to another member. You stay a member with the same role.</p>
            <Button needsService onClick={() => setOffering(true)}>Transfer ownership</Button>
          </>
        )}
      </div>
      {offering && !offer && <OfferDialog team={team} make={state.make} onClose={() => setOffering(false)} />}
    </section>
  );
}

interface OfferDialogProps {
  readonly team: Account;
  readonly make: TransferState['make'];
  readonly onClose: () => void;
}

function OfferDialog({ team, make, onClose }: OfferDialogProps) {
  const { showToast } = useToasts();
  const members = useMembers({ account: team.id, sort: 'name', limit: MAX_LISTED });
  const [user, setUser] = useState('');
  const [typed, setTyped] = useState('');
  const candidates = members.items.filter((member) => isCandidate(member, team));
  const offer = async () => {
    const name = candidates.find((member) => member.user === user)?.name ?? 'the member';
    if (!(await make.run(user, typed))) return;
    showToast({ text: `Ownership offered to ${name}`, icon: 'person' });
    onClose();
  };
  return (
    <Dialog title={`Transfer ${team.name}`} onClose={onClose}>
      <p>
        They have seven days to accept. Until then you stay the owner and can withdraw the offer. If the team was your personal account, you'll
        get a new one.
      </p>
      {members.error !== undefined && <Problem error={members.error} retry={() => void members.reload()} />}
      {members.status === 'loading' && <Skeleton lines={2} label="Loading the members" />}
      {members.status === 'ready' && candidates.length === 0 && members.next === undefined && (
        <p className="muted">There's no other member yet. Invite someone first.</p>
      )}
      <Form onSubmit={() => void offer()}>
        {candidates.length > 0 && (
          <Select
            label="New owner"
            value={user}
            onText={setUser}
            options={[{ value: '', label: 'Choose a member' }, ...candidates.map((member) => ({ value: member.user, label: labelOf(member) }))]}
          />
        )}
        {members.next !== undefined && (
          <Button busy={members.status === 'refreshing'} onClick={() => void members.loadMore()}>
            Show more members
          </Button>
        )}
        <Field
          label={`Type ${team.name} to confirm`}
          required
          autoComplete="off"
          value={typed}
          onText={setTyped}
        />
        <Problem error={make.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" submit busy={make.busy} unavailable={user === '' || !isSameName(typed, team.name)}>
            Offer ownership
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

/** Whether a member can become the owner: another one, who is neither suspended nor past their end. */
const isCandidate = ({ user, suspended, expiresAt }: Member, { owner }: Account): boolean =>
  user !== owner.user && !suspended && (expiresAt === undefined || Date.parse(expiresAt) > now());

/** The address tells members of the same name apart. */
const labelOf = ({ name, email }: Member): string => (email === undefined ? name : `${name} (${email})`);

/** For the member whom it is for: the offer of the ownership. */
export function OwnershipOffer() {
  const state = useTransfer();
  const { team, offer } = state;
  return state.as === 'recipient' && team && offer ? <Offer state={state} team={team} offer={offer} /> : null;
}

function Offer({ state: { accept, decline }, team, offer }: { state: TransferState; team: Account; offer: Transfer }) {
  const { showToast } = useToasts();
  const [accepting, setAccepting] = useState(false);
  const acceptOffer = async () => {
    if (await accept.run()) showToast({ text: `You're now the owner of ${team.name}`, icon: 'check' });
  };
  return (
    <section className="card settings" aria-labelledby="ownership-offer">
      <h2 id="ownership-offer" className="card-title">
        {team.owner.name} offers you the ownership of {team.name}
      </h2>
      <Problem error={decline.error} />
      <div className="setting">
        <p className="muted">
          As the owner you can delete the team, and you can't be removed. {team.owner.name} stays a member. The offer is open until{' '}
          {formatDay(offer.expiresAt)}.
        </p>
        <div className="setting-actions">
          <Button
            busy={decline.busy}
            onClick={() => void decline.run().then((done) => done && showToast({ text: 'You declined the ownership', icon: 'check' }))}
          >
            Decline
          </Button>
          <Button look="primary" onClick={() => setAccepting(true)}>
            Accept ownership
          </Button>
        </div>
      </div>
      {accepting && (
        <Dialog title={`Become the owner of ${team.name}?`} onClose={() => setAccepting(false)}>
          <p>Only you will be able to transfer or delete the team. {team.owner.name} keeps their role as a member.</p>
          <Problem error={accept.error} />
          <DialogActions>
            <Button onClick={() => setAccepting(false)}>Cancel</Button>
            <Button look="primary" busy={accept.busy} onClick={() => void acceptOffer()}>
              Accept ownership
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </section>
  );
}
