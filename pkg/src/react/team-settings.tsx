import { type ReactNode, useId, useState } from 'react';
import { LIMITS, REQUIRED } from '../generated.ts';
import type { Account } from '../types.ts';
import { ConvertToTeam } from './convert-to-team.tsx';
import { DangerZone } from './danger-zone.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MembersTable } from './members-table.tsx';
import { Button, Field, partProps, Problem, type Ready, rootProps } from './parts.tsx';
import { PendingInvites } from './pending-invites.tsx';
import { useCan } from './permissions.ts';
import { useHallpass } from './provider.tsx';
import { useActiveAccount } from './state.ts';
import { type Action, useAction } from './use-action.ts';
import { useWords } from './use-words.ts';
import { MEMBERS_WORDS, type OwnWords, PENDING_WORDS, SETTINGS_WORDS } from './words.ts';

/** The settings of the active account, without markup. */
export interface TeamSettingsState {
  readonly account: Account | undefined;
  /** Whether the user may rename it. */
  readonly mayRename: boolean;
  readonly mayInvite: boolean;
  readonly rename: Action<[name: string]>;
}

/** The settings of the active account: its name, and what the user may change. */
export const useTeamSettings = (): TeamSettingsState => {
  const client = useHallpass();
  const account = useActiveAccount();
  const rename = useAction(async (name: string) => {
    if (account) await client.accounts.update({ name: name.trim() }, { account: account.id });
  });
  return { account, mayRename: useCan(REQUIRED.teamManage), mayInvite: useCan(REQUIRED.membersInvite), rename };
};

/** Props of `TeamSettings`. */
export interface TeamSettingsProps extends Ready<TeamSettingsState> {
  /** Called after the user has left or deleted the team; another account is active by then. */
  readonly onDone?: ((account: Account) => void) | undefined;
  /** Called with the team after the user has converted their personal account. */
  readonly onConverted?: ((team: Account) => void) | undefined;
  /** Further sections, above the danger zone. */
  readonly more?: ReactNode;
}

/**
 * The settings page of the active account: its name, members, pending invites, and leaving or deleting the team. A
 * personal account has its name, and a way to convert it.
 */
export function TeamSettings({ onDone, onConverted, more, className, words, children }: TeamSettingsProps): ReactNode {
  const { t } = useWords(WORDS, words);
  const state = useTeamSettings();
  if (children) return children(state);
  const { account, mayInvite } = state;
  if (!account) return null;
  const isTeam = account.kind === 'team';
  return (
    // Another account's settings start over: nothing that was typed stays.
    <div key={`${account.id} ${account.kind}`} {...rootProps('team-settings', className)}>
      <Section title={t.general}>
        <NameForm state={state} account={account} words={words} />
      </Section>
      {isTeam ? (
        <>
          <Section title={t.members} action={<InviteDialog words={words} />}>
            <MembersTable words={words} />
          </Section>
          {mayInvite && (
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
      {isTeam && <DangerZone words={words} onDone={onDone} />}
    </div>
  );
}

const WORDS = { ...MEMBERS_WORDS, ...PENDING_WORDS, ...SETTINGS_WORDS };

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
