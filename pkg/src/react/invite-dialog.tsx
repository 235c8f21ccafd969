import { useId, useState } from 'react';
import { LIMITS, REQUIRED } from '../generated.ts';
import type { InviteWithLink } from '../types.ts';
import { type Action, useAction } from './action.ts';
import { useCan } from './gates.ts';
import { Button, Confirm, Dialog, Field, part, type Ready } from './parts.tsx';
import { type GrantableRole, RolePicker, useRoles } from './roles.tsx';
import { useHallpass } from './root.tsx';
import { useActiveAccount } from './state.ts';
import { INVITE_WORDS, type OwnWords, useWords } from './words.ts';

interface Options {
  /** The active one by default. */
  readonly account?: string | undefined;
  readonly onInvited?: ((made: InviteWithLink) => void) | undefined;
}

/** What is filled in to invite somebody. */
export interface InviteDraft {
  /** Empty: a link for whoever has it. */
  readonly email: string;
  readonly role: string;
  readonly note: string;
  /** 0: until it is used or revoked. */
  readonly days: number;
}

/** The form without its markup. */
export interface InviteFormState {
  readonly draft: InviteDraft;
  /** Changes what is filled in, and forgets the last refusal. */
  edit(change: Partial<InviteDraft>): void;
  readonly roles: readonly GrantableRole[];
  readonly submit: Action<[]>;
  /** The invite that was made, with its link. */
  readonly made: InviteWithLink | undefined;
  /** Starts over. */
  reset(): void;
}

const EMPTY: InviteDraft = { email: '', role: '', note: '', days: 0 };
const DAY_SECONDS = 86_400;

/** Inviting somebody: what is filled in, which roles one may give, and what became of it. */
export const useInviteForm = ({ account, onInvited }: Options = {}): InviteFormState => {
  const client = useHallpass();
  const active = useActiveAccount()?.id;
  const roles = useRoles(account);
  const [filled, setFilled] = useState(EMPTY);
  const [made, setMade] = useState<InviteWithLink>();
  // One starts at the first role that can be given.
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

/** What `InviteDialog` takes. */
export interface InviteDialogProps extends Options, Ready<InviteFormState> {
  /** Without it a button opens the dialog, where the role allows to invite. */
  readonly open?: boolean;
  readonly onClose?: () => void;
}

/** Invites somebody, and shows the link to be passed on: no mail is sent. */
export function InviteDialog({ open, onClose, className, words, children, ...options }: InviteDialogProps) {
  const { say } = useWords(INVITE_WORDS, words);
  const may = useCan(REQUIRED.membersInvite, { account: options.account });
  const [asked, setAsked] = useState(false);
  const form = useInviteForm(options);
  if (children) return children(form);
  const close = () => {
    setAsked(false);
    form.reset();
    onClose?.();
  };
  return (
    <span data-hallpass="invite-dialog" className={className}>
      {open === undefined && may && (
        <Button look="primary" aria-haspopup="dialog" onClick={() => setAsked(true)}>
          {say.invite}
        </Button>
      )}
      {(open ?? asked) && (form.made ? <Made made={form.made} words={words} onClose={close} /> : <Form form={form} words={words} onClose={close} />)}
    </span>
  );
}

interface PartProps {
  readonly words: OwnWords | undefined;
  readonly onClose: () => void;
}

const LIVES = [0, 1, 7, 30];

function Form({ form: { draft, edit, roles, submit }, words, onClose }: PartProps & { form: InviteFormState }) {
  const { say } = useWords(INVITE_WORDS, words);
  const id = useId();
  // What was made is shown next: there is nothing to close yet.
  const stay = async () => (await submit.run(), false);
  return (
    <Confirm title={say.invite} label={say.createInvite} look="primary" action={{ ...submit, run: stay }} onClose={onClose} words={words}>
      <Field label={say.email} about={say.emailAbout} type="email" maxLength={LIMITS.addressCharacters} value={draft.email} onText={(email) => edit({ email })} />
      <RolePicker roles={roles} value={draft.role} onRole={(role) => edit({ role })} words={words} />
      <Field label={say.note} maxLength={LIMITS.noteCharacters} value={draft.note} onText={(note) => edit({ note })} />
      <div {...part('field')}>
        <label htmlFor={id}>{say.linkLives}</label>
        <select {...part('input')} id={id} value={draft.days} onChange={(event) => edit({ days: +event.target.value })}>
          {LIVES.map((days) => (
            <option key={days} value={days}>
              {say.lives(days)}
            </option>
          ))}
        </select>
      </div>
    </Confirm>
  );
}

function Made({ made: { invite, link }, words, onClose }: PartProps & { made: InviteWithLink }) {
  const { say, name } = useWords(INVITE_WORDS, words);
  return (
    <Dialog title={say.invite} words={words} onClose={onClose}>
      <p role="status">{say.invited(name(invite.email ?? ''))}</p>
      <LinkField link={link} words={words} />
    </Dialog>
  );
}

/** A link to be passed on: for copying by a press, or by hand where the browser forbids that. */
export function LinkField({ link, words }: { link: string; words: OwnWords | undefined }) {
  const { say } = useWords(INVITE_WORDS, words);
  const [copied, setCopied] = useState(false);
  return (
    <div {...part('link')}>
      <input {...part('input')} dir="ltr" readOnly aria-label={say.link} value={link} onFocus={(event) => event.target.select()} />
      <Button onClick={() => navigator.clipboard?.writeText(link).then(() => setCopied(true), () => {})}>{say.copyLink}</Button>
      <span role="status">{copied && say.copied}</span>
    </div>
  );
}
