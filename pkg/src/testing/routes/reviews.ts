import { created, type FakeEdgeContext, type FakeRequest, type MemberContext, memberContext, paginate, type Routes } from '../context.ts';
import type { ReviewItem } from '../../wire.ts';
import { platform } from '../platform.ts';
import { RefusalError } from '../refusal.ts';
import type { AccountRow, DecisionRow, ReviewRow, UserRow } from '../rows.ts';
import { compare } from '../text.ts';
import { assignmentOf } from '../views.ts';

/** The access reviews of an account. */
export const reviewRoutes = (context: FakeEdgeContext): Routes => ({
  'GET /v1/accounts/*/reviews': (request) => {
    const { account } = memberContext(context, request);
    return paginate([...account.reviews.values()].reverse().map((review) => reviewView(account, review)), request);
  },
  'POST /v1/accounts/*/reviews': (request) => openReview(context, memberContext(context, request)),
  'GET /v1/accounts/*/reviews/*': (request) => {
    const { account, review } = reviewContext(context, request);
    if (request.query.get('format') === 'csv') return tableOf(coveredBy(account, review).map((user) => itemView(account, review, user)));
    return { ...reviewView(account, review), items: paginate(coveredBy(account, review).map((user) => itemView(account, review, user)), request) };
  },
  'POST /v1/accounts/*/reviews/*/decisions': (request) => decide(context, request, reviewContext(context, request)),
  'POST /v1/accounts/*/reviews/*/close': (request) => {
    const { account, review, user } = openReviewContext(context, request);
    review.closedAt = context.state.timestamp();
    const { total: _, ...counts } = countsOf(review);
    context.state.record(account, user, 'hallpass.review.close', ['review', review.id], counts);
    return closedView(context, account, review);
  },
  'GET /v1/accounts/*/reviews/*/summary': (request) => {
    const { account, review } = reviewContext(context, request);
    if (review.closedAt === undefined) throw new RefusalError('conflict');
    return closedView(context, account, review);
  },
});

interface ReviewContext extends MemberContext {
  readonly review: ReviewRow;
}

/** The caller, the account and the review that the path names. */
const reviewContext = (context: FakeEdgeContext, request: FakeRequest): ReviewContext => {
  const found = memberContext(context, request);
  const review = found.account.reviews.get(request.params[1] ?? '');
  if (!review) throw new RefusalError('not_found');
  return { ...found, review };
};

/** The same. Throws `conflict` for a closed one. */
const openReviewContext = (context: FakeEdgeContext, request: FakeRequest): ReviewContext => {
  const found = reviewContext(context, request);
  if (found.review.closedAt !== undefined) throw new RefusalError('conflict');
  return found;
};

const openReview = ({ state }: FakeEdgeContext, { account, user }: MemberContext): Response => {
  if (account.kind === 'personal') throw new RefusalError('not_a_team');
  if ([...account.reviews.values()].some(({ closedAt }) => closedAt === undefined)) throw new RefusalError('conflict');
  const users = [...account.members.values()].map((member) => member.user);
  const review: ReviewRow = {
    id: state.nextId('rev_', 'review'),
    openedBy: user.id,
    openedAt: state.timestamp(),
    seq: (account.cut?.count ?? 0) + account.events.length + 1,
    users,
    decisions: new Map(),
  };
  account.reviews.set(review.id, review);
  state.record(account, user, 'hallpass.review.open', ['review', review.id], { members: users.length });
  return created(reviewView(account, review));
};

const decide = (context: FakeEdgeContext, request: FakeRequest, { user, account }: ReviewContext): object => {
  const { state } = context;
  const { review } = openReviewContext(context, request);
  const { user: target, decision } = request.body as { readonly user: string; readonly decision: DecisionRow['decision'] };
  if (target === user.id) throw new RefusalError('forbidden');
  const before = review.decisions.get(target);
  const isCovered = review.users.some(({ id }) => id === target) && account.members.has(target);
  if (!isCovered && !(before && decision === 'removed')) throw new RefusalError('not_found');
  if (before?.decision !== decision || before.decidedBy !== user.id) {
    review.decisions.set(target, { decision, decidedBy: user.id, decidedAt: state.timestamp() });
    state.record(account, user, 'hallpass.review.decide', ['review', review.id], { user: target, decision });
  }
  return reviewView(account, review);
};

const OUTCOMES = { kept: 'keep', changed: 'changed', removed: 'removed', gone: 'gone' } as const;

const countsOf = ({ users, decisions }: ReviewRow) => {
  const count = (outcome: string): number => [...decisions.values()].filter(({ decision }) => decision === outcome).length;
  const { kept, changed, removed, gone } = OUTCOMES;
  const counts = { kept: count(kept), changed: count(changed), removed: count(removed), gone: count(gone) };
  return { total: users.length, ...counts, undecided: users.length - decisions.size };
};

/** A review as the API shows it. */
const reviewView = (account: AccountRow, review: ReviewRow): object => ({
  id: review.id,
  account: account.id,
  openedBy: review.openedBy,
  openedAt: review.openedAt,
  seq: review.seq,
  status: review.closedAt === undefined ? 'open' : 'closed',
  ...(review.closedAt === undefined ? {} : { closedAt: review.closedAt }),
  counts: countsOf(review),
});

/** A closed review with its signed summary, which lists the users of each outcome. */
const closedView = async ({ signer, tokenContext }: FakeEdgeContext, account: AccountRow, review: ReviewRow): Promise<object> => {
  const outcomeOf = ({ id }: UserRow): string => review.decisions.get(id)?.decision ?? 'undecided';
  const usersWith = (outcome: string): string[] => review.users.filter((user) => outcomeOf(user) === outcome).map(({ id }) => id).sort(compare);
  const lists = Object.entries({ ...OUTCOMES, undecided: 'undecided' }).map(([name, outcome]) => [name, usersWith(outcome)]);
  const claims = { acc: account.id, rev: review.id, seq: review.seq, opened: secondsOf(review.openedAt), closed: secondsOf(review.closedAt ?? '') };
  const summary = await signer.review({ ...claims, ...Object.fromEntries(lists), counts: countsOf(review) }, tokenContext());
  return { review: reviewView(account, review), summary };
};

const COLUMNS = ['user', 'name', 'email', 'role', 'permissions', 'lastSeenOn', 'decision', 'decidedBy', 'decidedAt'] as const;

/** A table for spreadsheets. The edge also hides formulas in it. */
const tableOf = (items: readonly ReviewItem[]): Response => {
  const cell = (value: unknown): string => `"${String(value ?? '').replaceAll('"', '""')}"`;
  const lines = items.map((item) => COLUMNS.map((column) => cell(item[column])).join(','));
  return new platform.Response(`${[COLUMNS.join(','), ...lines].join('\n')}\n`, { headers: { 'content-type': 'text/csv' } });
};

const secondsOf = (timestamp: string): number => Math.floor(Date.parse(timestamp) / 1000);

/** Those whom a review covers: the least recently seen first, former members last. */
const coveredBy = ({ members }: AccountRow, { users }: ReviewRow): UserRow[] => {
  const place = ({ id }: UserRow): string => (members.has(id) ? (members.get(id)?.lastSeenOn ?? '') : '~');
  return [...users].sort((one, two) => compare(place(one), place(two)) || compare(one.id, two.id));
};

/** One of them, as they are now. */
const itemView = ({ members }: AccountRow, { decisions }: ReviewRow, user: UserRow): ReviewItem => {
  const member = members.get(user.id);
  return {
    user: user.id,
    name: user.name,
    ...(member ? { email: user.email, ...assignmentOf(member) } : {}),
    ...(member?.lastSeenOn === undefined ? {} : { lastSeenOn: member.lastSeenOn }),
    ...decisions.get(user.id),
  };
};
