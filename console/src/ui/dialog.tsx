import { useId, useLayoutEffect, useRef } from 'react';
import type { ReactNode } from 'react';

import { IconButton } from './button.tsx';

/**
 * A modal dialog. Mount it to open it; Escape, the close button and a press on the backdrop call `onClose`. One that is not
 * `closable` has no such button.
 */
export function Dialog({
  title,
  onClose,
  wide = false,
  closable = true,
  children,
}: {
  title: string;
  onClose: () => void;
  wide?: boolean;
  closable?: boolean;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const pressedBeside = useRef(false);
  const heading = useId();
  // Closed before it unmounts, so that the browser restores the focus.
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
      // A browser closes a dialog at the second Escape, whatever `onCancel` does.
      onClose={() => !closable && dialog.current?.showModal()}
      onPointerDown={(event) => (pressedBeside.current = event.target === dialog.current)}
      onClick={(event) => pressedBeside.current && event.target === dialog.current && onClose()}
    >
      <div className="dialog-body">
        <h2 id={heading} className="dialog-title">
          {title}
        </h2>
        {children}
        {closable && <IconButton icon="close" label="Close" small className="dialog-close" onClick={onClose} />}
      </div>
    </dialog>
  );
}

/** The buttons at the end of a dialog; the primary one comes last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="dialog-actions">{children}</div>;
}
