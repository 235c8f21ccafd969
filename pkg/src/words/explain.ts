import { plural } from '../plural.ts';
import type { Explanation } from '../wire.ts';

const NOTHING_YET = {
  no_projects: 'There are no projects yet.',
  no_project_access: "You don't have access here yet.",
};

/** A gate that says why not. */
export const EXPLAIN_WORDS = {
  why: 'Why?',
  whyNot: (what: string) => `Why not: ${what}`,
  allowedNow: 'You can do this now.',
  because: (reason: Explanation['reason'], missing: string, role: string, cause?: Explanation['cause']) =>
    ({
      not_signed_in: "You're not signed in.",
      not_a_member: "You're not in this team.",
      not_switched: "You're in this team, but this tab is using another account.",
      role_lacks: `Your role${role && `, ${role},`} doesn't include ${missing || 'this'}.`,
      ended: 'Your membership has ended.',
      suspended: 'Your membership is suspended.',
      past_end: 'Your membership has expired.',
      expired: 'Your access has expired.',
      spend_limit: 'This would exceed the spend limit.',
      nothing_yet: cause ? NOTHING_YET[cause] : "There's nothing here yet.",
    })[reason] ?? "This isn't allowed.",
  rolesThatWould: (count: number) => plural('en', count, { one: 'Requires', other: 'Requires one of' }),
  askWho: 'Who can help',
  ownerMark: (name: string) => `${name} (owner)`,
  whatToDo: 'What to do',
  /** The advice itself; the edge and the core write it in English. */
  advice: ({ whatToDo }: Explanation) => whatToDo,
};
