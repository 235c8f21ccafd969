/** Pieces that several elements draw. */

import type { HallpassError } from '../errors.ts';
import type { Explanation, Policy, UserRef } from '../types.ts';
import type { OwnWords } from '../words.ts';
import { EXPLAIN_WORDS } from '../words/explain.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { type Drawing, type Drawn, h, type PropValue } from './dom.ts';

/** How a button looks and stands. */
export interface ButtonLook {
  /** Class names: `primary`, `quiet`, `danger`. */
  readonly look?: string | undefined;
  readonly part: string;
  /** It is at work. */
  readonly busy?: boolean | undefined;
  /** Something else is at work. */
  readonly unavailable?: boolean | undefined;
  readonly more?: Readonly<Record<string, PropValue>> | undefined;
}

/** A button. A busy one stays in focus, and pressing it again does nothing. */
export const button = (label: Drawn, press: () => void, { look = '', part, busy, unavailable, more }: ButtonLook): Drawing =>
  h(
    'button',
    {
      type: 'button',
      class: look || undefined,
      part: `button ${part}`,
      'aria-busy': busy ? 'true' : undefined,
      'aria-disabled': busy || unavailable ? 'true' : undefined,
      onclick: busy || unavailable ? undefined : press,
      ...more,
    },
    label,
  );

/** What went wrong, if anything did, and a way to try again. */
export const problem = (error: HallpassError | undefined, own: OwnWords, retry?: () => void): Drawn => {
  if (!error) return undefined;
  const words = { ...COMMON_WORDS, ...own };
  return h(
    'div',
    { class: 'stack', part: 'problem', role: 'alert', key: 'problem' },
    h('p', { class: 'problem' }, error.message),
    error.requestId !== undefined && h('p', { class: 'code' }, words.requestId(error.requestId)),
    retry && button(words.retry, retry, { part: 'retry' }),
  );
};

/** The first letter of a name on a ground of its own. */
export const picture = (name: string): Drawing =>
  h('span', { class: 'picture', part: 'picture', 'aria-hidden': 'true' }, [...name.trim()][0]?.toUpperCase() ?? '?');

const ICONS = {
  check: 'M5 13l4 4L19 7',
  chevron: 'M8 10l4 4 4-4',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20a2 2 0 0 0 4 0',
} as const;

/** A drawing that says nothing to a screen reader. */
export const icon = (name: keyof typeof ICONS): Drawing =>
  h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', part: 'icon' }, h('path', { d: ICONS[name] }));

/** A role as people read it. */
export const roleTitle = (policy: Policy | undefined, name: string): string =>
  policy?.roles.find((role) => role.name === name)?.title ?? name;

const permissionTitle = (policy: Policy | undefined, name: string): string =>
  policy?.permissions.find((permission) => permission.name === name)?.title ?? name;

/** A fact with its name, for a `dl`. */
export const fact = (name: string, value: Drawn): Drawing => h('div', {}, h('dt', {}, name), h('dd', {}, value));

/** Why something is denied: what is missing, which roles have it, whom to ask, what to do. */
export const explanation = (told: Explanation, policy: Policy | undefined, owner: UserRef | undefined, own: OwnWords): Drawn[] => {
  const words = { ...COMMON_WORDS, ...EXPLAIN_WORDS, ...own };
  const { rolesThatWould = [], askWho = [], missing, role, supportUrl } = told;
  const named = missing.map((name) => `“${permissionTitle(policy, name)}”`).join(', ');
  return [
    h('p', { part: 'because' }, words.because(told.reason, named, role === undefined ? '' : roleTitle(policy, role))),
    h(
      'dl',
      { class: 'facts' },
      rolesThatWould.length > 0 &&
        fact(words.rolesThatWould(rolesThatWould.length), rolesThatWould.map((name) => roleTitle(policy, name)).join(', ')),
      askWho.length > 0 &&
        fact(words.askWho, askWho.map(({ user, name }) => (user === owner?.user ? words.ownerMark(name) : name)).join(', ')),
      fact(words.whatToDo, words.advice(told)),
    ),
    supportUrl !== undefined && h('a', { href: supportUrl, rel: 'noreferrer', target: '_blank', part: 'support' }, words.support),
  ];
};
