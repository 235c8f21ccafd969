import { Dialog as Base } from '@base-ui/react/dialog';
import { useRef } from 'react';
import type { ReactNode, RefObject } from 'react';

import { useWords } from '../words/language.ts';
import { IconButton } from './button.tsx';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly wide?: boolean;
  /** Lies at the side of the window, with its whole height, instead of in the middle. */
  readonly drawer?: boolean;
  /** Whether it has a button that closes it. */
  readonly closable?: boolean;
  /** What has the focus first. Default: the first control. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/** Notifications lie above a dialog: to use one is not to press beside the dialog. */
const isNotification = (target: EventTarget | null): boolean => target instanceof Element && target.closest('.toasts') !== null;

/** Whether a dialog is the one that opened last: what is done there does not close those behind it. */
const isInFront = (dialog: Element | null): boolean => [...document.querySelectorAll('.dialog')].at(-1) === dialog;

/**
 * A modal dialog. Mount it to open it; Escape, the close button and a press beside it call `onClose`. One that is not `closable`
 * has no such button.
 */
export function Dialog({ title, onClose, wide = false, drawer = false, closable = true, initialFocus, children }: Props) {
  const { hallpass } = useWords();
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root
      open
      onOpenChange={(open, { event }) => {
        if (!open && isInFront(popup.current) && !isNotification(event.target)) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Viewport className={drawer ? 'dialog-viewport drawer-viewport' : 'dialog-viewport'}>
          <Base.Popup ref={popup} initialFocus={initialFocus} className={`dialog ${wide ? 'dialog-wide' : ''} ${drawer ? 'drawer' : ''}`}>
            <div className="dialog-body">
              <Base.Title className="dialog-title">{title}</Base.Title>
              {children}
              {closable && <Base.Close render={<IconButton icon="close" label={hallpass.close} small className="dialog-close" />} />}
            </div>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** The buttons at the end of a dialog; the primary one comes last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="dialog-actions">{children}</div>;
}
