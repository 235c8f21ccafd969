import {
  assertPending,
  created,
  type FakeEdgeContext,
  type FakeRequest,
  inviteContext,
  inviteAndDelivery,
  inviteWithLink,
  linkOf,
  type MemberContext,
  memberContext,
  paginate,
  type Routes,
} from '../context.ts';
import { LIMITS, LOCALE_CHARACTERS } from '../../generated.ts';
import type { InviteWithLink } from '../../wire.ts';
import { mailPreviewOf } from '../mail-preview.ts';
import { problemOf, RefusalError } from '../refusal.ts';
import { type GrantRow, type InviteRow, statusOf } from '../rows.ts';
import { assignmentBefore, assignmentOf } from '../views.ts';
import { refOf } from '../state.ts';

/** The invites of an account as its members see them. */
export const inviteRoutes = (context: FakeEdgeContext): Routes => {
  const { state } = context;
  return {
    'GET /v1/accounts/*/invites': (request) => {
      const { account } = memberContext(context, request);
      const status = request.query.get('status');
      const rows = [...account.invites.values()].reverse().map((invite) => inviteAndDelivery(context, account, invite));
      return paginate(rows.filter((row) => status === null || row.status === status), request);
    },
    'POST /v1/accounts/*/invites': (request) => created(createInvite(context, request.body, memberContext(context, request))),
    'POST /v1/accounts/*/invites/bulk': (request) => createInvites(context, request, memberContext(context, request)),
    'GET /v1/accounts/*/invites/*': (request) => {
      const { account, invite } = inviteContext(context, request);
      return inviteAndDelivery(context, account, invite);
    },
    'PATCH /v1/accounts/*/invites/*': (request) => updateInvite(context, request, inviteContext(context, request)),
    'DELETE /v1/accounts/*/invites/*': (request) => {
      const { account, invite, user } = inviteContext(context, request);
      state.decide(assertPending(context, invite), 'revoked');
      state.record(account, user, 'invite.revoke', ['invite', invite.id]);
      return inviteAndDelivery(context, account, invite);
    },
    'GET /v1/accounts/*/invites/*/link': (request) => ({ link: linkOf(context, assertPending(context, inviteContext(context, request).invite)) }),
    'GET /v1/accounts/*/invites/*/mail': (request) => {
      const { account, invite } = inviteContext(context, request);
      return mailPreviewOf(context, account, invite);
    },
    'POST /v1/accounts/*/invites/*/resend': (request) => {
      const { account, invite, user } = inviteContext(context, request);
      const { rotate, expiresIn } = request.body;
      checkLocale(request.body as MailFields);
      assertPending(context, invite);
      const isMailed = mails(context, request.body as MailFields, invite.email);
      if (rotate === true) invite.generation++;
      if (expiresIn !== undefined) invite.expiresAtMs = context.tokenContext().now + Number(expiresIn) * 1000;
      invite.inviter = refOf(user);
      if (isMailed) invite.delivery = { state: 'queued', at: state.timestamp() };
      state.record(account, user, 'invite.resend', ['invite', invite.id], { ...assignmentOf(invite), generation: invite.generation });
      return inviteWithLink(context, account, invite);
    },
  };
};

/** The fields of a request that ask for a mail. */
interface MailFields {
  readonly send?: boolean;
  readonly locale?: unknown;
}

/** The form of a language tag (BCP 47). */
const LANGUAGE_TAG = /^[a-z]{2,8}(?:-[a-z\d]{1,8})*$/i;

/** Refuses a language that is not a tag, whether or not there is a mail. */
const checkLocale = ({ locale }: MailFields): void => {
  if (locale === undefined) return;
  const isTag = typeof locale === 'string' && locale.length <= LOCALE_CHARACTERS && LANGUAGE_TAG.test(locale);
  if (!isTag) throw new RefusalError('invalid_request', { errors: [{ field: 'locale', code: 'invalid' }] });
};

/** Whether an invite is mailed. */
const mails = ({ sendsMail }: FakeEdgeContext, { send }: MailFields, email: string | undefined): boolean => {
  const canBe = sendsMail && email !== undefined;
  if (send === true && !canBe) throw new RefusalError('invalid_request', { errors: [{ field: 'send', code: 'invalid' }] });
  return send ?? canBe;
};

/** The fields of an invite that a request sets. `null` clears one. */
interface InviteFields {
  readonly role?: string;
  readonly permissions?: readonly string[];
  readonly projects?: readonly GrantRow[];
  readonly note?: string | null;
  readonly expiresIn?: number | null;
  readonly membershipExpiresIn?: number | null;
  readonly maxUses?: number;
  readonly domains?: readonly string[] | null;
}

/** Refuses what an invite to an address has none of, and fewer uses than there have been. */
const checkLimits = ({ maxUses, domains }: InviteFields, isLink: boolean, uses: number): void => {
  const isWrong = maxUses !== undefined && !(maxUses >= Math.max(uses, 1) && maxUses <= LIMITS.maxUses);
  const wrong = isLink ? (isWrong ? ['maxUses'] : []) : [...(maxUses === undefined ? [] : ['maxUses']), ...(domains ? ['domains'] : [])];
  if (wrong.length > 0) throw new RefusalError('invalid_request', { errors: wrong.map((field) => ({ field, code: 'invalid' })) });
};

/** The limits of a link invite, for its events. */
const limitsOf = ({ maxUses = 1, domains }: InviteRow): object => ({ ...(maxUses > 1 ? { maxUses } : {}), ...(domains ? { domains } : {}) });

const updateInvite = (context: FakeEdgeContext, { body }: FakeRequest, { account, invite, user }: MemberContext & { readonly invite: InviteRow }): object => {
  const before = { ...assertPending(context, invite) };
  checkLimits(body as InviteFields, invite.email === undefined, invite.usedBy.length);
  changeInvite(invite, body as InviteFields, context.tokenContext().now);
  const hasNewRole = JSON.stringify(assignmentOf(before)) !== JSON.stringify(assignmentOf(invite));
  const fields = EDITED_FIELDS.filter(([, read]) => JSON.stringify(read(before)) !== JSON.stringify(read(invite))).map(([name]) => name);
  if (fields.length > 0) {
    invite.inviter = refOf(user);
    const roleBefore = hasNewRole ? assignmentBefore(before) : {};
    context.state.record(account, user, 'invite.update', ['invite', invite.id], { ...assignmentOf(invite), ...projectIds(invite), ...limitsOf(invite), ...roleBefore, fields });
    context.state.closeIfUsedUp(invite);
  }
  return inviteAndDelivery(context, account, invite);
};

/** The projects of an invite, for its events. */
const projectIds = ({ projects }: InviteRow): object => (projects ? { projects: projects.map(({ project }) => project) } : {});

/** The fields that an event about an edit names. */
const EDITED_FIELDS: readonly (readonly [name: string, read: (invite: InviteRow) => unknown])[] = [
  ['role', assignmentOf],
  ['projects', ({ projects }) => projects],
  ['note', ({ note }) => note],
  ['expiresAt', ({ expiresAtMs }) => expiresAtMs],
  ['membershipExpiresIn', ({ membershipExpiresIn }) => membershipExpiresIn],
  ['maxUses', ({ maxUses = 1 }) => maxUses],
  ['domains', ({ domains }) => domains],
];

const changeInvite = (invite: InviteRow, fields: InviteFields, now: number): void => {
  const { role, permissions, projects, note, expiresIn, membershipExpiresIn, maxUses, domains } = fields;
  if (role !== undefined) [invite.role, invite.permissions] = [role, permissions];
  if (projects !== undefined) invite.projects = projects.length > 0 ? projects : undefined;
  if (note !== undefined) invite.note = note ?? undefined;
  if (expiresIn !== undefined) invite.expiresAtMs = expiresIn === null ? undefined : now + expiresIn * 1000;
  if (membershipExpiresIn !== undefined) invite.membershipExpiresIn = membershipExpiresIn ?? undefined;
  if (maxUses !== undefined) invite.maxUses = maxUses;
  if (domains !== undefined) invite.domains = domains?.length ? [...new Set(domains.map((domain) => domain.toLowerCase()))] : undefined;
};

/** Creates several invites. A row that was created under the same key is answered again. */
const createInvites = (context: FakeEdgeContext, { body, idempotencyKey, id }: FakeRequest, found: MemberContext): object => {
  if (idempotencyKey === undefined) throw new RefusalError('invalid_request', { errors: [{ field: 'idempotency-key', code: 'required' }] });
  const { rows } = found.account;
  const items = (body as { readonly items: readonly Readonly<Record<string, unknown>>[] }).items.map((item, index) => {
    const key = JSON.stringify([found.user.id, idempotencyKey, index]);
    const content = JSON.stringify(item);
    try {
      const row = rows.get(key);
      if (row && row.content !== content) throw new RefusalError('idempotency_mismatch');
      const invite = row ? found.account.invites.get(row.invite) : undefined;
      const made = invite ? inviteWithLink(context, found.account, invite) : createInvite(context, item, found);
      rows.set(key, { content, invite: made.invite.id });
      return { status: 201, ...made };
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      const problem = problemOf(error.code, error.problem, id);
      return { status: problem.status, problem };
    }
  });
  return { items };
};

const createInvite = (context: FakeEdgeContext, body: FakeRequest['body'], { account, user, member }: MemberContext): InviteWithLink => {
  const { state, tokenContext } = context;
  const { email, ...fields } = body as InviteFields & { readonly email?: string };
  checkLocale(body as MailFields);
  const isMailed = mails(context, body as MailFields, email);
  const { now } = tokenContext();
  checkLimits(fields, email === undefined, 0);
  const existing = [...account.invites.values()].find((row) => email !== undefined && row.email === email && statusOf(row, now) === 'pending');
  if (existing) throw new RefusalError('already_invited', { inviteId: existing.id });
  if ([...account.members.values()].some((row) => row.user.email === email)) throw new RefusalError('already_member');
  for (const { project } of fields.projects ?? []) {
    const row = state.projectOf({ account, member }, project);
    if (row.status === 'archived') throw new RefusalError('project_archived');
  }
  const invite = state.addInvite(account, refOf(user), { role: '', ...(email === undefined ? {} : { email }) });
  changeInvite(invite, fields, now);
  if (isMailed) invite.delivery = { state: 'queued', at: state.timestamp() };
  state.record(account, user, 'invite.create', ['invite', invite.id], {
    ...assignmentOf(invite),
    kind: email === undefined ? 'link' : 'targeted',
    ...projectIds(invite),
    ...limitsOf(invite),
  });
  return inviteWithLink(context, account, invite);
};
