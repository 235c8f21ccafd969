// Offers of the ownership of converted accounts: what is sent about them under load, and what is left of the accounts.
import { expectOk } from '../../tests/harness/expect.ts';
import { eventually, person, type Person } from '../../tests/harness/person.ts';
import * as shapes from '../../tests/harness/shapes.ts';
import type { World } from '../../tests/harness/world.ts';

const NAME = 'Compute';

/** What is decided about an offer, by the last word of its event. */
export type Decision = 'accept' | 'decline' | 'withdraw';
export const DECISIONS: readonly Decision[] = ['accept', 'decline', 'withdraw'];

/** A personal account that became a team, whose ownership was offered to a member. */
export interface Transfer {
  readonly team: string;
  readonly owner: Person;
  readonly to: Person;
  readonly decision: Decision;
}

/** Creates an owner, and offers the ownership of their account to a user, who becomes a member. */
export async function offerOwnership(world: World, to: Person, decision: Decision): Promise<Transfer> {
  const owner = await person(world, 'Owner');
  const team = owner.own;
  expectOk(await owner.post(`/v1/accounts/${team}/convert`, { name: NAME }), shapes.account);
  const { invite } = await owner.invite(team, { email: to.email, role: 'dev', send: false });
  await to.join({ inviteId: invite.id });
  expectOk(await owner.post(`/v1/accounts/${team}/transfer`, { user: to.id, confirmName: NAME }), shapes.account);
  return { team, owner, to, decision };
}

/** Whether the account shows that the offer was decided. */
export async function isDecided({ team, owner, to, decision }: Transfer): Promise<boolean> {
  const reply = await owner.get(`/v1/accounts/${team}`);
  if (reply.status !== 200) return false;
  const account = expectOk(reply, shapes.account);
  return account.transfer === undefined && account.owner.user === (decision === 'accept' ? to : owner).id;
}

/** Whether the account has one owner, who holds the owner's role, and its log has the decision once and no other. */
export async function hasOneOwner(transfer: Transfer): Promise<boolean> {
  const { team, owner, to, decision } = transfer;
  if (!(await isDecided(transfer))) return false;
  const members = await owner.members(team);
  const admins = members.filter(({ role }) => role === 'admin').map(({ user }) => user);
  const events = (await owner.audit(team)).filter(({ outcome, action }) => outcome === 'done' && action.startsWith('hallpass.transfer.'));
  const expected = decision === 'accept' ? [owner.id, to.id] : [owner.id];
  return admins.toSorted().join() === expected.toSorted().join() && events.map(({ action }) => action).join() === `hallpass.transfer.${decision},hallpass.transfer.offer`;
}

/** Whether both users get to own one account each: a former owner has another personal account, and only one. */
export async function haveOwnAccounts({ team, owner, to, decision }: Transfer): Promise<boolean> {
  const personalAccounts = async (user: Person): Promise<number> => {
    const { accounts } = await user.me();
    return accounts.filter((account) => account.kind === 'personal' && account.owner.user === user.id).length;
  };
  const hasOwn = async (): Promise<true | undefined> => {
    const reply = await owner.get('/v1/me');
    if (reply.status !== 200) return undefined;
    const { own } = expectOk(reply, shapes.me);
    const isRight = decision === 'accept' ? own.kind === 'personal' && own.id !== team : own.id === team;
    return isRight && own.owner.user === owner.id ? true : undefined;
  };
  const arrived = await eventually('an own account', hasOwn).catch(() => false);
  return arrived && (await personalAccounts(owner)) === (decision === 'accept' ? 1 : 0) && (await personalAccounts(to)) === 1;
}
