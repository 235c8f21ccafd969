import { type ReactNode, useState } from 'react';
import { REQUIRED } from '../generated.ts';
import type { InviteWithLink } from '../types.ts';
import { lazyScreen } from './lazy-screen.tsx';
import { LinkField } from './link-field.tsx';
import { useCan } from './permissions.ts';
import { Button, Dialog, type Ready } from './parts.tsx';
import { SCREENS } from './screens-module.ts';
import { useIsPersonal } from './state.ts';
import { type InviteFormOptions, type InviteFormState, useInviteForm } from './use-invite-form.ts';
import { useWords } from './use-words.ts';
import { CONVERT_WORDS, INVITE_WORDS, type OwnWords } from './words.ts';

const FormScreen = lazyScreen(SCREENS, (screens) => screens.InviteFormScreen);

/** Props of `InviteDialog`. */
export interface InviteDialogProps extends InviteFormOptions, Ready<InviteFormState> {
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
      {(open ?? openedByButton) && !isPersonal && (form.made ? <CreatedInvite made={form.made} words={words} onClose={close} /> : <FormScreen form={form} account={options.account} words={words} onClose={close} />)}
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

function CreatedInvite({ made: { invite, link }, words, onClose }: PartProps & { made: InviteWithLink }) {
  const { t, name } = useWords(INVITE_WORDS, words);
  return (
    <Dialog title={t.invite} words={words} onClose={onClose}>
      <p role="status">{t.invited(name(invite.email ?? ''))}</p>
      <LinkField link={link} words={words} />
    </Dialog>
  );
}
