import type { Scope } from 'hallpass';

/** A screen of an account: the last part of its address. */
export type AccountScreen = 'resources' | 'projects' | `projects/${string}` | 'members' | 'invites' | 'settings' | 'review' | 'audit';

const ACCOUNT_PATH = /^\/t\/([^/]+)\/?([^/]*)/;

/** The id of the account that a path is of, if it is of one. */
export const accountInPath = (path: string): string | undefined => ACCOUNT_PATH.exec(path)?.[1];

/** The address of a screen of an account. */
export const pathIn = (account: string, screen: AccountScreen): string => `/t/${account}/${screen}`;

/** The screens of before accounts had addresses, and where they are now. */
const FORMER_SCREENS: Readonly<Record<string, AccountScreen>> = {
  '': 'resources',
  resources: 'resources',
  team: 'members',
  projects: 'projects',
  review: 'review',
  audit: 'audit',
};

/** The screen that a path without an account stands for: the start page, or an address of an earlier release. */
export const formerScreen = (path: string): AccountScreen | undefined => {
  const project = /^\/projects\/([^/]+)\/?$/.exec(path)?.[1];
  if (project !== undefined) return `projects/${project}`;
  return FORMER_SCREENS[path.replaceAll('/', '')];
};

/** The account belongs to the address. A switch opens the same screen of the other account, or the list that an item was on. */
export const accountScope: Exclude<Scope, 'tab'> = {
  read: ({ pathname }) => accountInPath(pathname),
  write: ({ pathname }, account) => {
    const [, current, screen] = ACCOUNT_PATH.exec(pathname) ?? [];
    return current === undefined || current === account ? undefined : `/t/${account}/${screen}`;
  },
};
