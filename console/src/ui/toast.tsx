import { HallpassError } from 'hallpass';
import { createContext, useCallback, useContext, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import { messageOf } from './problem.tsx';

/** A toast. */
export interface Toast {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly icon?: IconName;
  readonly tone?: 'plain' | 'danger';
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface Shown extends Toast {
  readonly id: number;
}

interface Toasts {
  readonly showToast: (toast: Toast) => void;
  /** Shows an error that has no better place on the screen. */
  readonly showError: (error: unknown) => void;
}

const ToastContext = createContext<Toasts>({ showToast: () => undefined, showError: () => undefined });

/** Shows toasts. */
export const useToasts = (): Toasts => useContext(ToastContext);

const DURATION_MS = 6_000;
const WITH_ACTION_DURATION_MS = 15_000;
const MAX_VISIBLE = 3;

/** Renders toasts above its children. A toast stays while it is hovered or focused. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const lastId = useRef(0);
  const timers = useRef(new Map<number, ReturnType<typeof setTimeout>>());

  const drop = useCallback((id: number) => setShown((before) => before.filter((toast) => toast.id !== id)), []);
  const start = useCallback(
    (toast: Shown) => {
      const duration = toast.action || toast.tone === 'danger' ? WITH_ACTION_DURATION_MS : DURATION_MS;
      timers.current.set(toast.id, setTimeout(drop, duration, toast.id));
    },
    [drop],
  );
  const toasts = useMemo<Toasts>(() => {
    const showToast = (toast: Toast) => {
      const next = { ...toast, id: ++lastId.current };
      setShown((before) => [...before, next].slice(-MAX_VISIBLE));
      start(next);
    };
    const showError = (error: unknown) => {
      const request = error instanceof HallpassError && error.requestId ? `Request ${error.requestId}` : undefined;
      showToast({ text: messageOf(error), detail: request, icon: 'alert', tone: 'danger' });
    };
    return { showToast, showError };
  }, [start]);

  return (
    <ToastContext value={toasts}>
      {children}
      <div className="toasts" role="status" aria-label="Notifications" aria-atomic="false">
        {shown.map((toast) => (
          <ToastView
            key={toast.id}
            toast={toast}
            onDrop={() => drop(toast.id)}
            onHold={() => clearTimeout(timers.current.get(toast.id))}
            onRelease={() => start(toast)}
          />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastView({
  toast,
  onDrop,
  onHold,
  onRelease,
}: {
  toast: Shown;
  onDrop: () => void;
  onHold: () => void;
  onRelease: () => void;
}) {
  const { action } = toast;
  return (
    <div
      className={`toast toast-${toast.tone ?? 'plain'}`}
      role={toast.tone === 'danger' ? 'alert' : undefined}
      onPointerEnter={onHold}
      onPointerLeave={onRelease}
      onFocus={onHold}
      onBlur={onRelease}
    >
      <Icon name={toast.icon ?? 'check'} />
      <div className="toast-text">
        <p>{toast.text}</p>
        {toast.detail && <p className="toast-detail">{toast.detail}</p>}
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
