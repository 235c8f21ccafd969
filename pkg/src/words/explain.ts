import type { Explanation } from '../wire.ts';

const NOTHING_YET = {
  no_projects: 'Nothing is wrong: there is no project yet.',
  no_project_access: 'You have no access to a project here.',
};

/** A gate that says why not. */
export const EXPLAIN_WORDS = {
  why: 'Why?',
  whyNot: (what: string) => `Why not: ${what}`,
  allowedNow: 'This is allowed now.',
  because: (reason: Explanation['reason'], missing: string, role: string, cause?: Explanation['cause']) =>
    ({
      not_signed_in: 'You are not signed in.',
      not_a_member: 'You are not in this team.',
      not_switched: 'You are in this team, but this tab works in another account.',
      role_lacks: `Your role${role && `, ${role},`} does not include ${missing || 'this'}.`,
      ended: 'Your membership has ended.',
      suspended: 'Your membership is suspended.',
      past_end: 'Your membership has reached its end.',
      expired: 'Your access has expired.',
      spend_limit: 'This would exceed the spend limit.',
      nothing_yet: cause ? NOTHING_YET[cause] : 'Nothing is wrong: there is nothing here yet.',
    })[reason] ?? 'This is not allowed.',
  rolesThatWould: (count: number) => (count === 1 ? 'Role that would' : 'Roles that would'),
  askWho: 'Who can change it',
  ownerMark: (name: string) => `${name} (owner)`,
  whatToDo: 'What to do',
  /** The advice itself; the edge and the core write it in English. */
  advice: ({ whatToDo }: Explanation) => whatToDo,
};
