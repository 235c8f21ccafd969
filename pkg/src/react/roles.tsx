import { type ReactNode, useId } from 'react';
import { REQUIRED } from '../generated.ts';
import type { PolicyRole } from '../types.ts';
import { partProps } from './parts.tsx';
import { useHallpass } from './provider.tsx';
import { memberRoles, useActiveAccount, usePolicy } from './state.ts';
import { useWords } from './use-words.ts';
import { INVITE_WORDS, type OwnWords } from './words.ts';

/** A role, and whether the user may grant it. */
export interface GrantableRole extends PolicyRole {
  readonly grantable: boolean;
}

/**
 * The policy's roles for members, and which of them the user may grant: those whose permissions they all have themselves, if they
 * also have `needs`. The edge decides again.
 */
export const useRoles = (account?: string, needs: string = REQUIRED.membersInvite): readonly GrantableRole[] => {
  const client = useHallpass();
  const policy = usePolicy();
  useActiveAccount();
  return memberRoles(policy).map((role) => ({
    ...role,
    grantable: client.has({ allOf: [needs, ...role.permissions], account }),
  }));
};

interface RolePickerProps {
  readonly roles: readonly GrantableRole[];
  readonly value: string;
  readonly onRole: (role: string) => void;
  readonly words?: OwnWords | undefined;
}

/** Radio buttons for the roles; those that the user may not grant are disabled. */
export function RolePicker({ roles, value, onRole, words }: RolePickerProps): ReactNode {
  const { t } = useWords(INVITE_WORDS, words);
  const id = useId();
  return (
    <fieldset {...partProps('roles')}>
      <legend>{t.role}</legend>
      {roles.map(({ name, title, description, grantable }) => {
        const about = grantable ? description : t.roleOutOfReach;
        return (
          <label key={name} {...partProps('role')}>
            <input
              type="radio"
              name={id}
              value={name}
              checked={name === value}
              disabled={!grantable}
              aria-labelledby={`${id}${name}`}
              aria-describedby={about && `${id}${name}a`}
              onChange={() => onRole(name)}
            />
            <span id={`${id}${name}`}>{title}</span>
            {about && <small id={`${id}${name}a`}>{about}</small>}
          </label>
        );
      })}
    </fieldset>
  );
}
