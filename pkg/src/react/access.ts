import { useEffect, useState } from 'react';
import { REQUIRED } from '../generated.ts';
import type { Assignment, Policy, PolicyPermission, SuggestedRole } from '../types.ts';
import { useHallpass } from './provider.tsx';
import { type GrantableRole, useRoles } from './roles.tsx';
import { CUSTOM, permissionTitle, useActiveAccount, usePolicy } from './state.ts';

/** The access that a form will give. */
export interface AccessDraft {
  /** A role's name, or `custom`. */
  readonly role: string;
  /** The list. It stays while another role is chosen, and is given with the role `custom` only. */
  readonly permissions: readonly string[];
}

/** A permission that a list may have. */
export interface GrantablePermission extends PolicyPermission {
  /** Whether the user may grant it: they have it themselves. */
  readonly grantable: boolean;
  /** Whether it is in the list. */
  readonly selected: boolean;
  /** Every list has it. */
  readonly required: boolean;
}

/** A role beside a list: the smallest that covers the list, or the role that was chosen in its place. */
export interface LeastPrivilege {
  readonly role: string;
  readonly title: string;
  /** The titles of what it allows beyond the list. */
  readonly extra: readonly string[];
}

/** The choice between roles and a list, without markup. */
export interface AccessChoice {
  readonly roles: readonly GrantableRole[];
  readonly permissions: readonly GrantablePermission[];
  /** Chooses a role, or `custom`: an empty list begins with what the first choice allows. */
  setRole(role: string): void;
  /** Puts a permission into the list, or takes it out. */
  toggle(permission: string): void;
  /** Says which role would do instead of the list, or what the chosen role allows beyond it. */
  readonly leastPrivilege: LeastPrivilege | undefined;
}

interface Options {
  /** Default: the active one. */
  readonly account?: string | undefined;
  /** The permission that the user needs to grant anything. Default: that to invite. */
  readonly needs?: string | undefined;
  readonly value: AccessDraft;
  readonly onChange: (value: AccessDraft) => void;
}

/** The roles and permissions that the user may grant, and help to grant the least. The edge decides again. */
export const useAccessChoice = ({ account, needs = REQUIRED.membersInvite, value, onChange }: Options): AccessChoice => {
  const client = useHallpass();
  const policy = usePolicy();
  const roles = useRoles(account, needs);
  // Not the role before it: with the keyboard, the way to the list leads past roles that allow more.
  const [first] = useState(value.role);
  useActiveAccount();
  const permissions = (policy?.permissions ?? []).map((permission) => {
    const required = permission.name === REQUIRED.teamAccess;
    return {
      ...permission,
      required,
      grantable: client.has({ allOf: [needs, permission.name], account }),
      selected: required || value.permissions.includes(permission.name),
    };
  });
  const listOf = (isSelected: (permission: GrantablePermission) => boolean): readonly string[] =>
    permissions.filter((permission) => permission.required || isSelected(permission)).map(({ name }) => name);
  return {
    roles,
    permissions,
    setRole(role) {
      const begins = role === CUSTOM && value.permissions.length === 0;
      const start = roles.find(({ name }) => name === first) ?? roles.find(({ grantable }) => grantable);
      onChange({
        role,
        permissions: begins ? listOf(({ name, grantable }) => grantable && start?.permissions.includes(name) === true) : value.permissions,
      });
    },
    toggle(permission) {
      onChange({ ...value, permissions: listOf(({ name, selected }) => (name === permission ? !selected : selected)) });
    },
    leastPrivilege: useLeastPrivilege(value, roles, policy),
  };
};

const useLeastPrivilege = (
  { role, permissions }: AccessDraft,
  roles: readonly GrantableRole[],
  policy: Policy | undefined,
): LeastPrivilege | undefined => {
  const client = useHallpass();
  const list = permissions.join(' ');
  const [found, setFound] = useState<{ readonly list: string; readonly suggested: readonly SuggestedRole[] }>();
  useEffect(() => {
    if (role !== CUSTOM || list === '') return undefined;
    let current = true;
    client.suggestRoles(list.split(' ')).then(
      (suggested) => current && setFound({ list, suggested }),
      // Without WebAssembly there is no help, and everything else works.
      () => {},
    );
    return () => void (current = false);
  }, [client, role, list]);
  const titles = (names: readonly string[]): readonly string[] => names.map((name) => permissionTitle(policy, name));
  if (role === CUSTOM) {
    const isGrantable = (name: string): boolean => roles.some((each) => each.name === name && each.grantable);
    const smallest = found?.list === list ? found.suggested.find((each) => isGrantable(each.role)) : undefined;
    return smallest && { role: smallest.role, title: smallest.title, extra: titles(smallest.extra) };
  }
  const chosen = roles.find(({ name }) => name === role);
  const extra = chosen?.permissions.filter((name) => !permissions.includes(name)) ?? [];
  return chosen && permissions.length > 0 && extra.length > 0 ? { role, title: chosen.title, extra: titles(extra) } : undefined;
};

/** What a request says for a draft. */
export const assignmentOf = ({ role, permissions }: AccessDraft): Assignment =>
  role === CUSTOM ? { role, permissions: permissions as NonNullable<Assignment['permissions']> } : { role };
