/** The transfer of ownership, as it is shown. */

import { type ReactNode, useId, useState } from 'react';
import { localNow } from '../clock.ts';
import type { Account, Member, Transfer } from '../types.ts';
import { Button, Confirm, Field, partProps, Problem, rootProps, SelectField, Waiting } from './parts.tsx';
import { useMembers } from './use-lists.ts';
import type { TransferState } from './use-transfer.ts';
import { TRANSFER_WORDS } from './transfer-words.ts';
import { useWords } from './use-words.ts';
import type { OwnWords } from './words.ts';

interface ScreenProps {
  readonly state: TransferState;
  readonly team: Account;
  readonly className?: string | undefined;
  readonly words: OwnWords | undefined;
}

/** For the owner: the open offer, or a button to make one. */
export function TransferOwnershipScreen({ state, team, className, words }: ScreenProps): ReactNode {
  const { t, name, day } = useWords(TRANSFER_WORDS, words);
  const [offering, setOffering] = useState(false);
  const { offer, make, withdraw } = state;
  const close = () => {
    setOffering(false);
    make.clear();
  };
  return (
    <section {...rootProps('transfer-ownership', className)} aria-label={t.ownership}>
      <h2 {...partProps('title')}>{t.ownership}</h2>
      {offer ? (
        <>
          <p>{t.offeredTo(name(offer.to.name), day(offer.expiresAt))}</p>
          <Problem error={withdraw.error} />
          <Button busy={withdraw.busy} onClick={() => void withdraw.run()}>
            {t.withdrawOffer}
          </Button>
        </>
      ) : (
        <>
          <p>{t.transferAbout}</p>
          <Button aria-haspopup="dialog" onClick={() => setOffering(true)}>
            {t.transfer}
          </Button>
        </>
      )}
      {offering && !offer && <OfferDialog make={make} team={team} words={words} onClose={close} />}
    </section>
  );
}

interface OfferDialogProps {
  readonly make: TransferState['make'];
  readonly team: Account;
  readonly words: OwnWords | undefined;
  readonly onClose: () => void;
}

function OfferDialog({ make, team, words, onClose }: OfferDialogProps) {
  const { t, name } = useWords(TRANSFER_WORDS, words);
  const [user, setUser] = useState('');
  const [typed, setTyped] = useState('');
  const members = useMembers({ account: team.id, sort: 'name', limit: 200 });
  const candidates = members.items.filter((member) => isCandidate(member, team));
  const isEmpty = members.status === 'ready' && candidates.length === 0 && members.next === undefined;
  return (
    <Confirm
      title={t.transferTitle(name(team.name))}
      label={t.offerOwnership}
      variant="primary"
      action={{ ...make, run: () => make.run(user, typed) }}
      disabled={!user || !typed}
      onClose={onClose}
      words={words}
    >
      <p>{t.transferSteps}</p>
      <Problem error={members.error} retry={members.reload} />
      {members.status === 'loading' && <Waiting />}
      {isEmpty && <p {...partProps('empty')}>{t.noOtherMember}</p>}
      {candidates.length > 0 && (
        <SelectField
          label={t.newOwner}
          value={user}
          options={[{ value: '', text: t.chooseMember }, ...candidates.map((member) => ({ value: member.user, text: labelOf(member) }))]}
          onValue={setUser}
        />
      )}
      {members.next !== undefined && (
        <Button busy={members.status === 'refreshing'} onClick={() => void members.loadMore()}>
          {t.loadMore}
        </Button>
      )}
      <Field label={t.typeTeamName} placeholder={team.name} required value={typed} onText={setTyped} />
    </Confirm>
  );
}

/** Whether a member can become the owner: another one, who is neither suspended nor past their end. */
const isCandidate = ({ user, suspended, expiresAt }: Member, { owner }: Account): boolean =>
  user !== owner.user && !suspended && (expiresAt === undefined || Date.parse(expiresAt) > localNow());

/** The address tells members of the same name apart. */
const labelOf = ({ name, email }: Member): string => (email === undefined ? name : `${name} (${email})`);

/** For the member whom it is for: the offer, with buttons to accept and decline. */
export function TransferOfferScreen({ state, team, offer, className, words }: ScreenProps & { readonly offer: Transfer }): ReactNode {
  const { t, name, day } = useWords(TRANSFER_WORDS, words);
  const [confirming, setConfirming] = useState(false);
  const title = useId();
  const { accept, decline } = state;
  const close = () => {
    setConfirming(false);
    accept.clear();
  };
  return (
    <section {...rootProps('transfer-offer', className)} aria-labelledby={title}>
      <h2 {...partProps('title')} id={title}>
        {t.offeredToYou(name(team.owner.name), name(team.name))}
      </h2>
      <p>{t.acceptAbout(name(team.owner.name), day(offer.expiresAt))}</p>
      <Problem error={decline.error} />
      <div {...partProps('buttons')}>
        <Button variant="primary" aria-haspopup="dialog" onClick={() => setConfirming(true)}>
          {t.acceptOwnership}
        </Button>
        <Button busy={decline.busy} onClick={() => void decline.run()}>
          {t.declineOwnership}
        </Button>
      </div>
      {confirming && (
        <Confirm title={t.acceptTitle(name(team.name))} label={t.acceptOwnership} variant="primary" action={accept} onClose={close} words={words}>
          <p>{t.acceptRemoves}</p>
        </Confirm>
      )}
    </section>
  );
}
