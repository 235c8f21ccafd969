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
