// The JSON shapes of the HTTP API, checked field by field: required fields are present, absent ones are left out (never null), and
// unknown fields fail.
import assert from 'node:assert/strict';

/** Parses a value as a `T`, or throws with the place of the first mismatch. */
export type Shape<T> = (value: unknown, at: string) => T;
/** An optional field. */
export interface Optional<T> {
  readonly optional: Shape<T>;
}
type Fields = Record<string, Shape<unknown> | Optional<unknown>>;
type Read<F extends Fields> = {
  readonly [K in keyof F as F[K] extends Shape<unknown> ? K : never]: F[K] extends Shape<infer T> ? T : never;
} & {
  readonly [K in keyof F as F[K] extends Optional<unknown> ? K : never]?: F[K] extends Optional<infer T> ? T : never;
};

export type Of<S> = S extends Shape<infer T> ? T : never;

function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

function matching(pattern: RegExp): Shape<string> {
  return (value, at) => {
    assert.equal(typeof value, 'string', `${at}: text, not ${JSON.stringify(value)}`);
    assert.match(value as string, pattern, at);
    return value as string;
  };
}

const text = matching(/./su);
const textOrNone = matching(/^/su);
const integer: Shape<number> = (value, at) => {
  assert.ok(Number.isSafeInteger(value), `${at}: an integer, not ${JSON.stringify(value)}`);
  return value as number;
};
const boolean: Shape<boolean> = (value, at) => {
  assert.equal(typeof value, 'boolean', at);
  return value as boolean;
};
const anything: Shape<unknown> = (value) => value;
const record: Shape<Record<string, unknown>> = (value, at) => {
  assert.ok(value !== null && typeof value === 'object' && !Array.isArray(value), `${at}: an object`);
  return value as Record<string, unknown>;
};

function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  return (value, at) => {
    assert.ok(words.includes(value as T), `${at}: ${JSON.stringify(value)} is none of ${words.join(' ')}`);
    return value as T;
  };
}

export function listOf<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, at) => {
    assert.ok(Array.isArray(value), `${at}: a list`);
    return value.map((each, index) => shape(each, `${at}[${index}]`));
  };
}

function object<F extends Fields>(name: string, fields: F): Shape<Read<F>> {
  return (value, at) => {
    const found = record(value, `${at} (${name})`);
    for (const [field, inside] of Object.entries(found)) {
      assert.ok(field in fields, `${at}: ${name} has no field ${field}`);
      assert.notEqual(inside, null, `${at}.${field}: an absent field is left out, not null`);
    }
    for (const [field, shape] of Object.entries(fields)) {
      if (typeof shape === 'function') {
        assert.ok(field in found, `${at}: ${name} needs ${field}`);
        shape(found[field], `${at}.${field}`);
      } else if (field in found) shape.optional(found[field], `${at}.${field}`);
    }
    return found as Read<F>;
  };
}

const accountId = matching(/^acc_[\w-]{22}$/);
const projectId = matching(/^prj_[\w-]{22}$/);
const inviteId = matching(/^inv_[\w-]{44}$/);
const userId = matching(/^usr_[\w-]{22}$/);
export const timestamp = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const day = matching(/^\d{4}-\d\d-\d\d$/);
export const compactJws = matching(/^[\w-]+\.[\w-]+\.[\w-]+$/);
const digest = matching(/^[\w-]{43}$/);
const person = object('person', { user: userId, name: text });

export const account = object('Account', {
  id: accountId,
  kind: oneOf('personal', 'team'),
  name: text,
  owner: person,
  role: text,
  permissions: listOf(text),
  suspended: optional(boolean),
  expiresAt: optional(timestamp),
  epoch: integer,
  memberCount: integer,
  createdAt: timestamp,
  spendLimitCentsPerHour: integer,
  externalId: optional(text),
  transfer: optional(object('Transfer', { to: person, offeredAt: timestamp, expiresAt: timestamp })),
});
export type Account = Of<typeof account>;

const meUser = object('Me.user', { id: userId, email: textOrNone, emailVerified: boolean, name: text, image: optional(text) });
export const me = object('Me', {
  user: meUser,
  own: account,
  accounts: listOf(account),
  inboxCount: integer,
});
export type Me = Of<typeof me>;

export const registered = object('{user, own}', {
  user: object('registered.user', { id: userId, email: text, emailVerified: boolean, name: text }),
  own: account,
});
export type Registered = Of<typeof registered>;

/** What a member is granted in a project, or will be by an invite. */
const projectGrant = object('ProjectGrant', { project: projectId, role: text, permissions: optional(listOf(text)) });
const offeredProject = object('OfferedProject', { project: projectId, name: text, role: text, roleTitle: text, permissionTitles: listOf(text) });

export const member = object('Member', {
  user: userId,
  name: text,
  email: optional(text),
  image: optional(text),
  role: text,
  permissions: optional(listOf(text)),
  suspended: boolean,
  expiresAt: optional(timestamp),
  joinedAt: timestamp,
  lastSeenOn: optional(day),
  grants: optional(listOf(projectGrant)),
  invitedBy: optional(userId),
});
export type Member = Of<typeof member>;

export const project = object('Project', {
  id: projectId,
  account: accountId,
  name: text,
  externalId: optional(text),
  status: oneOf('active', 'archived'),
  role: optional(text),
  permissions: listOf(text),
  createdAt: timestamp,
});
export type Project = Of<typeof project>;

/** A member who has a grant in a project. */
export const projectMember = object('ProjectMember', {
  user: userId,
  name: text,
  email: optional(text),
  image: optional(text),
  role: text,
  permissions: optional(listOf(text)),
  grantedAt: optional(timestamp),
});
export type ProjectMember = Of<typeof projectMember>;

/** What became of the mail of an invite. */
export const delivery = object('Delivery', {
  state: oneOf('queued', 'sent', 'failed', 'bounced'),
  at: timestamp,
  reason: optional(text),
});
export type Delivery = Of<typeof delivery>;

export const invite = object('Invite', {
  id: inviteId,
  account: accountId,
  accountName: text,
  email: optional(text),
  hint: optional(text),
  role: text,
  permissions: optional(listOf(text)),
  membershipExpiresIn: optional(integer),
  projects: optional(listOf(projectGrant)),
  maxUses: optional(integer),
  uses: optional(integer),
  domains: optional(listOf(text)),
  status: oneOf('pending', 'accepted', 'declined', 'revoked', 'expired'),
  inviter: person,
  createdAt: timestamp,
  expiresAt: optional(timestamp),
  decidedAt: optional(timestamp),
  note: optional(text),
  delivery: optional(delivery),
});
export type Invite = Of<typeof invite>;

export const sent = object('{invite, link}', { invite, link: text });
export type Sent = Of<typeof sent>;
export const link = object('{link}', { link: text });
export const mailPreview = object('MailPreview', { from: text, replyTo: optional(text), to: text, subject: text, language: text, html: text, text });
export type MailPreview = Of<typeof mailPreview>;
export const token = object('Token', { token: compactJws, expiresAt: timestamp, account, project: optional(project) });
export type Token = Of<typeof token>;
export const tokens = object('{items}', { items: listOf(token) });
export const accepted = object('Accepted', { account, membership: member, token: compactJws, expiresAt: timestamp, revokedInvites: listOf(text), skippedProjects: listOf(text) });
export type Accepted = Of<typeof accepted>;

export const preview = object('Preview', {
  account: object('Preview.account', { id: accountId, name: text }),
  role: text,
  roleTitle: text,
  permissions: optional(listOf(text)),
  permissionTitles: listOf(text),
  membershipExpiresIn: optional(integer),
  projects: optional(listOf(offeredProject)),
  inviter: object('Preview.inviter', { name: text }),
  hint: optional(text),
  domains: optional(listOf(text)),
  expiresAt: optional(timestamp),
  note: optional(text),
  you: optional(oneOf('invitee', 'other', 'member')),
  token: compactJws,
});

export const explanation = object('Explanation', {
  reason: oneOf('not_signed_in', 'not_a_member', 'not_switched', 'role_lacks', 'ended', 'suspended', 'past_end', 'expired', 'spend_limit', 'nothing_yet'),
  cause: optional(oneOf('no_projects', 'no_project_access')),
  missing: listOf(text),
  role: optional(text),
  rolesThatWould: optional(listOf(text)),
  askWho: optional(listOf(person)),
  whatToDo: text,
  supportUrl: optional(text),
});

export type Explanation = Of<typeof explanation>;

/** The result of a check. */
export const verdict = object('Verdict', {
  allowed: boolean,
  account: accountId,
  project: optional(projectId),
  permissions: record,
  explanation: optional(explanation),
  spend: optional(object('Verdict.spend', { limit: integer, remaining: integer })),
  epoch: integer,
});

export const auditEvent = object('AuditEvent', {
  id: matching(/^evt_[\w-]{22}$/),
  at: timestamp,
  actor: object('actor', { kind: oneOf('user', 'service', 'system'), id: text, name: text }),
  action: matching(/^[a-z][a-z0-9_.-]{0,63}$/),
  resourceType: matching(/^[a-z][a-z0-9_.-]{0,63}$/),
  resourceId: text,
  outcome: oneOf('done', 'refused'),
  code: optional(text),
  details: record,
  prev: digest,
  hash: digest,
});
export type AuditEvent = Of<typeof auditEvent>;

/** An event as webhooks and `GET …/events` give it. */
export const event = object('Event', {
  id: matching(/^evt_[\w-]{22}$/),
  type: matching(/^[a-z][a-z0-9_.-]{0,71}$/),
  account: accountId,
  seq: integer,
  at: timestamp,
  data: object('Event.data', {
    id: matching(/^evt_[\w-]{22}$/),
    at: timestamp,
    actor: object('Event.actor', { kind: oneOf('user', 'service', 'system'), id: text }),
    action: matching(/^[a-z][a-z0-9_.-]{0,63}$/),
    resourceType: matching(/^[a-z][a-z0-9_.-]{0,63}$/),
    resourceId: text,
    outcome: oneOf('done', 'refused'),
    code: optional(text),
    details: record,
    prev: digest,
    hash: digest,
  }),
});
export type Event = Of<typeof event>;

/** Events after a number. */
export const events = object('{items, next}', { items: listOf(event), next: optional(integer) });

export const policy = object('Policy', {
  id: matching(/^[\w-]{16}$/),
  audience: text,
  ownerRole: text,
  projectOwnerRole: optional(text),
  permissions: listOf(
    object('permission', { name: text, bit: integer, title: text, description: optional(text), scope: optional(oneOf('project')) }),
  ),
  roles: listOf(
    object('role', {
      name: text,
      title: text,
      description: optional(text),
      scope: optional(oneOf('project')),
      permissions: listOf(text),
    }),
  ),
});

export const signedIn = object('{token, expiresAt}', { token: compactJws, expiresAt: timestamp });

export const problem = object('problem', {
  type: text,
  title: text,
  status: integer,
  code: text,
  detail: text,
  requestId: text,
  why: optional(oneOf('used', 'declined', 'revoked', 'expired')),
  hint: optional(text),
  inviteId: optional(inviteId),
  retryAfter: optional(integer), cut: optional(integer),
  errors: optional(listOf(object('field error', { field: text, code: text }))),
  explanation: optional(anything),
  you: optional(oneOf('member')),
  account: optional(object('problem.account', { id: accountId, name: text })),
  teams: optional(listOf(object('problem.teams', { id: accountId, name: text }))),
});
export type Problem = Of<typeof problem>;

export const dataExport = object('DataExport', {
  exportedAt: timestamp,
  user: meUser,
  mails: oneOf('welcome', 'stopped'),
  invites: listOf(invite),
  formerAccounts: listOf(accountId),
  accounts: listOf(object('AccountExport', { account, membership: member, invites: listOf(invite), events: listOf(auditEvent) })),
});

/** A user who is erased. */
export const erasedUser = object('{user, erasedAt}', { user: userId, erasedAt: timestamp });
export type ErasedUser = Of<typeof erasedUser>;

/** The results of a bulk request: what became of each row. */
export const bulkResults = object('{items}', {
  items: listOf(object('row', { status: integer, invite: optional(invite), link: optional(text), problem: optional(problem) })),
});
export type BulkResults = Of<typeof bulkResults>;

export const memberCounts = object('MemberPage.counts', { total: integer, inactive: optional(integer), suspended: integer, ended: integer });

/** A page of members, with counts of the whole account. */
export const memberPage = object('MemberPage', { items: listOf(member), next: optional(text), counts: memberCounts });

/** A page of a list. */
export function page<T>(shape: Shape<T>): Shape<{ readonly items: readonly T[]; readonly next?: string }> {
  return object('page', { items: listOf(shape), next: optional(text), head: optional(compactJws), cut: optional(compactJws), counts: optional(memberCounts) });
}

/** A page of projects. When it is empty, it says why. */
export const projects = object('page of projects', { items: listOf(project), next: optional(text), explanation: optional(explanation) });

/** A page of the audit log, with the signed head, and the signed cut if its oldest events were removed. */
export const auditPage = object('audit page', { items: listOf(auditEvent), next: optional(text), head: compactJws, cut: optional(compactJws) });

const reviewFields = {
  id: matching(/^rev_[\w-]{22}$/),
  account: accountId,
  openedBy: matching(/^(usr|svc)_[\w-]{22}$/),
  openedAt: timestamp,
  seq: integer,
  status: oneOf('open', 'closed'),
  closedAt: optional(timestamp),
  counts: object('Review.counts', { total: integer, kept: integer, changed: integer, removed: integer, gone: integer, undecided: integer }),
} as const;

export const review = object('Review', reviewFields);
export type Review = Of<typeof review>;

export const reviewItem = object('ReviewItem', {
  user: userId,
  name: text,
  email: optional(text),
  role: optional(text),
  permissions: optional(listOf(text)),
  lastSeenOn: optional(day),
  decision: optional(oneOf('keep', 'changed', 'removed', 'gone')),
  decidedBy: optional(text),
  decidedAt: optional(timestamp),
});
export type ReviewItem = Of<typeof reviewItem>;

/** A review with a page of whom it covers. */
export const reviewDetails = object('review and items', { ...reviewFields, items: page(reviewItem) });
export type ReviewDetails = Of<typeof reviewDetails>;

/** A closed review with its signed summary. */
export const closedReview = object('{review, summary}', { review, summary: compactJws });

/** The plan of a convert or revert. */
export const plan = object('{plan}', { plan: record });
