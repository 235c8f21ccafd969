import type { ComponentProps, ReactNode, Ref } from 'react';

import { useIsOffline } from '../hooks/online.ts';
import { useWords } from '../words/language.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

/** Button variants: at most one `primary` per screen, `danger` for irreversible actions. */
export type Look = 'primary' | 'secondary' | 'quiet' | 'danger' | 'link';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled' | 'type'> {
  look?: Look;
  icon?: IconName;
  /** Shows a spinner and ignores further presses. */
  busy?: boolean;
  /** Keeps the button focusable, so that people can find out why it is disabled. */
  unavailable?: boolean;
  /** Whether the button needs the service, and is disabled offline. Default: if it submits a form or is a primary or dangerous one. */
  needsService?: boolean;
  small?: boolean;
  submit?: boolean;
  ref?: Ref<HTMLButtonElement>;
  children?: ReactNode;
}

/** A button. */
export function Button({
  look = 'secondary',
  icon,
  busy = false,
  unavailable = false,
  small = false,
  submit = false,
  needsService = submit || look === 'primary' || look === 'danger',
  className = '',
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const offline = useIsOffline() && needsService;
  const { parts } = useWords();
  const dead = busy || unavailable || offline;
  return (
    <button
      {...(offline && { title: parts.offline, 'aria-description': parts.offline })}
      {...rest}
      type={submit ? 'submit' : 'button'}
      className={`button button-${look} ${small ? 'button-small' : ''} ${className}`}
      aria-disabled={dead || undefined}
      data-busy={busy || undefined}
      onClick={(event) => {
        if (dead) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : icon && <Icon name={icon} size={16} />}
      {children}
    </button>
  );
}

/** An icon-only button; `label` is its accessible name. */
export function IconButton({
  icon,
  label,
  className = '',
  ...rest
}: Omit<ButtonProps, 'children' | 'icon'> & { icon: IconName; label: string }) {
  return (
    <Button
      look="quiet"
      {...rest}
      icon={icon}
      className={`button-icon ${className}`}
      aria-label={label}
      title={label}
    />
  );
}
