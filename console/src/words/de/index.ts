import { words as HALLPASS } from 'hallpass/locales/de';

import type { Words } from '../en/index.ts';
import { INBOX } from './inbox.tsx';
import { JOIN } from './join.tsx';
import { NOT_FOUND } from './not-found.ts';
import { PARTS } from './parts.tsx';
import { PROJECTS } from './projects.tsx';
import { SHELL } from './shell.tsx';
import { SIGN_IN } from './sign-in.tsx';
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
  projects: PROJECTS,
  notFound: NOT_FOUND,
};
