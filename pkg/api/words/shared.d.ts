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
