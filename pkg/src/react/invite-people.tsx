import { type ReactNode, useState } from 'react';
import { REQUIRED } from '../generated.ts';
import { lazyScreen } from './lazy-screen.tsx';
import { Button, type Ready } from './parts.tsx';
import { useCan } from './permissions.ts';
import { SCREENS } from './screens-module.ts';
import { useIsPersonal } from './state.ts';
import type { InvitePeopleOptions, InvitePeopleState } from './use-invite-people.ts';
import { useWords } from './use-words.ts';
import { INVITE_WORDS } from './words.ts';

const Screen = lazyScreen(SCREENS, (screens) => screens.InvitePeopleScreen);
const Drawn = lazyScreen(SCREENS, (screens) => screens.InvitePeopleDrawn);

/** Props of `InvitePeople`. */
export interface InvitePeopleProps extends InvitePeopleOptions, Ready<InvitePeopleState> {
  /** If absent, a button opens the dialog, for users who may invite. */
  readonly open?: boolean;
  readonly onClose?: () => void;
}

/**
 * A dialog to invite several people: addresses or a CSV table, a preview with what is wrong with each row, the progress,
 * and the links as a CSV file. It loads when it is first shown.
 */
export function InvitePeople({ open, onClose, className, words, children, ...options }: InvitePeopleProps): ReactNode {
  const { t } = useWords(INVITE_WORDS, words);
  const mayInvite = useCan(REQUIRED.membersInvite, { account: options.account });
  const isPersonal = useIsPersonal(options.account);
  const [openedByButton, setOpenedByButton] = useState(false);
  if (children) return <Drawn options={options}>{children}</Drawn>;
  const close = () => {
    setOpenedByButton(false);
    onClose?.();
  };
  return (
    <span data-hallpass="invite-people" className={className}>
      {open === undefined && mayInvite && !isPersonal && (
        <Button aria-haspopup="dialog" onClick={() => setOpenedByButton(true)}>
          {t.invitePeople}
        </Button>
      )}
      {(open ?? openedByButton) && <Screen options={options} words={words} onClose={close} />}
    </span>
  );
}
