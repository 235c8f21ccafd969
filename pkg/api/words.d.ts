/**
 * What the ready-made user interface says, in English, by place. Translate by giving other words under the
 * same names: each place takes its own and leaves the rest. Refusals have their own texts, see `messages.ts`.
 */
import type { Explanation } from './wire.ts';
/** Words that several places use. */
export declare const COMMON_WORDS: {
    cancel: string;
    close: string;
    loading: string;
    retry: string;
    signIn: string;
    signOut: string;
    loadMore: string;
    support: string;
    checkingInvite: string;
    join: string;
    decline: string;
    verify: string;
    switchTo: (team: string) => string;
    requestId: (id: string) => string;
};
/** A gate that says why not. */
export declare const EXPLAIN_WORDS: {
    why: string;
    whyNot: (what: string) => string;
    allowedNow: string;
    because: (reason: Explanation['reason'], missing: string, role: string) => string;
    rolesThatWould: (count: number) => "Role that would" | "Roles that would";
    askWho: string;
    ownerMark: (name: string) => string;
    whatToDo: string;
    /** The advice itself; the edge and the core write it in English. */
    advice: ({ whatToDo }: Explanation) => string;
};
/** The account switcher. */
export declare const SWITCHER_WORDS: {
    accounts: string;
    accountIs: (name: string) => string;
    chooseAccount: string;
    personalAccount: string;
    teamOf: (members: number) => string;
    createTeam: string;
    teamName: string;
    create: string;
    createAbout: string;
};
/** The page to which an invite link leads. */
export declare const ACCEPT_WORDS: {
    joinTitle: (team: string) => string;
    invitesYou: (inviter: string) => string;
    yourRole: string;
    inviteFor: string;
    youMay: string;
    signInToJoin: string;
    signInToKnow: string;
    wrongAccountTitle: string;
    wrongAccount: (email: string, hint: string) => string;
    signInAsOther: string;
    proofTitle: string;
    proof: (email: string) => string;
    memberTitle: (team: string) => string;
    openTeam: string;
    joinedTitle: (team: string) => string;
    joinedAs: (role: string) => string;
    declinedTitle: string;
    declined: (inviter: string) => string;
    closedTitle: string;
    closed: (why: string) => string;
    outOfDateTitle: string;
    outOfDate: string;
    failedTitle: string;
    noInviteTitle: string;
    noInvite: string;
};
/** Invites that wait for me: the bell and the list. */
export declare const INBOX_WORDS: {
    inbox: string;
    inboxWith: (count: number) => string;
    youAreInvited: string;
    closeInbox: string;
    readingInbox: string;
    noInvites: string;
    noInvitesAbout: string;
    inboxProof: string;
    joinAs: (team: string, role: string) => string;
    invitedBy: (inviter: string, when: string) => string;
    youJoined: (team: string) => string;
    youDeclined: (team: string) => string;
    declinedAbout: (inviter: string) => string;
};
/** Invites of a team that wait for an answer. */
export declare const PENDING_WORDS: {
    pending: string;
    nonePending: string;
    anyone: string;
    since: (when: string, inviter: string) => string;
    expires: (when: string) => string;
    copyLink: string;
    copied: string;
    newLink: string;
    newLinkMade: string;
    revoke: string;
};
/** Every word by its name. */
export type Words = Readonly<typeof COMMON_WORDS & typeof EXPLAIN_WORDS & typeof SWITCHER_WORDS & typeof ACCEPT_WORDS & typeof INBOX_WORDS & typeof PENDING_WORDS>;
/** Other words under the same names; what is left out stays English. */
export type OwnWords = Partial<Words>;
