/** The settings page of an account, as it is shown. */

import { type ReactNode, useId, useState } from 'react';
import { LIMITS } from '../generated.ts';
import type { Account } from '../types.ts';
import { ConvertToTeam } from './convert-to-team.tsx';
import { DangerZone } from './danger-zone.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MembersTable } from './members-table.tsx';
import { Button, Field, partProps, Problem, rootProps } from './parts.tsx';
import { PendingInvites } from './pending-invites.tsx';
import type { TeamSettingsProps, TeamSettingsState } from './use-team-settings.ts';
import { SETTINGS_WORDS } from './team-settings-words.ts';
import { TransferOffer, TransferOwnership } from './transfer.tsx';
import { useWords } from './use-words.ts';
import { MEMBERS_WORDS, type OwnWords, PENDING_WORDS } from './words.ts';

const WORDS = { ...MEMBERS_WORDS, ...PENDING_WORDS, ...SETTINGS_WORDS };

interface TeamSettingsScreenProps extends Omit<TeamSettingsProps, 'children'> {
  readonly state: TeamSettingsState;
  readonly account: Account;
}

/** The settings page of an account. */
export function TeamSettingsScreen({ state, account, onDone, onConverted, more, className, words }: TeamSettingsScreenProps): ReactNode {
  const { t } = useWords(WORDS, words);
  const isTeam = account.kind === 'team';
  return (
    <div {...rootProps('team-settings', className)}>
      <TransferOffer words={words} />
      <Section title={t.general}>
        <NameForm state={state} account={account} words={words} />
      </Section>
      {isTeam ? (
        <>
          <Section title={t.members} action={<InviteDialog words={words} />}>
            <MembersTable words={words} />
          </Section>
          {state.mayInvite && (
            <Section title={t.pending}>
              <PendingInvites words={words} />
            </Section>
          )}
        </>
      ) : (
        <Section title={t.teamSection}>
          <ConvertToTeam words={words} onConverted={onConverted} />
        </Section>
      )}
      {more}
      <TransferOwnership words={words} />
      {isTeam && <DangerZone words={words} onDone={onDone} />}
    </div>
  );
}

function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section {...partProps('section')} aria-labelledby={id}>
      <div {...partProps('head')}>
        <h2 {...partProps('title')} id={id}>
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}

interface NameFormProps {
  readonly state: TeamSettingsState;
  readonly account: Account;
  readonly words: OwnWords | undefined;
}

function NameForm({ state: { mayRename, rename }, account, words }: NameFormProps) {
  const { t } = useWords(SETTINGS_WORDS, words);
  const [typed, setTyped] = useState<string>();
  const [saved, setSaved] = useState(false);
  const label = account.kind === 'team' ? t.teamName : t.accountName;
  if (!mayRename) {
    return (
      <p>
        {label}: <bdi>{account.name}</bdi>
      </p>
    );
  }
  const isChanged = typed !== undefined && typed.trim() !== '' && typed.trim() !== account.name;
  const submit = async () => {
    if (!isChanged || !(await rename.run(typed))) return;
    setTyped(undefined);
    setSaved(true);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field
        label={label}
        required
        maxLength={LIMITS.nameCharacters}
        value={typed ?? account.name}
        onText={(text) => {
          setTyped(text);
          setSaved(false);
          rename.clear();
        }}
      />
      <Problem error={rename.error} />
      <div {...partProps('buttons')}>
        <Button variant="primary" type="submit" busy={rename.busy} disabled={!isChanged}>
          {t.save}
        </Button>
        <span role="status">{saved && t.saved}</span>
      </div>
    </form>
  );
}
