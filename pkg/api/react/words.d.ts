/** Words of the parts that only React has; the rest is shared, see `../words.ts`. */
import type { Words as SharedWords } from '../words.ts';
/** Inviting somebody. */
export declare const INVITE_WORDS: {
    invite: string;
    email: string;
    emailAbout: string;
    role: string;
    roleOutOfReach: string;
    note: string;
    linkLives: string;
    lives: (days: number) => string;
    createInvite: string;
    invited: (whom: string) => string;
    link: string;
    copyLink: string;
    copied: string;
};
/** Invites of a team that wait for an answer. */
export declare const PENDING_WORDS: {
    pending: string;
    nonePending: string;
    anyone: string;
    since: (when: string, inviter: string) => string;
    expires: (when: string) => string;
    resend: string;
    resendAbout: (whom: string) => string;
    sameLink: string;
    newLink: string;
    revoke: string;
    revokeTitle: string;
    revokeAbout: (whom: string) => string;
};
/** Who is in the team. */
export declare const MEMBERS_WORDS: {
    members: string;
    member: string;
    role: string;
    joined: string;
    actions: string;
    you: string;
    owner: string;
    search: string;
    nobody: string;
    changeRole: string;
    changeRoleOf: (name: string) => string;
    remove: string;
    removeOne: (name: string) => string;
    removeTitle: (name: string) => string;
    removeAbout: (name: string, team: string) => string;
};
/** What ends a membership, or the team. */
export declare const DANGER_WORDS: {
    danger: string;
    leave: string;
    leaveTitle: (team: string) => string;
    leaveAbout: string;
    ownerStays: string;
    deleteTeam: string;
    deleteTitle: (team: string) => string;
    deleteAbout: string;
    ownerOnly: (owner: string) => string;
    losing: (count: number) => string;
    revoking: (count: number) => string;
    becomesPersonal: string;
    closesForGood: string;
    typeName: string;
    deleteForGood: string;
};
/** Looking through the eyes of another role. */
export declare const VIEW_WORDS: {
    viewing: (role: string) => string;
    endView: string;
};
/** Every word by its name. */
export type Words = SharedWords & Readonly<typeof INVITE_WORDS & typeof PENDING_WORDS & typeof MEMBERS_WORDS & typeof DANGER_WORDS & typeof VIEW_WORDS>;
/** Other words under the same names; what is left out stays English. */
export type OwnWords = Partial<Words>;
