import { Toast as Base } from '@base-ui/react/toast';
import { HallpassError } from 'hallpass';
import type { ReactNode } from 'react';

import { useWords, words } from '../words/language.ts';
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
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const DURATION_MS = 8_000;
const WITH_ACTION_DURATION_MS = 20_000;
const MAX_VISIBLE = 3;

const manager = Base.createToastManager<Toast>();

const showToast = (toast: Toast): void => {
  const isUrgent = toast.tone === 'danger';
  manager.add({
    // The same text again replaces the earlier toast.
    id: toast.text,
    data: toast,
    title: toast.text,
    description: toast.detail,
    priority: isUrgent ? 'high' : 'low',
    timeout: isUrgent || toast.action ? WITH_ACTION_DURATION_MS : DURATION_MS,
  });
};

/** Shows an error that has no better place on the screen. */
const showError = (error: unknown): void => {
  const request = error instanceof HallpassError && error.requestId ? words().hallpass.requestId(error.requestId) : undefined;
  showToast({ text: messageOf(error), detail: request, icon: 'alert', tone: 'danger' });
};

const TOASTS = { showToast, showError };

/** Shows toasts. */
export const useToasts = (): typeof TOASTS => TOASTS;

/** Renders toasts above its children. F6 moves the focus to them; a toast stays while it is hovered or focused. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const { parts } = useWords();
  return (
    <Base.Provider toastManager={manager} limit={MAX_VISIBLE} timeout={DURATION_MS}>
      {children}
      <Base.Portal>
        <Base.Viewport className="toasts" aria-label={parts.notifications}>
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function ToastList() {
  const { parts } = useWords();
  const { toasts, close } = Base.useToastManager<Toast>();
  return toasts.map((toast) => {
    const { icon = 'check', tone = 'plain', action } = toast.data ?? {};
    return (
      <Base.Root key={toast.id} toast={toast} swipeDirection={[]} className={`toast toast-${tone}`}>
        <Icon name={icon} />
        <Base.Content className="toast-text">
          <Base.Title render={<p />} />
          <Base.Description className="toast-detail" />
        </Base.Content>
        {action && (
          <Button
            small
            onClick={() => {
              close(toast.id);
              action.run();
            }}
          >
            {action.label}
          </Button>
        )}
        <Base.Close render={<IconButton icon="close" label={parts.dismiss} small />} />
      </Base.Root>
    );
  });
}
