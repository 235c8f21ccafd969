import type { Policy } from 'hallpass';
import type { AccessChoice, AccessDraft, GrantablePermission } from 'hallpass/react';
import { CUSTOM } from 'hallpass/react';
import { useId } from 'react';

import { useFormats, useWords } from '../words/language.ts';
import { Button } from './button.tsx';
import { RolePicker, RoleSummary } from './role-picker.tsx';

interface Props {
  readonly policy: Policy;
  readonly choice: AccessChoice;
  readonly value: AccessDraft;
}

/** A choice between the roles and a list of permissions, with help to give the least that is needed. */
export function AccessPicker({ policy, choice, value }: Props) {
  const { hallpass: t } = useWords();
  const { roles, permissions, setRole, toggle } = choice;
  const custom = { name: CUSTOM, title: t.custom, description: t.customAbout, permissions: [], grantable: true };
  const picked = roles.find((role) => role.name === value.role);
  return (
    <>
      <div className="role-picker">
        <RolePicker roles={[...roles, custom]} value={value.role} onRole={setRole} />
        {value.role === CUSTOM ? (
          <fieldset className="role-choices">
            <legend className="field-label">{t.permissions}</legend>
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
  const { hallpass: t } = useWords();
  const { title, description, scope, grantable, selected, required } = permission;
  const about = [
    grantable ? description : t.permissionOutOfReach,
    scope === 'project' ? t.inEveryProject : undefined,
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
  const { hallpass: t } = useWords();
  const { list } = useFormats();
  const { leastPrivilege, setRole } = choice;
  return (
    <div className="least-privilege" role="status">
      {leastPrivilege && leastPrivilege.role === value.role && <p>{t.roleAllowsMore(leastPrivilege.title, list(leastPrivilege.extra))}</p>}
      {leastPrivilege && leastPrivilege.role !== value.role && (
        <p>
          {leastPrivilege.extra.length === 0 ? (
            <>
              {t.roleCovers(leastPrivilege.title)}{' '}
              <Button look="link" onClick={() => setRole(leastPrivilege.role)}>
                {t.useRole(leastPrivilege.title)}
              </Button>
            </>
          ) : (
            t.roleCoversMore(leastPrivilege.title, list(leastPrivilege.extra))
          )}
        </p>
      )}
    </div>
  );
}
