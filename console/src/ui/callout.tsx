import type { ReactNode } from 'react';

import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

interface Props {
  readonly tone: 'warn' | 'danger';
  readonly icon: IconName;
  readonly title: ReactNode;
  /** How assistive technology announces it: `alert` interrupts, `status` waits. */
  readonly role: 'alert' | 'status';
  /** A button at its end. */
  readonly action?: ReactNode;
  /** What it says below the title. */
  readonly children: ReactNode;
}

/** A notice on a page: a title, a sentence, and at most one button. */
export function Callout({ tone, icon, title, role, action, children }: Props) {
  return (
    <div className={`callout callout-${tone}`} role={role}>
      <Icon name={icon} />
      <div className="callout-text">
        <p className="callout-title">{title}</p>
        <p>{children}</p>
      </div>
      {action}
    </div>
  );
}
