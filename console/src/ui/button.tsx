import type { ComponentProps, ReactNode, Ref } from 'react';

import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

/** How a button looks: `primary` once per screen, `danger` for what cannot be undone. */
export type Look = 'primary' | 'secondary' | 'quiet' | 'danger' | 'link';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled' | 'type'> {
  look?: Look;
  icon?: IconName;
  /** Shows that the press is being worked on, and ignores more of them. */
  busy?: boolean;
  /** Stays in the tab order, so that people can find out why it does nothing. */
  unavailable?: boolean;
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
  className = '',
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const dead = busy || unavailable;
  return (
    <button
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

/** A button that shows an icon only; `label` is its name. */
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
