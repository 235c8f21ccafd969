import { useId, useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';

import { IconButton } from './button.tsx';

/** A modal dialog. Mount it to open it; Escape, the cross and a press beside it ask to close. */
export function Dialog({
  title,
  onClose,
  wide = false,
  children,
}: {
  title: string;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const pressedBeside = useRef(false);
  const heading = useId();
  // Closed before it leaves the page, so that the browser gives the focus back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => (pressedBeside.current = event.target === dialog.current)}
      onClick={(event) => pressedBeside.current && event.target === dialog.current && onClose()}
    >
      <div className="dialog-body">
        <h2 id={heading} className="dialog-title">
          {title}
        </h2>
        {children}
        <IconButton icon="close" label="Close" small className="dialog-close" onClick={onClose} />
      </div>
    </dialog>
  );
}

/** The row of buttons at the end of a dialog; the one that goes ahead comes last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="dialog-actions">{children}</div>;
}
