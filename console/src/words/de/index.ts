import { words as HALLPASS } from 'hallpass/locales/de';

import type { Words } from '../en/index.ts';
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

export { messages } from 'hallpass/locales/de';

/** Every text of the console in German. E‑Mail has a hyphen at which no line ends (U+2011). */
export const GERMAN: Words = {
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
