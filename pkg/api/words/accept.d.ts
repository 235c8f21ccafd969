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
