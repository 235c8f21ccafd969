import { type ComponentProps, type ReactNode, type RefObject, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { HallpassError } from '../errors.ts';
import { openModal } from '../modal.ts';
import { placePanel } from '../panel.ts';
import { COMMON_WORDS } from '../words.ts';
import type { Action } from './use-action.ts';
import type { List } from './use-lists.ts';
import { type DialogOverrideProps, useHallpassContext } from './provider.tsx';
import { useWords } from './use-words.ts';
import type { OwnWords } from './words.ts';

/** Props that every ready-made component takes. */
export interface Ready<S> {
  readonly className?: string | undefined;
  readonly words?: OwnWords | undefined;
  /** Renders everything by itself: gets the state and the actions, and no markup is added. */
  readonly children?: ((state: S) => ReactNode) | undefined;
}

/** Attributes for style sheets: of a component's root, and of each part in it. */
export const rootProps = (name: string, className?: string) => ({ 'data-hallpass': name, className });
export const partProps = (name: string) => ({ 'data-hallpass-part': name });

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  readonly variant?: 'primary' | 'danger' | 'quiet' | 'link' | undefined;
  readonly busy?: boolean | undefined;
  /** Does nothing when pressed, but stays in the tab order so that people can find out why. */
  readonly disabled?: boolean | undefined;
}

/** A button. */
export function Button({ variant, busy = false, disabled = false, onClick, type = 'button', ...rest }: ButtonProps): ReactNode {
  const Element = useHallpassContext().components.button ?? 'button';
  const isInactive = busy || disabled;
  return (
    <Element
      {...partProps('button')}
      {...rest}
      type={type}
      data-look={variant}
      data-busy={busy || undefined}
      aria-disabled={isInactive || undefined}
      onClick={(event: React.MouseEvent<HTMLButtonElement>) => (isInactive ? event.preventDefault() : onClick?.(event))}
    />
  );
}

interface FieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly about?: string;
  /** What is wrong with the text. */
  readonly wrong?: string | undefined;
  onText(text: string): void;
}

/** A labelled input for one line of text. */
export function Field({ label, about, wrong, onText, ...rest }: FieldProps): ReactNode {
  const { input: Element = 'input', label: Label = 'label' } = useHallpassContext().components;
  const id = useId();
  return (
    <div {...partProps('field')}>
      <Label htmlFor={id}>{label}</Label>
      <Element
        {...partProps('input')}
        {...rest}
        id={id}
        autoComplete="off"
        aria-invalid={wrong ? true : undefined}
        aria-describedby={[about && `${id}a`, wrong && `${id}w`].filter(Boolean).join(' ') || undefined}
        onChange={(event: React.ChangeEvent<HTMLInputElement>) => onText(event.target.value)}
      />
      {about && (
        <p {...partProps('about')} id={`${id}a`}>
          {about}
        </p>
      )}
      <Wrong id={`${id}w`} text={wrong} />
    </div>
  );
}

/** Whether the edge refused a field of a form. */
export const isFieldWrong = (error: unknown, name: string): boolean =>
  error instanceof HallpassError && error.errors?.some(({ field }) => field === name) === true;

interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onValue: (value: string) => void;
  /** What is wrong with the value. */
  readonly wrong?: string | undefined;
}

/** A labelled select. */
export function SelectField({ label, value, options, onValue, wrong }: SelectFieldProps): ReactNode {
  const { label: Label = 'label', select: Select = 'select' } = useHallpassContext().components;
  const id = useId();
  return (
    <div {...partProps('field')}>
      <Label htmlFor={id}>{label}</Label>
      <Select
        {...partProps('input')}
        id={id}
        value={value}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong && `${id}w`}
        onChange={(event: React.ChangeEvent<HTMLSelectElement>) => onValue(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </Select>
      <Wrong id={`${id}w`} text={wrong} />
    </div>
  );
}

/** What is wrong with a field. */
export function Wrong({ id, text }: { id: string; text: string | undefined }): ReactNode {
  return (
    text && (
      <p {...partProps('wrong')} id={id}>
        {text}
      </p>
    )
  );
}

/** An error where it happened: its message, the edge's detail, and the request id to quote to support. */
export function Problem({ error, retry }: { error: unknown; retry?: (() => unknown) | undefined }) {
  const { t } = useWords(COMMON_WORDS);
  if (error === undefined) return null;
  const { message, detail: written, requestId } = error as Partial<HallpassError>;
  const detail = written && t.errorDetail(written);
  return (
    <div {...partProps('problem')} role="alert">
      <p>{message}</p>
      {detail && detail !== message && (
        <p>
          <Quoting text={detail.replace(/^./, (first) => first.toUpperCase())} />
        </p>
      )}
      {requestId && <small>{t.requestId(requestId)}</small>}
      {retry && <Button onClick={() => void retry()}>{t.retry}</Button>}
    </div>
  );
}

/** A text for people, in which what it quotes in backticks is code. */
export const Quoting = ({ text }: { text: string }): ReactNode =>
  text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));

/** Shown while something loads. */
export function Waiting({ label }: { label?: string }): ReactNode {
  const { t } = useWords(COMMON_WORDS);
  return (
    <p {...partProps('waiting')} role="status">
      {label ?? t.loading}
    </p>
  );
}

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly words?: OwnWords | undefined;
  /** Makes the content a form that is submitted by this. */
  readonly onSubmit?: (() => unknown) | undefined;
  /** The buttons at the end; the one that confirms comes last. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A modal dialog. Mount it to open it; Escape and Cancel call `onClose`. The focus returns to where it was. */
export function Dialog({ title, onClose, words, onSubmit, actions, children }: DialogProps): ReactNode {
  const { t } = useWords(COMMON_WORDS, words);
  const Element = useHallpassContext().components.dialog ?? NativeDialog;
  return (
    <Element title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // React events bubble through the component tree, to a form that this dialog may be rendered in.
          event.stopPropagation();
          void onSubmit?.();
        }}
      >
        {children}
        <div {...partProps('actions')}>
          <Button onClick={onClose}>{actions ? t.cancel : t.close}</Button>
          {actions}
        </div>
      </form>
    </Element>
  );
}

function NativeDialog({ title, onClose, children }: DialogOverrideProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed before it leaves the page, so that the browser gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    openModal(element);
    return () => element?.close?.();
  }, []);
  return (
    <dialog
      ref={dialog}
      {...partProps('dialog')}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 {...partProps('title')} id={id}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

interface PanelProps extends ComponentProps<'div'> {
  /** What it opens beside. */
  readonly around: RefObject<HTMLElement | null>;
  /** Which edges lie on one line, where there is room. */
  readonly align: 'start' | 'end';
}

/** A panel that stays inside of the page. Mount it to open it. */
export function Panel({ around, align, ...rest }: PanelProps): ReactNode {
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = () => {
      if (around.current && panel.current) placePanel(around.current, panel.current, align);
    };
    place();
    window.addEventListener('resize', place);
    return () => window.removeEventListener('resize', place);
  });
  return <div {...rest} ref={panel} />;
}

interface ConfirmProps {
  readonly title: string;
  readonly label: string;
  readonly action: Pick<Action<[]>, 'run' | 'busy' | 'error'>;
  readonly variant?: 'danger' | 'primary';
  readonly disabled?: boolean;
  /** Called when the dialog is cancelled or done. */
  readonly onClose: () => void;
  readonly words: OwnWords | undefined;
  readonly more?: ReactNode;
  readonly children: ReactNode;
}

/** Asks for confirmation before an action, and stays open if it fails. */
export function Confirm({ label, action, variant = 'danger', disabled = false, more, children, ...rest }: ConfirmProps): ReactNode {
  return (
    <Dialog
      {...rest}
      onSubmit={async () => {
        if (!disabled && (await action.run())) rest.onClose();
      }}
      actions={
        <>
          {more}
          <Button variant={variant} type="submit" busy={action.busy} disabled={disabled}>
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
  /** Shown for a list without items. */
  readonly empty: string;
  readonly words: OwnWords | undefined;
  readonly children: ReactNode;
}

/** A list as far as it is read, with an error above and a button for more below. */
export function Listed<T>({ list: { items, status, error, next, reload, loadMore }, empty, words, children }: ListedProps<T>): ReactNode {
  const { t } = useWords(COMMON_WORDS, words);
  return (
    <>
      <Problem error={error} retry={reload} />
      {status === 'loading' && <Waiting />}
      {items.length > 0 ? children : status === 'ready' && <p {...partProps('empty')}>{empty}</p>}
      {next !== undefined && (
        <Button busy={status === 'refreshing'} onClick={() => void loadMore()}>
          {t.loadMore}
        </Button>
      )}
    </>
  );
}

/** Calls `close` on Escape, and on a press or focus outside of `around`, while `open` is true. */
export const useDismiss = (around: RefObject<HTMLElement | null>, open: boolean, close: () => void): void => {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!open) return undefined;
    const listeners = new AbortController();
    const onOutside = (event: Event) => {
      if (event.target instanceof Node && !around.current?.contains(event.target)) latest.current();
    };
    const onEscape = ({ key }: KeyboardEvent) => {
      // An open dialog handles its own Escape.
      if (key !== 'Escape' || document.querySelector('dialog[open]')) return;
      around.current?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
      latest.current();
    };
    for (const event of ['pointerdown', 'focusin']) document.addEventListener(event, onOutside, listeners);
    document.addEventListener('keydown', onEscape, listeners);
    return () => listeners.abort();
  }, [around, open]);
};
