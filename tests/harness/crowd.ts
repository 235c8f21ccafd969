// A crowd on one link invite that is for fewer users than there are.
import type { Agent } from 'node:http';
import { expectError } from './expect.ts';
import { tokenOf, type Person } from './person.ts';

/** What came of a round. */
export interface CrowdRound {
  /** How many got a membership. */
  readonly joined: number;
  /** How many got `invite_closed`. */
  readonly closed: number;
  /** The members of the team besides its owner. */
  readonly members: number;
  readonly uses: number;
  readonly status: string;
  /** How many users have accepted and joined, as the audit log has it, each once. */
  readonly accepted: number;
  readonly listedAsJoined: number;
  /** How many of those who joined get the same membership again. */
  readonly repeated: number;
}

/** Creates a team and a link for `maxUses` users, and lets the whole crowd accept it at once. */
export async function crowdRound(owner: Person, crowd: readonly Person[], maxUses: number, agent: Agent): Promise<CrowdRound> {
  const team = (await owner.team('Crowd')).id;
  const { invite, link } = await owner.invite(team, { role: 'basic', maxUses });
  const token = await tokenOf(owner.world, link);
  const replies = await Promise.all(crowd.map((each) => each.accept({ token }, { agent })));
  for (const reply of replies) if (reply.status !== 200) expectError(reply, 'invite_closed');
  const winners = crowd.filter((_, index) => replies[index]?.status === 200);
  const again = await Promise.all(winners.map((each) => each.accept({ token }, { agent })));
  const { status, uses = -1 } = await owner.inviteState(invite.id);
  const events = (await owner.audit(team)).filter(({ outcome }) => outcome === 'done');
  const actors = (action: string) => new Set(events.filter((event) => event.action === action).map(({ actor }) => actor.id)).size;
  return {
    joined: winners.length,
    closed: replies.length - winners.length,
    members: (await owner.members(team)).length - 1,
    uses,
    status,
    accepted: actors('invite.accept'),
    listedAsJoined: actors('member.join'),
    repeated: again.filter((reply) => reply.status === 200).length,
  };
}

/** What must come of a round. */
export const explained = (users: number, maxUses: number): CrowdRound => ({
  joined: maxUses,
  closed: users - maxUses,
  members: maxUses,
  uses: maxUses,
  status: 'accepted',
  accepted: maxUses,
  listedAsJoined: maxUses,
  repeated: maxUses,
});
