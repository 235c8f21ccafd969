import { useState } from 'react';
import type { Invite, InviteWithLink, ProjectAssignment } from '../types.ts';
import { type AccessChoice, type AccessDraft, assignmentOf, useAccessChoice } from './access.ts';
import { type Action, useAction } from './use-action.ts';
import type { ProjectDraft } from './project-types.ts';
import { type GrantableRole, useRoles } from './roles.tsx';
import { useHallpass } from './provider.tsx';
import { useActiveAccount } from './state.ts';

/** The account to invite to, and what to call afterwards. */
export interface InviteFormOptions {
  /** Default: the active one. */
  readonly account?: string | undefined;
  readonly onInvited?: ((made: InviteWithLink) => void) | undefined;
}

interface EditOptions {
  /** Default: that of the invite. */
  readonly account?: string | undefined;
  /** The pending invite to edit. */
  readonly invite: Invite;
  readonly onSaved?: ((invite: Invite) => void) | undefined;
}

/** The fields of the form. */
export interface InviteDraft extends AccessDraft {
  /** Empty: an invite link for anyone who has it. */
  readonly email: string;
  /** How many people can join by the link. Only without an address. */
  readonly maxUses: number;
  /** The domains of the addresses that can join by the link, separated by commas or spaces; empty for any. Only without an address. */
  readonly domains: string;
  readonly note: string;
  /** For how many days the link works; 0: until it is used or revoked. When an invite is edited, -1: as long as before. */
  readonly days: number;
  /** After how many days the membership ends; 0: it does not. */
  readonly membershipDays: number;
  /** What the invite grants in projects. */
  readonly projects: readonly ProjectDraft[];
}

/** The form, without markup. */
export interface InviteFormState {
  readonly draft: InviteDraft;
  /** Changes fields, and clears the last error. */
  edit(change: Partial<InviteDraft>): void;
  readonly roles: readonly GrantableRole[];
  /** The choice between roles and a list of permissions. */
  readonly access: AccessChoice;
  readonly submit: Action<[]>;
  /** The created invite with its link. */
  readonly made: InviteWithLink | undefined;
  /** Starts over. */
  reset(): void;
}

const EMPTY: InviteDraft = { email: '', maxUses: 1, domains: '', role: '', permissions: [], note: '', days: 0, membershipDays: 0, projects: [] };
const DAY_SECONDS = 86_400;

/** A form to invite someone: its fields, the roles that the user may grant, and the created invite. */
export const useInviteForm = ({ account, onInvited }: InviteFormOptions = {}): InviteFormState => {
  const client = useHallpass();
  const active = useActiveAccount()?.id;
  const { draft, edit, access, reset } = useDraft(EMPTY, account);
  const [made, setMade] = useState<InviteWithLink>();
  const submit = useAction(async () => {
    const { note, days, membershipDays, projects } = draft;
    const email = draft.email.trim();
    const domains = domainsOf(draft.domains);
    const input = {
      ...(email && { email }),
      ...(!email && draft.maxUses !== 1 && { maxUses: draft.maxUses }),
      ...(!email && domains.length > 0 && { domains }),
      ...assignmentOf(draft),
      ...(note.trim() && { note: note.trim() }),
      ...(days && { expiresIn: days * DAY_SECONDS }),
      ...(membershipDays && { membershipExpiresIn: membershipDays * DAY_SECONDS }),
      ...(projects.length > 0 && { projects: grantsOf(projects) }),
    };
    const done = await client.invites.create(input, { account: account ?? active });
    setMade(done);
    onInvited?.(done);
  });
  return {
    draft,
    edit(change) {
      edit(change);
      submit.clear();
    },
    roles: access.roles,
    access,
    submit,
    made,
    reset() {
      reset();
      setMade(undefined);
      submit.clear();
    },
  };
};

/** A form to edit a pending invite. Its fields begin with those of the invite; what is not changed is not sent. */
export const useInviteEditForm = ({ invite, account = invite.account, onSaved }: EditOptions): Omit<InviteFormState, 'made' | 'reset' | 'roles'> => {
  const client = useHallpass();
  const before: InviteDraft = {
    email: invite.email ?? '',
    maxUses: invite.maxUses ?? 1,
    domains: (invite.domains ?? []).join(', '),
    role: invite.role,
    permissions: invite.permissions ?? [],
    note: invite.note ?? '',
    days: -1,
    membershipDays: (invite.membershipExpiresIn ?? 0) / DAY_SECONDS,
    projects: (invite.projects ?? []).map((grant) => ({ permissions: [], ...grant })),
  };
  const { draft, edit, access } = useDraft(before, account);
  const submit = useAction(async () => {
    const { note, days, membershipDays, maxUses } = draft;
    const projects = grantsOf(draft.projects);
    const domains = domainsOf(draft.domains);
    const isSameAccess = draft.role === before.role && draft.permissions.join() === before.permissions.join();
    const saved = await client.invites.update(invite.id, {
      ...(!isSameAccess && assignmentOf(draft)),
      ...(note.trim() !== before.note && { note: note.trim() || null }),
      ...(days >= 0 && { expiresIn: days * DAY_SECONDS || null }),
      ...(membershipDays !== before.membershipDays && { membershipExpiresIn: membershipDays * DAY_SECONDS || null }),
      ...(JSON.stringify(projects) !== JSON.stringify(grantsOf(before.projects)) && { projects }),
      ...(maxUses !== before.maxUses && { maxUses }),
      ...(domains.join() !== domainsOf(before.domains).join() && { domains }),
    });
    onSaved?.(saved);
  });
  return {
    draft,
    edit(change) {
      edit(change);
      submit.clear();
    },
    access,
    submit,
  };
};

/** What a request says for the projects of a draft. */
const grantsOf = (projects: readonly ProjectDraft[]): readonly ProjectAssignment[] =>
  projects.map(({ project, ...access }) => ({ project, ...assignmentOf(access) }));

/** The domains that a person typed; an `@` before one is left out. */
const domainsOf = (typed: string): readonly string[] =>
  typed
    .split(/[\s,;]+/)
    .map((domain) => domain.replace(/^@/, ''))
    .filter((domain) => domain !== '');

const useDraft = (start: InviteDraft, account: string | undefined) => {
  const [filled, setFilled] = useState(start);
  const roles = useRoles(account);
  // Starts with the first role that can be granted.
  const draft = filled.role ? filled : { ...filled, role: roles.find(({ grantable }) => grantable)?.name ?? '' };
  const edit = (change: Partial<InviteDraft>): void => setFilled({ ...draft, ...change });
  const access = useAccessChoice({ account, value: draft, onChange: edit });
  return { draft, edit, access, reset: () => setFilled(start) };
};
