import type { ClosedReview, ReviewCounts, ReviewDetails, ReviewItem } from '../../wire.ts';
import { created, type FakeEdgeContext, type FakeRequest, memberContext, type MemberContext, paginate, type Routes } from '../context.ts';
import { platform } from '../platform.ts';
import { RefusalError } from '../refusal.ts';
import { byLastSeen, type ReviewRow, reviewOf } from '../rows.ts';

/** An account's access reviews. */
export const reviewRoutes = (context: FakeEdgeContext): Routes => {
  const { state, signer } = context;

  const reviewContext = (request: FakeRequest): MemberContext & { readonly review: ReviewRow } => {
    const found = memberContext(context, request);
    const review = found.account.reviews.get(request.params[1] ?? '');
    if (!review) throw new RefusalError('not_found');
    return { ...found, review };
  };
  const assertOpen = ({ closedAt }: ReviewRow): void => {
    if (closedAt !== undefined) throw new RefusalError('conflict');
  };
  const itemsOf = ({ account, review }: Pick<MemberContext, 'account'> & { readonly review: ReviewRow }): ReviewItem[] => {
    const covered = review.covers.flatMap((user) => account.members.get(user) ?? []);
    const members = covered.toSorted(byLastSeen).map(({ user, role, lastSeenOn }) => ({
      user: user.id,
      name: user.name,
      email: user.email,
      role,
      ...(lastSeenOn === undefined ? {} : { lastSeenOn }),
      ...review.decisions.get(user.id),
    }));
    const gone = review.covers.filter((user) => !account.members.has(user));
    return [...members, ...gone.map((user) => ({ user, name: state.users.get(user)?.name ?? 'former member', ...review.decisions.get(user) }))];
  };
  const closed = async (account: string, review: ReviewRow): Promise<ClosedReview> => {
    const shown = reviewOf(account, review);
    return { review: shown, summary: await signer.review(shown, review, context.tokenContext()) };
  };

  return {
    'GET /v1/accounts/*/reviews': (request) => {
      const { account } = memberContext(context, request);
      return paginate([...account.reviews.values()].toReversed().map((review) => reviewOf(account.id, review)), request);
    },
    'POST /v1/accounts/*/reviews': (request) => {
      const { account, user } = memberContext(context, request);
      if (account.kind === 'personal') throw new RefusalError('not_a_team');
      if ([...account.reviews.values()].some(({ closedAt }) => closedAt === undefined)) throw new RefusalError('conflict');
      const id = state.nextId('rev_', 'review');
      state.record(account, user, 'hallpass.review.open', ['review', id], { members: account.members.size });
      const review: ReviewRow = {
        id,
        openedBy: user.id,
        openedAt: state.timestamp(),
        seq: account.events.length,
        covers: [...account.members.keys()],
        decisions: new Map(),
      };
      account.reviews.set(id, review);
      return created(reviewOf(account.id, review));
    },
    'GET /v1/accounts/*/reviews/*': (request) => {
      const { account, review } = reviewContext(request);
      const items = itemsOf({ account, review });
      if (request.query.get('format') === 'csv') return new platform.Response(tableOf(items), { headers: { 'content-type': 'text/csv' } });
      return { ...reviewOf(account.id, review), items: paginate(items, request) } satisfies ReviewDetails;
    },
    'POST /v1/accounts/*/reviews/*/decisions': (request) => {
      const { account, user, review } = reviewContext(request);
      assertOpen(review);
      const [about, decision] = [String(request.body['user']), request.body['decision'] as 'keep' | 'changed' | 'removed'];
      if (about === user.id) throw new RefusalError('forbidden');
      const isGone = review.decisions.has(about) && decision === 'removed';
      if (!isGone && !(review.covers.includes(about) && account.members.has(about))) throw new RefusalError('not_found');
      review.decisions.set(about, { decision, decidedBy: user.id, decidedAt: state.timestamp() });
      state.record(account, user, 'hallpass.review.decide', ['review', review.id], { user: about, decision });
      return reviewOf(account.id, review);
    },
    'POST /v1/accounts/*/reviews/*/close': (request) => {
      const { account, user, review } = reviewContext(request);
      assertOpen(review);
      const { total: _, ...counts }: ReviewCounts = reviewOf(account.id, review).counts;
      state.record(account, user, 'hallpass.review.close', ['review', review.id], counts);
      review.closedAt = state.timestamp();
      return closed(account.id, review);
    },
    'GET /v1/accounts/*/reviews/*/summary': (request) => {
      const { account, review } = reviewContext(request);
      if (review.closedAt === undefined) throw new RefusalError('conflict');
      return closed(account.id, review);
    },
  };
};

const COLUMNS = ['user', 'name', 'email', 'role', 'permissions', 'lastSeenOn', 'decision', 'decidedBy', 'decidedAt'] as const;

/** A table for spreadsheets. The edge also hides formulas in it. */
const tableOf = (items: readonly ReviewItem[]): string => {
  const cell = (value: unknown): string => `"${String(value ?? '').replaceAll('"', '""')}"`;
  return `${[COLUMNS.join(','), ...items.map((item) => COLUMNS.map((column) => cell(item[column])).join(','))].join('\n')}\n`;
};
