import { type ReactNode, useId } from 'react';
import type { AccessChoice, AccessDraft, GrantablePermission } from './access.ts';
import { Button, partProps } from './parts.tsx';
import { RolePicker } from './roles.tsx';
import { CUSTOM } from './state.ts';
import { useWords } from './use-words.ts';
import { INVITE_WORDS, type OwnWords } from './words.ts';

/** Props of `AccessPicker`. */
export interface AccessPickerProps {
  readonly choice: AccessChoice;
  readonly value: AccessDraft;
  readonly words?: OwnWords | undefined;
}

/** Radio buttons for the roles and for a list of permissions, the list, and help to grant the least. */
export function AccessPickerScreen({ choice, value, words }: AccessPickerProps): ReactNode {
  const { t } = useWords(INVITE_WORDS, words);
  const { roles, permissions, setRole, toggle } = choice;
  const custom = { name: CUSTOM, title: t.custom, description: t.customAbout, permissions: [], grantable: true };
  return (
    <>
      <RolePicker roles={[...roles, custom]} value={value.role} onRole={setRole} words={words} />
      {value.role === CUSTOM && (
        <fieldset {...partProps('roles')}>
          <legend>{t.permissions}</legend>
          {permissions.map((permission) => (
            <PermissionChoice key={permission.name} permission={permission} onToggle={() => toggle(permission.name)} words={words} />
          ))}
        </fieldset>
      )}
      <LeastPrivilegeHelp choice={choice} value={value} words={words} />
    </>
  );
}

interface PermissionProps {
  readonly permission: GrantablePermission;
  readonly onToggle: () => void;
  readonly words: OwnWords | undefined;
}

/** A checkbox for one permission of a list. */
export function PermissionChoice({ permission: { title, description, scope, grantable, selected, required }, onToggle, words }: PermissionProps) {
  const { t } = useWords(INVITE_WORDS, words);
  const id = useId();
  const about = [grantable ? description : t.permissionOutOfReach, scope === 'project' && t.inEveryProject].filter(Boolean).join(' ');
  return (
    <label {...partProps('role')}>
      <input
        type="checkbox"
        checked={selected}
        // A grant that another member added can still be removed.
        disabled={required || (!grantable && !selected)}
        aria-labelledby={id}
        aria-describedby={about && `${id}a`}
        onChange={onToggle}
      />
      <span id={id}>{title}</span>
      {about && <small id={`${id}a`}>{about}</small>}
    </label>
  );
}

function LeastPrivilegeHelp({ choice: { leastPrivilege, setRole }, value, words }: AccessPickerProps) {
  const { t, name, list } = useWords(INVITE_WORDS, words);
  if (!leastPrivilege) return <p role="status" />;
  const { role, title, extra } = leastPrivilege;
  if (role === value.role) return <p role="status">{t.roleAllowsMore(name(title), list(extra))}</p>;
  return (
    <p role="status">
      {extra.length === 0 ? t.roleCovers(name(title)) : t.roleCoversMore(name(title), list(extra))}{' '}
      {extra.length === 0 && (
        <Button variant="link" onClick={() => setRole(role)}>
          {t.useRole(name(title))}
        </Button>
      )}
    </p>
  );
}
