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
