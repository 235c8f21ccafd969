// The JSON shapes of the HTTP interface, checked field by field: required ones present, absent ones left out (never null),
// and nothing beyond them, so that a reply that says too much fails too.
import assert from 'node:assert/strict';

/** Reads a value as a `T`, or throws saying where it is not. */
export type Shape<T> = (value: unknown, at: string) => T;
/** A field that may be left out. */
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

function maybe<T>(shape: Shape<T>): Optional<T> {
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
const integer: Shape<number> = (value, at) => {
  assert.ok(Number.isSafeInteger(value), `${at}: an integer, not ${JSON.stringify(value)}`);
  return value as number;
};
const yes: Shape<boolean> = (value, at) => {
  assert.equal(typeof value, 'boolean', at);
  return value as boolean;
};
const anything: Shape<unknown> = (value) => value;
const record: Shape<Record<string, unknown>> = (value, at) => {
  assert.ok(value !== null && typeof value === 'object' && !Array.isArray(value), `${at}: an object`);
  return value as Record<string, unknown>;
};

function among<const T extends string>(...words: readonly T[]): Shape<T> {
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
const inviteId = matching(/^inv_[\w-]{44}$/);
const userId = matching(/^usr_[\w-]{22}$/);
export const moment = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const day = matching(/^\d{4}-\d\d-\d\d$/);
export const compactJws = matching(/^[\w-]+\.[\w-]+\.[\w-]+$/);
const digest = matching(/^[\w-]{43}$/);
const person = object('person', { user: userId, name: text });

export const account = object('Account', {
  id: accountId,
  kind: among('personal', 'team'),
  name: text,
  owner: person,
  role: text,
  permissions: listOf(text),
  epoch: integer,
  memberCount: integer,
  createdAt: moment,
  spendLimitCentsPerHour: integer,
  externalId: maybe(text),
});
export type Account = Of<typeof account>;

export const me = object('Me', {
  user: object('Me.user', { id: userId, email: text, emailVerified: yes, name: text, image: maybe(text) }),
  own: account,
  accounts: listOf(account),
  inboxCount: integer,
});
export type Me = Of<typeof me>;

export const known = object('{user, own}', {
  user: object('known.user', { id: userId, email: text, emailVerified: yes, name: text }),
  own: account,
});
export type Known = Of<typeof known>;

export const member = object('Member', {
  user: userId,
  name: text,
  email: maybe(text),
  image: maybe(text),
  role: text,
  joinedAt: moment,
  lastSeenOn: maybe(day),
  invitedBy: maybe(userId),
});
export type Member = Of<typeof member>;

export const invite = object('Invite', {
  id: inviteId,
  account: accountId,
  accountName: text,
  email: maybe(text),
  hint: maybe(text),
  role: text,
  status: among('pending', 'accepted', 'declined', 'revoked', 'expired'),
  inviter: person,
  createdAt: moment,
  expiresAt: maybe(moment),
  decidedAt: maybe(moment),
  note: maybe(text),
});
export type Invite = Of<typeof invite>;

export const sent = object('{invite, link}', { invite, link: text });
export type Sent = Of<typeof sent>;
export const link = object('{link}', { link: text });
export const token = object('Token', { token: compactJws, expiresAt: moment, account });
export type Token = Of<typeof token>;
export const tokens = object('{items}', { items: listOf(token) });
export const accepted = object('Accepted', { account, membership: member, token: compactJws, expiresAt: moment });
export type Accepted = Of<typeof accepted>;

export const preview = object('Preview', {
  account: object('Preview.account', { id: accountId, name: text }),
  role: text,
  roleTitle: text,
  inviter: object('Preview.inviter', { name: text }),
  hint: maybe(text),
  expiresAt: maybe(moment),
  note: maybe(text),
  you: maybe(among('invitee', 'other', 'member')),
  token: compactJws,
});

export const explanation = object('Explanation', {
  reason: among('not_signed_in', 'not_a_member', 'not_switched', 'role_lacks', 'ended', 'expired', 'spend_limit', 'nothing_yet'),
  missing: listOf(text),
  role: maybe(text),
  rolesThatWould: maybe(listOf(text)),
  askWho: maybe(listOf(person)),
  whatToDo: text,
  supportUrl: maybe(text),
});

/** What a check answers. */
export const verdict = object('Verdict', {
  allowed: yes,
  account: accountId,
  permissions: record,
  explanation: maybe(explanation),
  spend: maybe(object('Verdict.spend', { limit: integer, remaining: integer })),
  epoch: integer,
});

export const auditEvent = object('AuditEvent', {
  id: matching(/^evt_[\w-]{22}$/),
  at: moment,
  actor: object('actor', { kind: among('user', 'service', 'system'), id: text, name: text }),
  action: matching(/^[a-z][a-z0-9_.-]{0,63}$/),
  resourceType: matching(/^[a-z][a-z0-9_.-]{0,63}$/),
  resourceId: text,
  outcome: among('done', 'refused'),
  code: maybe(text),
  details: record,
  prev: digest,
  hash: digest,
});
export type AuditEvent = Of<typeof auditEvent>;

export const policy = object('Policy', {
  id: matching(/^[\w-]{16}$/),
  audience: text,
  ownerRole: text,
  permissions: listOf(object('permission', { name: text, bit: integer, title: text, description: maybe(text) })),
  roles: listOf(object('role', { name: text, title: text, description: maybe(text), permissions: listOf(text) })),
});

export const signedIn = object('{token, expiresAt}', { token: compactJws, expiresAt: moment });

export const problem = object('problem', {
  type: text,
  title: text,
  status: integer,
  code: text,
  detail: text,
  requestId: text,
  why: maybe(among('used', 'declined', 'revoked', 'expired')),
  hint: maybe(text),
  inviteId: maybe(inviteId),
  retryAfter: maybe(integer),
  errors: maybe(listOf(object('field error', { field: text, code: text }))),
  explanation: maybe(anything),
  you: maybe(among('member')),
  account: maybe(object('problem.account', { id: accountId, name: text })),
});
export type Problem = Of<typeof problem>;

/** A page of a list. */
export function page<T>(shape: Shape<T>): Shape<{ readonly items: readonly T[]; readonly next?: string }> {
  return object('page', { items: listOf(shape), next: maybe(text), head: maybe(compactJws) });
}

/** A page of the audit log, which carries the signed head beside. */
export const auditPage = object('audit page', { items: listOf(auditEvent), next: maybe(text), head: compactJws });

/** What a convert or revert would do. */
export const plan = object('{plan}', { plan: record });
