/** Names and limits that core and protocol define. Written by `cargo xtask generate`. */

/** Every code of a refusal. */
export const CODES = [
  'invalid_request',
  'not_signed_in',
  'token_invalid',
  'token_expired',
  'user_erased',
  'stale_epoch',
  'forbidden',
  'wrong_account',
  'email_unverified',
  'role_exceeds_grantor',
  'spend_limit',
  'owner_protected',
  'suspended',
  'past_end',
  'not_found',
  'no_account',
  'already_invited',
  'already_member',
  'already_a_team',
  'not_a_team',
  'member_limit',
  'project_limit',
  'project_archived',
  'conflict',
  'policy_mismatch',
  'invite_closed',
  'audit_cut',
  'idempotency_mismatch',
  'name_mismatch',
  'account_mismatch',
  'project_mismatch',
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

/** The permissions that a policy with projects has besides. */
export const PROJECT_PERMISSIONS = {
  projectsCreate: 'projects:create',
  projectManage: 'project:manage',
} as const;

/** The names of the edge's settings. */
export const SETTINGS = [
  'ALLOWED_ORIGINS',
  'APP_URL',
  'AUDIT_RETENTION_DAYS',
  'BUDGET_INVITES',
  'BUDGET_LOOKUPS',
  'BUDGET_REDEEMS',
  'BUDGET_RESENDS',
  'CONSOLE',
  'EDGE_ORIGIN',
  'EMAIL',
  'GATE',
  'HALLPASS_KEYS',
  'HALLPASS_PEPPER',
  'IDENTITY_PROVIDERS',
  'JOIN_URL',
  'LOCAL_IDENTITY',
  'MEMBERSHIP_TTL',
  'ORIGIN',
  'ORIGIN_SECRET',
  'RETRY_DIVISOR',
  'SPEND_LIMIT_CEILING',
  'SPEND_LIMIT_DEFAULT',
  'SUPPORT_URL',
  'WEBHOOKS',
] as const;

/** Limits that a form may check before it sends. */
export const LIMITS = {
  nameCharacters: 64,
  noteCharacters: 280,
  addressCharacters: 254,
  expiresInSeconds: 31536000,
  maxUses: 1000,
  domainsPerInvite: 20,
} as const;

/** The number of invites of one inviter that an inbox shows, the newest of them. */
export const INBOX_SHOWN_PER_INVITER = 20;

/** The longest language tag of a mail. */
export const LOCALE_CHARACTERS = 35;

/** How long an invite that expired unused is kept, in seconds. */
export const EXPIRED_INVITE_SECONDS = 2592000;

/** How long an offer of ownership is open, in seconds. */
export const TRANSFER_SECONDS = 604800;

/** A path of the API. */
export type Path =
  | `/v1/me`
  | `/v1/me/export`
  | `/v1/users`
  | `/v1/users/${string}`
  | `/v1/accounts`
  | `/v1/accounts/${string}`
  | `/v1/accounts/${string}/convert`
  | `/v1/accounts/${string}/revert`
  | `/v1/accounts/${string}/transfer`
  | `/v1/accounts/${string}/transfer/accept`
  | `/v1/accounts/${string}/transfer/decline`
  | `/v1/accounts/${string}/token`
  | `/v1/tokens`
  | `/v1/accounts/${string}/members`
  | `/v1/accounts/${string}/members/${string}`
  | `/v1/accounts/${string}/projects`
  | `/v1/accounts/${string}/projects/${string}`
  | `/v1/accounts/${string}/projects/${string}/members`
  | `/v1/accounts/${string}/projects/${string}/members/${string}`
  | `/v1/accounts/${string}/invites`
  | `/v1/accounts/${string}/invites/bulk`
  | `/v1/accounts/${string}/invites/${string}`
  | `/v1/accounts/${string}/invites/${string}/link`
  | `/v1/accounts/${string}/invites/${string}/mail`
  | `/v1/accounts/${string}/invites/${string}/resend`
  | `/v1/accounts/${string}/audit`
  | `/v1/accounts/${string}/events`
  | `/v1/accounts/${string}/reviews`
  | `/v1/accounts/${string}/reviews/${string}`
  | `/v1/accounts/${string}/reviews/${string}/decisions`
  | `/v1/accounts/${string}/reviews/${string}/close`
  | `/v1/accounts/${string}/reviews/${string}/summary`
  | `/v1/invites`
  | `/v1/invites/preview`
  | `/v1/invites/accept`
  | `/v1/invites/decline`
  | `/v1/check`
  | `/v1/config`
  | `/v1/policy`
  | `/v1/policy/${string}`
  | `/v1/email/events/${string}`
  | '/.well-known/jwks.json';
