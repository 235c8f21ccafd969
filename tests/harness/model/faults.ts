// Every way in which the model can be told to break a rule, by the rule that it breaks.

export const FAULTS = {
  1: ['accepts twice', 'refuses a repeat', 'repeats after the end'],
  2: ['HEAD uses the link up', 'reading moves the epoch'],
  3: ['resend revives', 'invites expire by themselves', 'expired can be accepted'],
  4: ['any address', 'unverified will do', 'dots and plus are dropped', 'trusts the stored address'],
  5: ['grants anything', 'copies any link', 'reaches above oneself', 'removal keeps invites'],
  6: ['owner can be demoted', 'owner can be removed'],
  7: ['members use invites up', 'invites an address twice', 'expired ones block'],
  8: ['convert makes another id', 'revert needs no name', 'a dry run writes', 'members may revert', 'closed teams return'],
  9: ['a silent change', 'a broken chain', 'strangers are stored', 'refusals are not stored', 'refusals without end'],
  10: ['forgery is told apart', 'strangers learn why', 'invitees learn nothing'],
  11: ['an unknown role is taken', 'expired identities pass', 'unknown fields pass'],
  12: ['tokens live long', 'the removed get tokens', 'a change stays unseen'],
  13: ['links carry management', 'links by id', 'links for the unverified'],
} as const;

export type Rule = keyof typeof FAULTS;
export type Fault = (typeof FAULTS)[Rule][number];
