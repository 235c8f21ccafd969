import type { Policy, PolicyRole } from 'hallpass';
import type { GrantableRole } from 'hallpass/react';
import { useId } from 'react';

import { useWords } from '../words/language.ts';
import { Icon } from './icon.tsx';
import { resourcesOf } from './resources.ts';

/** Radio buttons for roles. */
export function RolePicker({
  roles,
  value,
  onRole,
}: {
  roles: readonly GrantableRole[];
  value: string;
  onRole: (role: string) => void;
}) {
  const { hallpass: t } = useWords();
  const id = useId();
  return (
    <fieldset className="role-choices">
      <legend className="field-label">{t.role}</legend>
      {roles.map((role) => {
        const free = role.grantable;
        const about = free ? role.description : t.roleOutOfReach;
        return (
          <label
            key={role.name}
            className="role-choice"
            data-picked={role.name === value || undefined}
            data-unavailable={!free || undefined}
          >
            <input
              type="radio"
              name={`${id}-role`}
              value={role.name}
              checked={role.name === value}
              disabled={!free}
              aria-labelledby={`${id}-${role.name}`}
              aria-describedby={about ? `${id}-${role.name}-about` : undefined}
              onChange={() => onRole(role.name)}
            />
            <span className="role-choice-text">
              <span id={`${id}-${role.name}`} className="role-choice-title">
                {role.title}
              </span>
              {about && (
                <span id={`${id}-${role.name}-about`} className="role-choice-about">
                  {about}
                </span>
              )}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

/** A role's granted and missing permissions, by resource. */
export function RoleSummary({ policy, role }: { policy: Policy; role: PolicyRole }) {
  const { parts: t } = useWords();
  const held = new Set(role.permissions);
  return (
    <section className="role-summary" aria-label={t.whatRoleCan(role.title)} tabIndex={0}>
      <h3 className="role-summary-title">{t.whatRoleCan(role.title)}</h3>
      <ul className="role-summary-list">
        {resourcesOf(policy)
          .flatMap((resource) => resource.permissions)
          .map(({ name, title, description }) => (
            <li key={name} data-held={held.has(name) || undefined} title={description}>
              <Icon name={held.has(name) ? 'check' : 'close'} size={14} />
              <span className="unseen">{held.has(name) ? t.can : t.cannot}</span>
              {title}
            </li>
          ))}
      </ul>
    </section>
  );
}
