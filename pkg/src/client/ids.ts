import { refusal } from '../messages.ts';
import type { In } from '../types.ts';

const SHAPES = {
  account: /^acc_[\w-]{22}$/,
  invite: /^inv_[\w-]{44}$/,
  user: /^(usr|svc)_[\w-]{22}$/,
} as const;

/**
 * `id` for use in a path. Its shape is checked first, so that no id can reach another route.
 *
 * Throws `invalid_request` for any other text.
 */
export const segment = (kind: keyof typeof SHAPES, id: unknown): string => {
  if (typeof id === 'string' && SHAPES[kind].test(id)) return id;
  throw refusal('invalid_request', { errors: [{ field: kind, code: 'invalid' }] });
};

/** The account that an invite's id names, and where the invite is in it. */
export const inviteAt = (id: string): readonly [where: In, rest: `/${string}`] => {
  const invite = segment('invite', id);
  return [{ account: `acc_${invite.slice(4, 26)}` }, `/invites/${invite}`];
};
