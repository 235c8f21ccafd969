import type { Policy, PolicyPermission, Verdict } from 'hallpass';
import type { When } from 'hallpass/react';
import { Fragment, useState } from 'react';
import type { ReactNode } from 'react';

import { useWords } from '../words/language.ts';
import { Button } from './button.tsx';
import { createSharedWhy, SharedWhy, WhyTrigger } from './explanation.tsx';
import type { SharedWhyHandle } from './explanation.tsx';
import { Icon } from './icon.tsx';
import { platformResourcesOf } from './resources.ts';
import type { Resource } from './resources.ts';
import { Avatar, Skeleton } from './small.tsx';

/** What the action of one permission gets. */
export interface ResourceActionProps {
  readonly permission: PolicyPermission;
  readonly why: SharedWhyHandle;
}

interface ResourcesProps {
  /** The policy, with the permissions to show. */
  readonly policy: Policy;
  /** Shows the action of one permission as a `ResourceRow`. */
  readonly action: (props: ResourceActionProps) => ReactNode;
}

/** The resources of the platform with a row per action. All rows share one popover that says why an action is denied. */
export function Resources({ policy, action }: ResourcesProps) {
  const [why] = useState(createSharedWhy);
  return (
    <div className="card card-flush resources">
      {platformResourcesOf(policy).map((resource) => (
        <ResourceSection key={resource.name} resource={resource} why={why} action={action} />
      ))}
      <SharedWhy handle={why} />
    </div>
  );
}

interface SectionProps extends Pick<ResourcesProps, 'action'>, Pick<ResourceActionProps, 'why'> {
  readonly resource: Resource;
}

function ResourceSection({ resource: { name, title, icon, permissions }, why, action }: SectionProps) {
  return (
    <section className="resource" aria-labelledby={`resource-${name}`}>
      <header className="resource-head">
        {icon ? (
          <span className="resource-icon">
            <Icon name={icon} size={18} />
          </span>
        ) : (
          <Avatar name={title} square size={32} />
        )}
        <h2 id={`resource-${name}`} className="card-title">
          {title}
        </h2>
      </header>
      <ul className="resource-rows">
        {permissions.map((permission) => (
          <Fragment key={permission.name}>{action({ permission, why })}</Fragment>
        ))}
      </ul>
    </section>
  );
}

interface RowProps extends ResourceActionProps {
  readonly verdict: Verdict;
  /** What the explanation is of. */
  readonly when: When;
  readonly busy: boolean;
  readonly onPress: () => void;
}

/** An action of a resource: its button, what it does, and whether it is allowed. */
export function ResourceRow({ permission: { title, description }, why, verdict, when, busy, onPress }: RowProps) {
  const { resources: t } = useWords();
  return (
    <li className="resource-row">
      {verdict === 'unknown' ? (
        <Skeleton lines={1} label={t.checking(title)} />
      ) : (
        <Button small needsService {...(verdict === 'deny' && { icon: 'lock', unavailable: true })} busy={busy} onClick={onPress}>
          {title}
        </Button>
      )}
      {description && <p className="resource-about">{description}</p>}
      <p className="resource-state">
        {verdict === 'allow' && (
          <span className="resource-allowed">
            <Icon name="check" size={16} />
            {t.allowed}
          </span>
        )}
        {verdict === 'deny' && (
          <>
            <span className="resource-denied">{t.notAllowed}</span> <WhyTrigger handle={why} label={title} permission={when} />
          </>
        )}
      </p>
    </li>
  );
}
