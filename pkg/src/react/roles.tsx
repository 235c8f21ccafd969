import { useId } from 'react';
import { REQUIRED } from '../generated.ts';
import type { PolicyRole } from '../types.ts';
import { part } from './parts.tsx';
import { useHallpass } from './root.tsx';
import { useActiveAccount, usePolicy } from './state.ts';
import { INVITE_WORDS, type OwnWords, useWords } from './words.ts';

/** A role, and whether I may give it. */
export interface GrantableRole extends PolicyRole {
  readonly grantable: boolean;
}

/**
 * The policy's roles. Whether one is grantable, the client's gate says: who gives a role must hold all that it
 * holds. The edge decides again.
 */
export const useRoles = (account?: string, needs: string = REQUIRED.membersInvite): readonly GrantableRole[] => {
  const client = useHallpass();
  const policy = usePolicy();
  useActiveAccount();
  return (policy?.roles ?? []).map((role) => ({
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

/** Picks one of the roles; those out of reach stay in sight. */
export function RolePicker({ roles, value, onRole, words }: RolePickerProps) {
  const { say } = useWords(INVITE_WORDS, words);
  const id = useId();
  return (
    <fieldset {...part('roles')}>
      <legend>{say.role}</legend>
      {roles.map(({ name, title, description, grantable }) => {
        const about = grantable ? description : say.roleOutOfReach;
        return (
          <label key={name} {...part('role')}>
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
