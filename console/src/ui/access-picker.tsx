import type { Policy } from 'hallpass';
import type { AccessChoice, AccessDraft, GrantablePermission } from 'hallpass/react';
import { CUSTOM } from 'hallpass/react';
import { useId } from 'react';

import { Button } from './button.tsx';
import { listOf } from './list-of.ts';
import { RolePicker, RoleSummary } from './role-picker.tsx';

interface Props {
  readonly policy: Policy;
  readonly choice: AccessChoice;
  readonly value: AccessDraft;
}

const CUSTOM_CHOICE = {
  name: CUSTOM,
  title: 'Custom',
  description: 'Choose single permissions.',
  permissions: [],
  grantable: true,
};

/** A choice between the roles and a list of permissions, with help to give the least that is needed. */
export function AccessPicker({ policy, choice, value }: Props) {
  const { roles, permissions, setRole, toggle } = choice;
  const picked = roles.find((role) => role.name === value.role);
  return (
    <>
      <div className="role-picker">
        <RolePicker roles={[...roles, CUSTOM_CHOICE]} value={value.role} onRole={setRole} />
        {value.role === CUSTOM ? (
          <fieldset className="role-choices">
            <legend className="field-label">Permissions</legend>
            <div className="permission-list">
              {permissions.map((permission) => (
                <PermissionChoice
                  key={permission.name}
                  permission={permission}
                  onToggle={() => toggle(permission.name)}
                />
              ))}
            </div>
          </fieldset>
        ) : (
          picked && <RoleSummary policy={policy} role={picked} />
        )}
      </div>
      <LeastPrivilegeHelp choice={choice} value={value} />
    </>
  );
}

/** A checkbox for one permission of a list. */
export function PermissionChoice({ permission, onToggle }: { permission: GrantablePermission; onToggle: () => void }) {
  const id = useId();
  const { title, description, scope, grantable, selected, required } = permission;
  const about = [
    grantable ? description : "You can't grant access you don't have.",
    scope === 'project' ? 'In every project.' : undefined,
  ].filter((text) => text !== undefined);
  // A grant that another member added can still be removed.
  const fixed = required || (!grantable && !selected);
  return (
    <label className="permission-choice" data-unavailable={fixed || undefined}>
      <input
        type="checkbox"
        checked={selected}
        disabled={fixed}
        aria-labelledby={id}
        aria-describedby={about.length > 0 ? `${id}-about` : undefined}
        onChange={onToggle}
      />
      <span className="role-choice-text">
        <span id={id}>{title}</span>
        {about.length > 0 && (
          <span id={`${id}-about`} className="role-choice-about">
            {about.join(' ')}
          </span>
        )}
      </span>
    </label>
  );
}

/** Says which role would do instead of the list, or what the chosen role allows beyond it. */
function LeastPrivilegeHelp({ choice, value }: Omit<Props, 'policy'>) {
  const { leastPrivilege, setRole } = choice;
  return (
    <div className="least-privilege" role="status">
      {leastPrivilege && leastPrivilege.role === value.role && (
        <p>
          Beyond your list, {leastPrivilege.title} also allows: {listOf(leastPrivilege.extra)}.
        </p>
      )}
      {leastPrivilege && leastPrivilege.role !== value.role && (
        <p>
          {leastPrivilege.extra.length === 0 ? (
            <>
              The role {leastPrivilege.title} allows exactly this.{' '}
              <Button look="link" onClick={() => setRole(leastPrivilege.role)}>
                Use {leastPrivilege.title}
              </Button>
            </>
          ) : (
            <>
              The smallest role that allows all of this is {leastPrivilege.title}. It also allows:{' '}
              {listOf(leastPrivilege.extra)}.
            </>
          )}
        </p>
      )}
    </div>
  );
}
