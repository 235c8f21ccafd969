import { type ComponentProps, type ReactNode, type RefObject, useEffect, useId, useLayoutEffect, useRef } from 'react';
import type { HallpassError } from '../errors.ts';
import { COMMON_WORDS } from '../words.ts';
import type { Action } from './action.ts';
import type { List } from './lists.ts';
import { useRoot } from './root.tsx';
import { type OwnWords, useWords } from './words.ts';

/** What every ready-made component takes. */
export interface Ready<S> {
  readonly className?: string | undefined;
  readonly words?: OwnWords | undefined;
  /** Draws it all by itself: gets the state and the actions, no markup stands around. */
  readonly children?: ((state: S) => ReactNode) | undefined;
}

/** Marks for style sheets: the component, and each part of one. */
export const root = (name: string, className?: string) => ({ 'data-hallpass': name, className });
export const part = (name: string) => ({ 'data-hallpass-part': name });

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  readonly look?: 'primary' | 'danger' | 'quiet' | 'link' | undefined;
  readonly busy?: boolean | undefined;
  /** Does nothing, but stays in the tab order so that people can find out why. */
  readonly off?: boolean | undefined;
}

/** A button. */
export function Button({ look, busy = false, off = false, onClick, type = 'button', ...rest }: ButtonProps) {
  const Element = useRoot().components.button ?? 'button';
  const dead = busy || off;
  return (
    <Element
      {...part('button')}
      {...rest}
      type={type}
      data-look={look}
      data-busy={busy || undefined}
      aria-disabled={dead || undefined}
      onClick={(event: React.MouseEvent<HTMLButtonElement>) => (dead ? event.preventDefault() : onClick?.(event))}
    />
  );
}

/** A line of text with its label. */
export function Field({ label, about, onText, ...rest }: ComponentProps<'input'> & { label: string; about?: string; onText(text: string): void }) {
  const Element = useRoot().components.input ?? 'input';
  const id = useId();
  return (
    <div {...part('field')}>
      <label htmlFor={id}>{label}</label>
      <Element
        {...part('input')}
        {...rest}
        id={id}
        autoComplete="off"
        aria-describedby={about && `${id}a`}
        onChange={(event: React.ChangeEvent<HTMLInputElement>) => onText(event.target.value)}
      />
      {about && (
        <p {...part('about')} id={`${id}a`}>
          {about}
        </p>
      )}
    </div>
  );
}

/** An error where it happened: its sentence, the edge's own detail, and the number to quote to support. */
export function Problem({ error, retry }: { error: unknown; retry?: (() => unknown) | undefined }) {
  const { say } = useWords(COMMON_WORDS);
  if (error === undefined) return null;
  const { message, detail, requestId } = error as Partial<HallpassError>;
  return (
    <div {...part('problem')} role="alert">
      <p>{message}</p>
      {detail && detail !== message && <p>{detail}</p>}
      {requestId && <small>{say.requestId(requestId)}</small>}
      {retry && <Button onClick={() => void retry()}>{say.retry}</Button>}
    </div>
  );
}

/** Something is on its way. */
export function Waiting({ label }: { label?: string }) {
  const { say } = useWords(COMMON_WORDS);
  return (
    <p {...part('waiting')} role="status">
      {label ?? say.loading}
    </p>
  );
}

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly words?: OwnWords | undefined;
  /** With it the content is a form; gives it its submit. */
  readonly onSubmit?: (() => unknown) | undefined;
  /** The buttons at the end; the one that goes ahead comes last. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A modal dialog. Mount it to open it; Escape and Cancel ask to close. The focus returns to where it was. */
export function Dialog({ title, onClose, words, onSubmit, actions, children }: DialogProps) {
  const { say } = useWords(COMMON_WORDS, words);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed before it leaves the page, so that the browser gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      {...part('dialog')}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // React passes events on to whatever this dialog was written inside of.
          event.stopPropagation();
          void onSubmit?.();
        }}
      >
        <h2 {...part('title')} id={id}>
          {title}
        </h2>
        {children}
        <div {...part('actions')}>
          <Button onClick={onClose}>{actions ? say.cancel : say.close}</Button>
          {actions}
        </div>
      </form>
    </dialog>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly label: string;
  readonly action: Pick<Action<[]>, 'run' | 'busy' | 'error'>;
  readonly look?: 'danger' | 'primary';
  readonly off?: boolean;
  /** Asked to close: given up, or done. */
  readonly onClose: () => void;
  readonly words: OwnWords | undefined;
  readonly more?: ReactNode;
  readonly children: ReactNode;
}

/** Asks before something is done, and stays open if it fails. */
export function Confirm({ label, action, look = 'danger', off = false, more, children, ...rest }: ConfirmProps) {
  return (
    <Dialog
      {...rest}
      onSubmit={async () => {
        if (!off && (await action.run())) rest.onClose();
      }}
      actions={
        <>
          {more}
          <Button look={look} type="submit" busy={action.busy} off={off}>
            {label}
          </Button>
        </>
      }
    >
      {children}
      <Problem error={action.error} />
    </Dialog>
  );
}

interface ListedProps<T> {
  readonly list: List<T>;
  /** Stands in for a list without items. */
  readonly empty: string;
  readonly words: OwnWords | undefined;
  readonly children: ReactNode;
}

/** A list as far as it is read, with what went wrong above and a way to more below. */
export function Listed<T>({ list: { items, status, error, next, reload, loadMore }, empty, words, children }: ListedProps<T>) {
  const { say } = useWords(COMMON_WORDS, words);
  return (
    <>
      <Problem error={error} retry={reload} />
      {status === 'loading' && <Waiting />}
      {items.length > 0 ? children : status === 'ready' && <p {...part('empty')}>{empty}</p>}
      {next !== undefined && (
        <Button busy={status === 'refreshing'} onClick={() => void loadMore()}>
          {say.loadMore}
        </Button>
      )}
    </>
  );
}

/** Calls `close` on Escape, and on a press or focus outside of `around`, while `open`. */
export const useDismiss = (around: RefObject<HTMLElement | null>, open: boolean, close: () => void): void => {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!open) return undefined;
    const stop = new AbortController();
    const outside = (event: Event) => {
      if (event.target instanceof Node && !around.current?.contains(event.target)) latest.current();
    };
    const escape = ({ key }: KeyboardEvent) => {
      // A dialog on top takes its own Escape.
      if (key !== 'Escape' || document.querySelector('dialog[open]')) return;
      around.current?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
      latest.current();
    };
    for (const event of ['pointerdown', 'focusin']) document.addEventListener(event, outside, stop);
    document.addEventListener('keydown', escape, stop);
    return () => stop.abort();
  }, [around, open]);
};
