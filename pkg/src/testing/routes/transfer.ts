import { accountView, type FakeEdgeContext, type FakeRequest, type MemberContext, memberContext, type Routes } from '../context.ts';
import { lapseOf } from '../held.ts';
import { RefusalError } from '../refusal.ts';
import type { MemberRow, TransferRow } from '../rows.ts';
import { refOf } from '../state.ts';
import { assignmentBefore, assignmentOf, openTransfer } from '../views.ts';

/** The transfer of an account's ownership. */
export const transferRoutes = (context: FakeEdgeContext): Routes => ({
  'POST /v1/accounts/*/transfer': (request) => offer(context, request, memberContext(context, request)),
  'DELETE /v1/accounts/*/transfer': (request) => withdraw(context, memberContext(context, request)),
  'POST /v1/accounts/*/transfer/accept': (request) => accept(context, memberContext(context, request)),
  'POST /v1/accounts/*/transfer/decline': (request) => decline(context, memberContext(context, request)),
});

const offer = (context: FakeEdgeContext, { body }: FakeRequest, found: MemberContext): object => {
  const { account, user } = found;
  const { now } = context.tokenContext();
  requireOwner(found);
  const to = String(body['user']);
  if (account.kind === 'personal') throw new RefusalError('not_a_team');
  if (body['confirmName'] !== account.name) throw new RefusalError('name_mismatch');
  if (openTransfer(account, now)) throw new RefusalError('conflict');
  const member = account.members.get(to);
  if (!member || to === user.id || lapseOf(member, now)) {
    throw new RefusalError('invalid_request', { errors: [{ field: 'user', code: member ? 'invalid' : 'unknown' }] });
  }
  account.transfer = { to, offeredAtMs: now };
  const { expiresAt } = openTransfer(account, now) ?? {};
  context.state.record(account, user, 'hallpass.transfer.offer', ['member', to], { expiresAt: expiresAt ?? '' });
  return accountView(context, found);
};

const withdraw = (context: FakeEdgeContext, found: MemberContext): object => {
  const { account, user } = found;
  requireOwner(found);
  if (account.transfer?.decided === 'withdrawn') return accountView(context, found);
  const open = openTransfer(account, context.tokenContext().now);
  if (!open) throw new RefusalError('not_found');
  decide(account.transfer, 'withdrawn');
  context.state.record(account, user, 'hallpass.transfer.withdraw', ['member', open.to.user]);
  return accountView(context, found);
};

const decline = (context: FakeEdgeContext, found: MemberContext): object => {
  const { account, user } = found;
  if (isDecided(found, 'declined')) return accountView(context, found);
  requireOfferTo(context, found);
  decide(account.transfer, 'declined');
  context.state.record(account, user, 'hallpass.transfer.decline', ['member', user.id]);
  return accountView(context, found);
};

const accept = (context: FakeEdgeContext, found: MemberContext): object => {
  const { account, user, member } = found;
  const { state } = context;
  if (isDecided(found, 'accepted') && account.owner.user === user.id) return accountView(context, found);
  requireOfferTo(context, found);
  decide(account.transfer, 'accepted');
  const former = account.members.get(account.owner.user);
  if (!former) throw new RefusalError('not_found');
  account.owner = refOf(user);
  account.epoch++;
  state.record(account, user, 'hallpass.transfer.accept', ['member', user.id], { from: former.user.id });
  if (member.expiresAtMs !== undefined) {
    member.expiresAtMs = undefined;
    state.record(account, user, 'member.end', ['member', user.id]);
  }
  for (const each of [member, former]) giveOwnerRole(context, found, each);
  // The team counts as one that never was personal, and its former owner gets another personal account.
  if (account.personalName !== undefined) {
    account.personalName = undefined;
    former.user.own = state.addAccount(former.user, { kind: 'personal', name: former.user.name }).id;
  }
  return accountView(context, found);
};

const giveOwnerRole = ({ state }: FakeEdgeContext, { account, user }: MemberContext, member: MemberRow): void => {
  const before = assignmentBefore(member);
  [member.role, member.permissions] = [state.policy.ownerRole, undefined];
  state.record(account, user, 'member.role', ['member', member.user.id], { ...assignmentOf(member), ...before });
};

const requireOwner = ({ account, user }: MemberContext): void => {
  if (account.owner.user !== user.id) throw new RefusalError('forbidden');
};

const requireOfferTo = ({ tokenContext }: FakeEdgeContext, { account, user }: MemberContext): void => {
  const open = openTransfer(account, tokenContext().now);
  if (open?.to.user === user.id) return;
  throw new RefusalError(open && account.owner.user === user.id ? 'forbidden' : 'not_found');
};

const isDecided = ({ account, user }: MemberContext, decided: TransferRow['decided']): boolean =>
  account.transfer?.to === user.id && account.transfer.decided === decided;

const decide = (transfer: TransferRow | undefined, decided: NonNullable<TransferRow['decided']>): void => {
  if (transfer) transfer.decided = decided;
};
