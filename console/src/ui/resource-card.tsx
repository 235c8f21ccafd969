import { Fragment } from 'react';
import type { ReactNode } from 'react';
import type { PolicyPermission } from 'hallpass';

import { Icon } from './icon.tsx';
import type { Resource } from './resources.ts';
import { Avatar, Skeleton } from './small.tsx';

interface ResourceCardProps {
  readonly resource: Resource;
  /** Shows the action of one permission. */
  readonly action: (permission: PolicyPermission) => ReactNode;
}

/** A resource of the policy with its actions. */
export function ResourceCard({ resource: { name, title, icon, permissions }, action }: ResourceCardProps) {
  return (
    <section className="card resource" aria-labelledby={`resource-${name}`}>
      <header className="resource-head">
        {icon ? (
          <span className="resource-icon">
            <Icon name={icon} size={20} />
          </span>
        ) : (
          <Avatar name={title} square size={40} />
        )}
        <h2 id={`resource-${name}`} className="card-title">
          {title}
        </h2>
      </header>
      <ul className="resource-actions">
        {permissions.map((permission) => (
          <Fragment key={permission.name}>{action(permission)}</Fragment>
        ))}
      </ul>
    </section>
  );
}

interface ResourceActionProps {
  readonly permission: PolicyPermission;
  /** Whether it is not known yet if the user may do it. */
  readonly isUnknown: boolean;
  /** The button. */
  readonly children: ReactNode;
}

/** An action in a resource's card: its button and what it does. */
export function ResourceActionItem({ permission: { title, description }, isUnknown, children }: ResourceActionProps) {
  return (
    <li className="resource-action">
      {isUnknown && <Skeleton lines={1} label={`Finding out about ${title}`} />}
      {children}
      {description && <p className="resource-about">{description}</p>}
    </li>
  );
}
