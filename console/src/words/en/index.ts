import { words as HALLPASS } from 'hallpass/locales/en';

import { PARTS } from './parts.tsx';
import { SHELL } from './shell.tsx';
import { YOUR_DATA } from './your-data.ts';

/** Every text of the console in English, by screen. `hallpass` has those that the parts of `hallpass/react` have, too. */
export const ENGLISH = {
  hallpass: HALLPASS,
  parts: PARTS,
  shell: SHELL,
  yourData: YOUR_DATA,
};

/** Every text of the console. A function takes what it inserts; one that takes nodes returns a node. */
export type Words = typeof ENGLISH;
