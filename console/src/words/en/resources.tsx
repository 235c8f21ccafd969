import type { ReactNode } from 'react';

/** What the user can do with the platform's resources. Titles of roles and permissions are the policy's. */
export const RESOURCES = {
  loading: 'Loading resources',
  inPersonalAccount: 'What you can do in your personal account.',
  yourRole: (team: ReactNode, role: string) => (
    <>
      Your role in {team} is {role}.
    </>
  ),
  viewAs: 'View as',
  yourOwn: (role: string) => `${role} (you)`,
  viewing: (role: string) => `Viewing as ${role}`,
  viewingAbout: 'You see what this role can do. Anything you do is still done as you.',
  checking: (action: string) => `Checking ${action}`,
  allowed: 'Allowed',
  notAllowed: 'Not allowed',
  allowedIn: (action: string, place: string) => `${action}: allowed in ${place}`,
  allowedHere: (action: string) => `${action}: allowed in this account`,
  confirmed: 'The service just confirmed it.',
};
