import { type ReactNode, useState } from 'react';
import { LIMITS, REQUIRED } from '../generated.ts';
import type { Invite, InviteWithLink, ProjectAssignment } from '../types.ts';
import { type AccessChoice, type AccessDraft, assignmentOf, useAccessChoice } from './access.ts';
import { AccessPicker } from './access-picker.tsx';
import { type Action, useAction } from './use-action.ts';
import { useCan } from './permissions.ts';
import { Button, Confirm, Dialog, Field, partProps, type Ready, SelectField } from './parts.tsx';
import { ProjectGrants } from './project-grants.tsx';
import type { ProjectDraft } from './project-types.ts';
import { type GrantableRole, useRoles } from './roles.tsx';
import { useHallpass } from './provider.tsx';
import { useActiveAccount, useIsPersonal } from './state.ts';
import { useWords } from './use-words.ts';
import { CONVERT_WORDS, INVITE_WORDS, type OwnWords, PENDING_WORDS } from './words.ts';

interface Options {
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

const EMPTY: InviteDraft = { email: '', role: '', permissions: [], note: '', days: 0, membershipDays: 0, projects: [] };
const DAY_SECONDS = 86_400;

/** A form to invite someone: its fields, the roles that the user may grant, and the created invite. */
export const useInviteForm = ({ account, onInvited }: Options = {}): InviteFormState => {
  const client = useHallpass();
  const active = useActiveAccount()?.id;
  const { draft, edit, access, reset } = useDraft(EMPTY, account);
  const [made, setMade] = useState<InviteWithLink>();
  const submit = useAction(async () => {
    const { email, note, days, membershipDays, projects } = draft;
    const input = {
      ...(email.trim() && { email: email.trim() }),
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
    role: invite.role,
    permissions: invite.permissions ?? [],
    note: invite.note ?? '',
    days: -1,
    membershipDays: (invite.membershipExpiresIn ?? 0) / DAY_SECONDS,
    projects: (invite.projects ?? []).map((grant) => ({ permissions: [], ...grant })),
  };
  const { draft, edit, access } = useDraft(before, account);
  const submit = useAction(async () => {
    const { note, days, membershipDays } = draft;
    const projects = grantsOf(draft.projects);
    const isSameAccess = draft.role === before.role && draft.permissions.join() === before.permissions.join();
    const saved = await client.invites.update(invite.id, {
      ...(!isSameAccess && assignmentOf(draft)),
      ...(note.trim() !== before.note && { note: note.trim() || null }),
      ...(days >= 0 && { expiresIn: days * DAY_SECONDS || null }),
      ...(membershipDays !== before.membershipDays && { membershipExpiresIn: membershipDays * DAY_SECONDS || null }),
      ...(JSON.stringify(projects) !== JSON.stringify(grantsOf(before.projects)) && { projects }),
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

const useDraft = (start: InviteDraft, account: string | undefined) => {
  const [filled, setFilled] = useState(start);
  const roles = useRoles(account);
  // Starts with the first role that can be granted.
  const draft = filled.role ? filled : { ...filled, role: roles.find(({ grantable }) => grantable)?.name ?? '' };
  const edit = (change: Partial<InviteDraft>): void => setFilled({ ...draft, ...change });
  const access = useAccessChoice({ account, value: draft, onChange: edit });
  return { draft, edit, access, reset: () => setFilled(start) };
};

/** Props of `InviteDialog`. */
export interface InviteDialogProps extends Options, Ready<InviteFormState> {
  /** If absent, a button opens the dialog, for users who may invite. */
  readonly open?: boolean;
  readonly onClose?: () => void;
}

/**
 * A dialog to invite someone. It shows the link to share: no email is sent. In a personal account, which nobody can join,
 * there is no button, and a dialog that the app opens says to convert it first.
 */
export function InviteDialog({ open, onClose, className, words, children, ...options }: InviteDialogProps): ReactNode {
  const { t } = useWords(INVITE_WORDS, words);
  const mayInvite = useCan(REQUIRED.membersInvite, { account: options.account });
  const isPersonal = useIsPersonal(options.account);
  const [openedByButton, setOpenedByButton] = useState(false);
  const form = useInviteForm(options);
  if (children) return children(form);
  const close = () => {
    setOpenedByButton(false);
    form.reset();
    onClose?.();
  };
  return (
    <span data-hallpass="invite-dialog" className={className}>
      {open === undefined && mayInvite && !isPersonal && (
        <Button variant="primary" aria-haspopup="dialog" onClick={() => setOpenedByButton(true)}>
          {t.invite}
        </Button>
      )}
      {(open ?? openedByButton) && isPersonal && <NeedsTeam words={words} onClose={close} />}
      {(open ?? openedByButton) && !isPersonal && (form.made ? <CreatedInvite made={form.made} words={words} onClose={close} /> : <Form form={form} account={options.account} words={words} onClose={close} />)}
    </span>
  );
}

interface PartProps {
  readonly words: OwnWords | undefined;
  readonly onClose: () => void;
}

function NeedsTeam({ words, onClose }: PartProps) {
  const { t } = useWords(WORDS, words);
  return (
    <Dialog title={t.invite} words={words} onClose={onClose}>
      <p>{t.inviteNeedsTeam}</p>
    </Dialog>
  );
}

const WORDS = { ...INVITE_WORDS, ...CONVERT_WORDS };
const EDIT_WORDS = { ...INVITE_WORDS, ...PENDING_WORDS };
const LIFETIMES_DAYS = [0, 1, 7, 30];
const MEMBERSHIPS_DAYS = [0, 1, 7, 30, 90, 365];

interface FormProps extends PartProps {
  readonly form: InviteFormState;
  readonly account: string | undefined;
}

function Form({ form: { draft, edit, access, submit }, account, words, onClose }: FormProps) {
  const { t } = useWords(INVITE_WORDS, words);
  // The created invite is shown next, so the dialog stays open.
  const submitAndStay = async () => {
    await submit.run();
    return false;
  };
  return (
    <Confirm title={t.invite} label={t.createInvite} variant="primary" action={{ ...submit, run: submitAndStay }} onClose={onClose} words={words}>
      <Field label={t.email} about={t.emailAbout} type="email" maxLength={LIMITS.addressCharacters} value={draft.email} onText={(email) => edit({ email })} />
      <InviteFields account={account} draft={draft} edit={edit} access={access} error={submit.error} words={words} lifetimes={LIFETIMES_DAYS} />
    </Confirm>
  );
}

interface InviteFieldsProps extends Pick<InviteFormState, 'draft' | 'edit' | 'access'> {
  /** Default: the active one. */
  readonly account: string | undefined;
  /** The error of the form. */
  readonly error: unknown;
  readonly words: OwnWords | undefined;
  /** The offered lifetimes of the link, in days; -1 for as long as before. */
  readonly lifetimes: readonly number[];
}

/** The fields of an invite but its address. */
export function InviteFields({ account, draft, edit, access, error, words, lifetimes }: InviteFieldsProps): ReactNode {
  const { t } = useWords(EDIT_WORDS, words);
  const { membershipDays } = draft;
  const memberships = MEMBERSHIPS_DAYS.includes(membershipDays) ? MEMBERSHIPS_DAYS : [...MEMBERSHIPS_DAYS, membershipDays];
  return (
    <>
      <AccessPicker choice={access} value={draft} words={words} />
      <ProjectGrants account={account} value={draft.projects} onChange={(projects) => edit({ projects })} error={error} isLink={draft.email.trim() === ''} words={words} />
      <Field label={t.note} maxLength={LIMITS.noteCharacters} value={draft.note} onText={(note) => edit({ note })} />
      <DaysField label={t.linkLives} value={draft.days} options={lifetimes} text={(days) => (days < 0 ? t.livesUnchanged : t.lives(days))} onDays={(days) => edit({ days })} />
      <DaysField label={t.membershipEnds} value={membershipDays} options={memberships} text={t.membershipLasts} onDays={(days) => edit({ membershipDays: days })} />
    </>
  );
}

interface DaysFieldProps {
  readonly label: string;
  readonly value: number;
  readonly options: readonly number[];
  readonly text: (days: number) => string;
  readonly onDays: (days: number) => void;
}

function DaysField({ label, value, options, text, onDays }: DaysFieldProps) {
  const choices = options.map((days) => ({ value: `${days}`, text: text(days) }));
  return <SelectField label={label} value={`${value}`} options={choices} onValue={(days) => onDays(+days)} />;
}

function CreatedInvite({ made: { invite, link }, words, onClose }: PartProps & { made: InviteWithLink }) {
  const { t, name } = useWords(INVITE_WORDS, words);
  return (
    <Dialog title={t.invite} words={words} onClose={onClose}>
      <p role="status">{t.invited(name(invite.email ?? ''))}</p>
      <LinkField link={link} words={words} />
    </Dialog>
  );
}

/** A link to share, with a button to copy it; selected on focus where the browser does not allow that. */
export function LinkField({ link, words }: { link: string; words: OwnWords | undefined }): ReactNode {
  const { t } = useWords(INVITE_WORDS, words);
  const [copied, setCopied] = useState(false);
  return (
    <div {...partProps('link')}>
      <input {...partProps('input')} dir="ltr" readOnly aria-label={t.link} value={link} onFocus={(event) => event.target.select()} />
      <Button onClick={() => navigator.clipboard?.writeText(link).then(() => setCopied(true), () => {})}>{t.copyLink}</Button>
      <span role="status">{copied && t.copied}</span>
    </div>
  );
}
