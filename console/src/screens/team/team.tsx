import { REQUIRED } from 'hallpass';
import type { Account } from 'hallpass';
import { useInvites } from 'hallpass/react';
import { useState } from 'react';

import { pathIn } from '../../address.ts';
import { client } from '../../client.ts';
import { useCopyLinks } from '../../hooks/copy.tsx';
import { usePrevious, useLoad } from '../../hooks/load.ts';
import { useHasProjects, useProjectList } from '../../hooks/projects.ts';
import { roleTitle, useActive, useClientState, usePolicy, useVerdict } from '../../hooks/state.tsx';
import { useAccountTitle } from '../../hooks/title.ts';
import { navigate } from '../../router.tsx';
import { Button } from '../../ui/button.tsx';
import { Denied, DeniedButton } from '../../ui/explanation.tsx';
import { Avatar, Badge, Skeleton } from '../../ui/small.tsx';
import { PageTabs } from '../../ui/tabs.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useFormats, useWords } from '../../words/language.ts';
import { NotFoundScreen } from '../not-found.tsx';
import { Projects } from '../projects/projects.tsx';
import { Convert } from './convert.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { InvitePeopleDialog } from './invite-people.tsx';
import { Invites } from './invites.tsx';
import { Members } from './members.tsx';
import { Settings } from './settings.tsx';
import { OwnershipOffer } from './transfer.tsx';

const EVERY_MS = 15_000;

/** A page of a team. */
export type TeamTab = 'members' | 'invites' | 'projects' | 'settings';

/** A page of the active team. A personal account has projects, and the conversion to a team. */
export function TeamScreen({ tab }: { tab: TeamTab }) {
  const active = useActive();
  const access = useVerdict(REQUIRED.teamAccess);
  const hasProjects = useHasProjects();
  const { team: t } = useWords();
  useAccountTitle(active?.kind === 'personal' && tab !== 'projects' ? t.team : t.tabs[tab]);
  if (!active || access === 'unknown') return <Skeleton lines={8} label={t.loading} />;
  if (tab === 'projects' && !hasProjects) return <NotFoundScreen />;
  if (active.kind === 'personal') return tab === 'projects' ? <PersonalProjects account={active} /> : <Personal account={active} />;
  if (access === 'deny') {
    return (
      <>
        <h1 className="unseen">{t.team}</h1>
        <Denied title={t.denied} permission={REQUIRED.teamAccess} />
      </>
    );
  }
  return <Team key={active.id} account={active} tab={tab} />;
}

function Personal({ account }: { account: Account }) {
  const { team: t } = useWords();
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1 className="page-title">{t.team}</h1>
          <p className="muted">{t.isPersonalAccount(<strong>{account.name}</strong>)}</p>
        </div>
      </div>
      <Convert key={account.id} account={account} />
    </>
  );
}

function PersonalProjects({ account }: { account: Account }) {
  const { hallpass } = useWords();
  return (
    <>
      <div className="page-head">
        <h1 className="page-title">{hallpass.projects}</h1>
      </div>
      <Projects key={account.id} account={account} />
    </>
  );
}

/** The open dialog. */
type Opened = 'invite' | 'people';

function Team({ account, tab }: { account: Account; tab: TeamTab }) {
  const policy = usePolicy();
  const { user } = useClientState();
  const invite = useVerdict(REQUIRED.membersInvite);
  const [opened, setOpened] = useState<Opened>();
  const [fresh, setFresh] = useState<string>();
  const { showToast } = useToasts();
  const { copy, fallback } = useCopyLinks();
  const isOwner = account.owner.user === user?.id;
  // The list of accounts can lag behind other people's changes; the account itself is current.
  const exact = useLoad(`${account.id} ${account.epoch}`, () => client.accounts.read(account.id), EVERY_MS);
  const count = usePrevious(exact.data)?.memberCount;
  const close = () => setOpened(undefined);
  const { hallpass, invites: inviteWords, team: t } = useWords();
  return (
    <>
      <TeamHead account={account} isOwner={isOwner} count={count} onOpen={setOpened} />
      <Tabs account={account} memberCount={count} />
      <OwnershipOffer />
      {tab === 'members' && <Members account={account} />}
      {tab === 'invites' && invite === 'allow' && <Invites account={account} fresh={fresh} onInvite={() => setOpened('invite')} />}
      {tab === 'invites' && invite === 'deny' && <Denied title={t.invitesDenied} permission={REQUIRED.membersInvite} />}
      {tab === 'projects' && <Projects account={account} />}
      {tab === 'settings' && <Settings account={account} isOwner={isOwner} />}
      {opened === 'people' && policy && <InvitePeopleDialog account={account} policy={policy} onClose={close} />}
      {opened === 'invite' && policy && (
        <InviteDialog
          account={account}
          policy={policy}
          onClose={close}
          onInvited={({ invite: { id, email, delivery }, link }) => {
            close();
            setFresh(id);
            navigate(pathIn(account.id, 'invites'));
            showToast({
              text: email === undefined ? inviteWords.linkCreated : inviteWords.created(email),
              detail: delivery?.state === 'queued' ? inviteWords.emailOnItsWay : inviteWords.sendLinkYourself,
              icon: email === undefined ? 'link' : 'mail',
              action: { label: hallpass.copyLink, run: () => void copy([link]) },
            });
          }}
        />
      )}
      {fallback}
    </>
  );
}

function Tabs({ account, memberCount }: { account: Account; memberCount: number | undefined }) {
  const hasProjects = useHasProjects();
  const projects = useProjectList();
  const { team: t } = useWords();
  const { number } = useFormats();
  const invite = useVerdict(REQUIRED.membersInvite);
  const active = projects?.filter(({ status }) => status === 'active').length;
  const tab = (screen: TeamTab, count?: string) => ({ href: pathIn(account.id, screen), label: t.tabs[screen], count });
  const pending = usePendingCount(account.id, invite === 'allow');
  return (
    <PageTabs
      label={t.team}
      tabs={[
        tab('members', memberCount === undefined ? undefined : number(memberCount)),
        ...(invite === 'allow' ? [tab('invites', pending)] : []),
        ...(hasProjects ? [tab('projects', active === undefined ? undefined : number(active))] : []),
        tab('settings'),
      ]}
    />
  );
}

/** How many invites are pending, as far as they are loaded: `50+`. */
const usePendingCount = (account: string, isShown: boolean): string | undefined => {
  const { items, status, next } = useInvites({ account, status: 'pending', limit: isShown ? undefined : 1 });
  if (!isShown || status === 'loading' || status === 'idle') return undefined;
  return `${items.length}${next === undefined ? '' : '+'}`;
};

interface HeadProps {
  readonly account: Account;
  readonly isOwner: boolean;
  readonly count: number | undefined;
  readonly onOpen: (opened: Opened) => void;
}

function TeamHead({ account, isOwner, count, onOpen }: HeadProps) {
  const policy = usePolicy();
  const invite = useVerdict(REQUIRED.membersInvite);
  const { hallpass, team: t } = useWords();
  return (
    <div className="page-head team-head">
      <Avatar name={account.name} seed={account.id} square size={56} />
      <div className="page-head-text">
        <h1 className="page-title">{account.name}</h1>
        <p className="muted">
          {count !== undefined && <>{hallpass.teamOf(count)} · </>}
          {isOwner ? t.youAreOwner : t.ownedBy(account.owner.name)} · {t.yourRole(<Badge tone="accent">{roleTitle(policy, account.role)}</Badge>)}
        </p>
      </div>
      {invite === 'allow' && (
        <div className="action-row">
          <Button needsService onClick={() => onOpen('people')}>
            {hallpass.invitePeople}
          </Button>
          <Button look="primary" icon="plus" onClick={() => onOpen('invite')}>
            {hallpass.invite}
          </Button>
        </div>
      )}
      {invite === 'deny' && <DeniedButton label={hallpass.invite} permission={REQUIRED.membersInvite} />}
    </div>
  );
}
