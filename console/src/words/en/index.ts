import { words as HALLPASS } from 'hallpass/locales/en';

import { AUDIT_ACTIONS } from './audit-actions.ts';
import { AUDIT } from './audit.tsx';
import { INBOX } from './inbox.tsx';
import { INVITES } from './invites.tsx';
import { JOIN } from './join.tsx';
import { MEMBERS } from './members.tsx';
import { NOT_FOUND } from './not-found.ts';
import { PARTS } from './parts.tsx';
import { PROJECTS } from './projects.tsx';
import { RESOURCES } from './resources.tsx';
import { REVIEW } from './review.tsx';
import { SHELL } from './shell.tsx';
import { SIGN_IN } from './sign-in.tsx';
import { TEAM } from './team.tsx';
import { YOUR_DATA } from './your-data.ts';

/** Every text of the console in English, by screen. `hallpass` has those that the parts of `hallpass/react` have, too. */
export const ENGLISH = {
  hallpass: HALLPASS,
  parts: PARTS,
  shell: SHELL,
  yourData: YOUR_DATA,
  signIn: SIGN_IN,
  join: JOIN,
  inbox: INBOX,
  team: TEAM,
  members: MEMBERS,
  invites: INVITES,
  projects: PROJECTS,
  review: REVIEW,
  resources: RESOURCES,
  audit: AUDIT,
  auditActions: AUDIT_ACTIONS,
  notFound: NOT_FOUND,
};

/** Every text of the console. A function takes what it inserts; one that takes nodes returns a node. */
export type Words = typeof ENGLISH;
