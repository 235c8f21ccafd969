/**
 * English texts as they are built in: `words` of every ready-made part and element, for screens that you draw yourself, or to
 * begin a translation with.
 */

import { DANGER_WORDS } from '../react/danger-zone-words.ts';
import { PEOPLE_WORDS } from '../react/people-words.ts';
import { PROJECT_WORDS } from '../react/project-words.ts';
import { REVIEW_WORDS } from '../react/review-words.ts';
import { SETTINGS_WORDS } from '../react/team-settings-words.ts';
import { TRANSFER_WORDS } from '../react/transfer-words.ts';
import { CONVERT_WORDS, INVITE_WORDS, MEMBERS_WORDS, PENDING_WORDS as PENDING_SCREEN_WORDS, VIEW_WORDS, type Words } from '../react/words.ts';
import { ACCEPT_WORDS, COMMON_WORDS, EXPLAIN_WORDS, INBOX_WORDS, PENDING_WORDS, PROJECT_SWITCHER_WORDS, SWITCHER_WORDS } from '../words.ts';

/** English words of every ready-made part and element. */
export const words: Words = {
  ...COMMON_WORDS,
  ...EXPLAIN_WORDS,
  ...SWITCHER_WORDS,
  ...PROJECT_SWITCHER_WORDS,
  ...ACCEPT_WORDS,
  ...INBOX_WORDS,
  ...PENDING_WORDS,
  ...INVITE_WORDS,
  ...PENDING_SCREEN_WORDS,
  ...MEMBERS_WORDS,
  ...DANGER_WORDS,
  ...CONVERT_WORDS,
  ...SETTINGS_WORDS,
  ...VIEW_WORDS,
  ...REVIEW_WORDS,
  ...PROJECT_WORDS,
  ...PEOPLE_WORDS,
  ...TRANSFER_WORDS,
};
