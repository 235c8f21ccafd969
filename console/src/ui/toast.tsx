import { HallpassError } from 'hallpass';
import { createContext, useCallback, useContext, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { sentenceOf } from './problem.tsx';

/** Something to tell in passing. */
export interface Note {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly icon?: IconName;
  readonly tone?: 'plain' | 'danger';
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface Shown extends Note {
  readonly id: number;
}

interface Toasts {
  readonly tell: (note: Note) => void;
  /** Tells of an error that has no better place on the screen. */
  readonly tellError: (error: unknown) => void;
}

const ToastContext = createContext<Toasts>({ tell: () => undefined, tellError: () => undefined });

/** Tells things in passing. */
export const useToasts = (): Toasts => useContext(ToastContext);

const STANDS_MS = 6_000;
const WITH_ACTION_STANDS_MS = 15_000;
const AT_ONCE = 3;

/** The place where notes show, over everything inside. They stay while pointed at or focused. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const lastId = useRef(0);
  const timers = useRef(new Map<number, ReturnType<typeof setTimeout>>());

  const drop = useCallback((id: number) => setShown((before) => before.filter((note) => note.id !== id)), []);
  const start = useCallback(
    (note: Shown) => {
      const stands = note.action || note.tone === 'danger' ? WITH_ACTION_STANDS_MS : STANDS_MS;
      timers.current.set(note.id, setTimeout(drop, stands, note.id));
    },
    [drop],
  );
  const toasts = useMemo<Toasts>(() => {
    const tell = (note: Note) => {
      const next = { ...note, id: ++lastId.current };
      setShown((before) => [...before, next].slice(-AT_ONCE));
      start(next);
    };
    const tellError = (error: unknown) => {
      const request = error instanceof HallpassError && error.requestId ? `Request ${error.requestId}` : undefined;
      tell({ text: sentenceOf(error), detail: request, icon: 'alert', tone: 'danger' });
    };
    return { tell, tellError };
  }, [start]);

  return (
    <ToastContext value={toasts}>
      {children}
      <div className="toasts" role="status" aria-label="Notifications" aria-atomic="false">
        {shown.map((note) => (
          <Toast
            key={note.id}
            note={note}
            onDrop={() => drop(note.id)}
            onHold={() => clearTimeout(timers.current.get(note.id))}
            onRelease={() => start(note)}
          />
        ))}
      </div>
    </ToastContext>
  );
}

function Toast({
  note,
  onDrop,
  onHold,
  onRelease,
}: {
  note: Shown;
  onDrop: () => void;
  onHold: () => void;
  onRelease: () => void;
}) {
  const { action } = note;
  return (
    <div
      className={`toast toast-${note.tone ?? 'plain'}`}
      role={note.tone === 'danger' ? 'alert' : undefined}
      onPointerEnter={onHold}
      onPointerLeave={onRelease}
      onFocus={onHold}
      onBlur={onRelease}
    >
      <Icon name={note.icon ?? 'check'} />
      <div className="toast-text">
        <p>{note.text}</p>
        {note.detail && <p className="toast-detail">{note.detail}</p>}
      </div>
      {action && (
        <Button
          small
          onClick={() => {
            action.run();
            onDrop();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon="close" label="Dismiss" small onClick={onDrop} />
    </div>
  );
}
