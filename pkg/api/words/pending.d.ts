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
