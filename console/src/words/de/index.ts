import { words as HALLPASS } from 'hallpass/locales/de';

import type { Words } from '../en/index.ts';
import { PARTS } from './parts.tsx';
import { SHELL } from './shell.tsx';
import { YOUR_DATA } from './your-data.ts';

export { messages } from 'hallpass/locales/de';

/** Every text of the console in German. E‑Mail has a hyphen at which no line ends (U+2011). */
export const GERMAN: Words = {
  hallpass: HALLPASS,
  parts: PARTS,
  shell: SHELL,
  yourData: YOUR_DATA,
};
