import { refusal } from '../messages.ts';

const SHAPES = {
  account: /^acc_[\w-]{22}$/,
  invite: /^inv_[\w-]{44}$/,
  project: /^prj_[\w-]{22}$/,
  review: /^rev_[\w-]{22}$/,
  user: /^(usr|svc)_[\w-]{22}$/,
} as const;

/**
 * `id` as a segment of a path. Its shape is checked first, so that no id can reach another route.
 *
 * Throws `invalid_request` for any other text.
 */
export const segment = (kind: keyof typeof SHAPES, id: unknown): string => {
  if (typeof id === 'string' && SHAPES[kind].test(id)) return id;
  throw refusal('invalid_request', { errors: [{ field: kind, code: 'invalid' }] });
};

/** Where an invite is: its id begins with that of its account. */
export const inviteLocation = (id: string): { readonly account: string; readonly path: `/invites/${string}` } => {
  const invite = segment('invite', id);
  return { account: `acc_${invite.slice(4, 26)}`, path: `/invites/${invite}` };
};
