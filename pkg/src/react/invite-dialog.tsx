import { type ReactNode, useId, useState } from 'react';
import { LIMITS, REQUIRED } from '../generated.ts';
import type { InviteWithLink } from '../types.ts';
import { type Action, useAction } from './use-action.ts';
import { useCan } from './permissions.ts';
import { Button, Confirm, Dialog, Field, partProps, type Ready } from './parts.tsx';
import { type GrantableRole, RolePicker, useRoles } from './roles.tsx';
import { useHallpass, useHallpassContext } from './provider.tsx';
import { useActiveAccount, useIsPersonal } from './state.ts';
import { useWords } from './use-words.ts';
import { CONVERT_WORDS, INVITE_WORDS, type OwnWords } from './words.ts';

interface Options {
  /** Default: the active one. */
  readonly account?: string | undefined;
  readonly onInvited?: ((made: InviteWithLink) => void) | undefined;
}

/** The fields of the form. */
export interface InviteDraft {
  /** Empty: an invite link for anyone who has it. */
  readonly email: string;
  readonly role: string;
  readonly note: string;
  /** For how many days the link works; 0: until it is used or revoked. */
  readonly days: number;
}

/** The form, without markup. */
export interface InviteFormState {
  readonly draft: InviteDraft;
  /** Changes fields, and clears the last error. */
  edit(change: Partial<InviteDraft>): void;
  readonly roles: readonly GrantableRole[];
  readonly submit: Action<[]>;
  /** The created invite with its link. */
  readonly made: InviteWithLink | undefined;
  /** Starts over. */
  reset(): void;
}

const EMPTY: InviteDraft = { email: '', role: '', note: '', days: 0 };
const DAY_SECONDS = 86_400;

/** A form to invite someone: its fields, the roles that the user may grant, and the created invite. */
export const useInviteForm = ({ account, onInvited }: Options = {}): InviteFormState => {
  const client = useHallpass();
  const active = useActiveAccount()?.id;
  const roles = useRoles(account);
  const [filled, setFilled] = useState(EMPTY);
  const [made, setMade] = useState<InviteWithLink>();
  // Starts with the first role that can be granted.
  const draft = filled.role ? filled : { ...filled, role: roles.find(({ grantable }) => grantable)?.name ?? '' };
  const submit = useAction(async () => {
    const { email, role, note, days } = draft;
    const input = {
      ...(email.trim() && { email: email.trim() }),
      role,
      ...(note.trim() && { note: note.trim() }),
      ...(days && { expiresIn: days * DAY_SECONDS }),
    };
    const done = await client.invites.create(input, { account: account ?? active });
    setMade(done);
    onInvited?.(done);
  });
  return {
    draft,
    edit(change) {
      setFilled((before) => ({ ...before, ...change }));
      submit.clear();
    },
    roles,
    submit,
    made,
    reset() {
      setFilled(EMPTY);
      setMade(undefined);
      submit.clear();
    },
  };
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
      {(open ?? openedByButton) && !isPersonal && (form.made ? <CreatedInvite made={form.made} words={words} onClose={close} /> : <Form form={form} words={words} onClose={close} />)}
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
const LIFETIMES_DAYS = [0, 1, 7, 30];

function Form({ form: { draft, edit, roles, submit }, words, onClose }: PartProps & { form: InviteFormState }) {
  const { t } = useWords(INVITE_WORDS, words);
  const { label: Label = 'label', select: Select = 'select' } = useHallpassContext().components;
  const id = useId();
  // The created invite is shown next, so the dialog stays open.
  const submitAndStay = async () => {
    await submit.run();
    return false;
  };
  return (
    <Confirm title={t.invite} label={t.createInvite} variant="primary" action={{ ...submit, run: submitAndStay }} onClose={onClose} words={words}>
      <Field label={t.email} about={t.emailAbout} type="email" maxLength={LIMITS.addressCharacters} value={draft.email} onText={(email) => edit({ email })} />
      <RolePicker roles={roles} value={draft.role} onRole={(role) => edit({ role })} words={words} />
      <Field label={t.note} maxLength={LIMITS.noteCharacters} value={draft.note} onText={(note) => edit({ note })} />
      <div {...partProps('field')}>
        <Label htmlFor={id}>{t.linkLives}</Label>
        <Select {...partProps('input')} id={id} value={draft.days} onChange={(event: React.ChangeEvent<HTMLSelectElement>) => edit({ days: +event.target.value })}>
          {LIFETIMES_DAYS.map((days) => (
            <option key={days} value={days}>
              {t.lives(days)}
            </option>
          ))}
        </Select>
      </div>
    </Confirm>
  );
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
