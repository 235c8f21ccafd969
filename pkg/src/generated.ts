/** Names and limits that core and protocol define. */

/** Every code of a refusal. */
export const CODES = [
  'invalid_request',
  'not_signed_in',
  'token_invalid',
  'token_expired',
  'stale_epoch',
  'forbidden',
  'wrong_account',
  'email_unverified',
  'role_exceeds_grantor',
  'spend_limit',
  'owner_protected',
  'not_found',
  'no_account',
  'already_invited',
  'already_member',
  'already_a_team',
  'not_a_team',
  'member_limit',
  'conflict',
  'policy_mismatch',
  'invite_closed',
  'idempotency_mismatch',
  'name_mismatch',
  'account_mismatch',
  'rate_limited',
  'unavailable',
] as const;

/** The code of a refusal. */
export type Code = (typeof CODES)[number];

/** The permissions that every policy has. */
export const REQUIRED = {
  teamAccess: 'team:access',
  membersInvite: 'members:invite',
  membersManage: 'members:manage',
  teamManage: 'team:manage',
  auditRead: 'audit:read',
} as const;

/** Limits that a form may check before it sends. */
export const LIMITS = {
  nameCharacters: 64,
  noteCharacters: 280,
  addressCharacters: 254,
  expiresInSeconds: 31_536_000,
} as const;
