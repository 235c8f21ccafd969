/** Parts that several elements render. */

import type { HallpassError } from '../errors.ts';
import type { Explanation, Policy, UserRef } from '../types.ts';
import type { OwnWords } from '../words.ts';
import { EXPLAIN_WORDS } from '../words/explain.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { h, type PropValue, type VirtualElement, type VirtualNode } from './render.ts';

/** How a button looks and behaves. */
export interface ButtonOptions {
  /** Class names: `primary`, `quiet`, `danger`. */
  readonly variant?: string | undefined;
  readonly part: string;
  /** Its action is running. */
  readonly busy?: boolean | undefined;
  /** Another action is running. */
  readonly unavailable?: boolean | undefined;
  readonly more?: Readonly<Record<string, PropValue>> | undefined;
}

/** A button. A busy one keeps the focus, and pressing it again does nothing. */
export const button = (label: VirtualNode, press: () => void, { variant = '', part, busy, unavailable, more }: ButtonOptions): VirtualElement =>
  h(
    'button',
    {
      type: 'button',
      class: variant || undefined,
      part: `button ${part}`,
      'aria-busy': busy ? 'true' : undefined,
      'aria-disabled': busy || unavailable ? 'true' : undefined,
      onclick: busy || unavailable ? undefined : press,
      ...more,
    },
    label,
  );

/** An error, if there is one, with a button to try again. */
export const problem = (error: HallpassError | undefined, own: OwnWords, retry?: () => void): VirtualNode => {
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

/** The first letter of a name, as a picture. */
export const picture = (name: string): VirtualElement =>
  h('span', { class: 'picture', part: 'picture', 'aria-hidden': 'true' }, [...name.trim()][0]?.toUpperCase() ?? '?');

const ICONS = {
  check: 'M5 13l4 4L19 7',
  chevron: 'M8 10l4 4 4-4',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20a2 2 0 0 0 4 0',
} as const;

/** An icon that screen readers ignore. */
export const icon = (name: keyof typeof ICONS): VirtualElement =>
  h('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', part: 'icon' }, h('path', { d: ICONS[name] }));

/** The title of a role; its name where the policy does not know it. */
export const roleTitle = (policy: Policy | undefined, name: string): string =>
  policy?.roles.find((role) => role.name === name)?.title ?? name;

/** A role's title; `customRole` for a list of permissions. */
export const accessTitle = (policy: Policy | undefined, role: string, { customRole }: { readonly customRole: string }): string =>
  role === 'custom' ? customRole : roleTitle(policy, role);

/** The title of a permission; its name where the policy does not know it. */
export const permissionTitle = (policy: Policy | undefined, name: string): string =>
  policy?.permissions.find((permission) => permission.name === name)?.title ?? name;

/** A term with its value, inside a `dl`. */
export const fact = (name: string, value: VirtualNode): VirtualElement => h('div', {}, h('dt', {}, name), h('dd', {}, value));

/** Why something is denied: what is missing, which roles have it, whom to ask, what to do. */
export const explanation = (reason: Explanation, policy: Policy | undefined, owner: UserRef | undefined, own: OwnWords): VirtualNode[] => {
  const words = { ...COMMON_WORDS, ...EXPLAIN_WORDS, ...own };
  const { rolesThatWould = [], askWho = [], missing, role, supportUrl } = reason;
  // Where roles or people are listed, the advice would say the same again.
  const advice = rolesThatWould.length + askWho.length === 0 ? words.advice(reason) : '';
  const titles = missing.map((name) => `“${permissionTitle(policy, name)}”`).join(', ');
  return [
    h('p', { part: 'because' }, words.because(reason.reason, titles, role === undefined ? '' : roleTitle(policy, role), reason.cause)),
    h(
      'dl',
      { class: 'facts' },
      rolesThatWould.length > 0 &&
        fact(words.rolesThatWould(rolesThatWould.length), rolesThatWould.map((name) => roleTitle(policy, name)).join(', ')),
      askWho.length > 0 &&
        fact(words.askWho, askWho.map(({ user, name }) => (user === owner?.user ? words.ownerMark(name) : name)).join(', ')),
      advice !== '' && fact(words.whatToDo, advice),
    ),
    supportUrl !== undefined && h('a', { href: supportUrl, rel: 'noreferrer', target: '_blank', part: 'support' }, words.support),
  ];
};
