import type { Account, Member, Transfer } from 'hallpass';
import { type TransferState, useMembers, useTransfer } from 'hallpass/react';
import { useState } from 'react';

import { now } from '../../clock.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field, Form, Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { isSameName } from '../../ui/same-name.ts';
import { useToasts } from '../../ui/toast.tsx';
import { useFormats, useWords } from '../../words/language.ts';
import type { Words } from '../../words/en/index.ts';

const MAX_LISTED = 200;

/** For the owner: the open offer of ownership, or a button to make one. */
export function Ownership() {
  const { showToast } = useToasts();
  const [offering, setOffering] = useState(false);
  const state = useTransfer();
  const { team, offer, withdraw } = state;
  const { hallpass, team: t } = useWords();
  const { longDay } = useFormats();
  if (state.as !== 'owner' || !team) return null;
  return (
    <section className="card settings" aria-labelledby="ownership">
      <h2 id="ownership" className="card-title">
        {hallpass.ownership}
      </h2>
      <Problem error={withdraw.error} />
      <div className="setting">
        {offer ? (
          <>
            <p className="muted">{t.ownershipOffered(<strong>{offer.to.name}</strong>, longDay(Date.parse(offer.expiresAt)))}</p>
            <Button
              busy={withdraw.busy}
              onClick={() => void withdraw.run().then((done) => done && showToast({ text: t.offerWithdrawn, icon: 'check' }))}
            >
              {hallpass.withdrawOffer}
            </Button>
          </>
        ) : (
          <>
            <p className="muted">{t.transferAbout}</p>
            <Button needsService onClick={() => setOffering(true)}>
              {hallpass.transfer}
            </Button>
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
  const words = useWords();
  const { hallpass, parts, team: t } = words;
  const members = useMembers({ account: team.id, sort: 'name', limit: MAX_LISTED });
  const [user, setUser] = useState('');
  const [typed, setTyped] = useState('');
  const candidates = members.items.filter((member) => isCandidate(member, team));
  const isLoading = members.status === 'idle' || members.status === 'loading';
  const offer = async () => {
    const name = candidates.find((member) => member.user === user)?.name;
    if (name === undefined || !(await make.run(user, typed))) return;
    showToast({ text: t.offeredTo(name), icon: 'person' });
    onClose();
  };
  return (
    <Dialog title={hallpass.transferTitle(team.name)} onClose={onClose}>
      <p>{t.transferSteps}</p>
      {members.error !== undefined && <Problem error={members.error} retry={() => void members.reload()} />}
      {members.status === 'ready' && candidates.length === 0 && members.next === undefined && (
        <p className="muted">{hallpass.noOtherMember}</p>
      )}
      <Form onSubmit={() => void offer()}>
        {(isLoading || candidates.length > 0) && (
          <Select
            label={hallpass.newOwner}
            value={user}
            onText={setUser}
            options={[{ value: '', label: isLoading ? parts.members.loading : hallpass.chooseMember }, ...candidates.map((member) => ({ value: member.user, label: labelOf(words, member) }))]}
          />
        )}
        {members.next !== undefined && (
          <Button busy={members.status === 'refreshing'} onClick={() => void members.loadMore()}>
            {parts.members.more}
          </Button>
        )}
        <Field
          label={t.typeToConfirm(team.name)}
          required
          autoComplete="off"
          value={typed}
          onText={setTyped}
        />
        <Problem error={make.error} />
        <DialogActions>
          <Button onClick={onClose}>{hallpass.cancel}</Button>
          <Button look="primary" submit busy={make.busy} unavailable={user === '' || !isSameName(typed, team.name)}>
            {hallpass.offerOwnership}
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
const labelOf = ({ team: t }: Words, { name, email }: Member): string => (email === undefined ? name : t.memberWithEmail(name, email));

/** For the member whom it is for: the offer of ownership. */
export function OwnershipOffer() {
  const state = useTransfer();
  const { team, offer } = state;
  return state.as === 'recipient' && team && offer ? <Offer state={state} team={team} offer={offer} /> : null;
}

function Offer({ state: { accept, decline }, team, offer }: { state: TransferState; team: Account; offer: Transfer }) {
  const { showToast } = useToasts();
  const { hallpass, team: t } = useWords();
  const { longDay } = useFormats();
  const [accepting, setAccepting] = useState(false);
  const acceptOffer = async () => {
    if (await accept.run()) showToast({ text: t.youAreNowOwner(team.name), icon: 'check' });
  };
  return (
    <section className="card settings" aria-labelledby="ownership-offer">
      <h2 id="ownership-offer" className="card-title">
        {hallpass.offeredToYou(team.owner.name, team.name)}
      </h2>
      <Problem error={decline.error} />
      <div className="setting">
        <p className="muted">{t.acceptAbout(team.owner.name, longDay(Date.parse(offer.expiresAt)))}</p>
        <div className="setting-actions">
          <Button
            busy={decline.busy}
            onClick={() => void decline.run().then((done) => done && showToast({ text: t.ownershipDeclined, icon: 'check' }))}
          >
            {hallpass.declineOwnership}
          </Button>
          <Button look="primary" onClick={() => setAccepting(true)}>
            {hallpass.acceptOwnership}
          </Button>
        </div>
      </div>
      {accepting && (
        <Dialog title={hallpass.acceptTitle(team.name)} onClose={() => setAccepting(false)}>
          <p>{t.acceptConsequence(team.owner.name)}</p>
          <Problem error={accept.error} />
          <DialogActions>
            <Button onClick={() => setAccepting(false)}>{hallpass.cancel}</Button>
            <Button look="primary" busy={accept.busy} onClick={() => void acceptOffer()}>
              {hallpass.acceptOwnership}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </section>
  );
}
