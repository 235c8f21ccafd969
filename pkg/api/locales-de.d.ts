// uses ACCEPT_WORDS, of shared.d.ts
// uses CODES, of shared.d.ts
// uses COMMON_WORDS, of shared.d.ts
// uses CONVERT_WORDS, of shared.d.ts
// uses Code, of shared.d.ts
// uses DANGER_WORDS, of shared.d.ts
// uses Delivery, of shared.d.ts
// uses DeliveryFailure, of shared.d.ts
// uses EXPLAIN_WORDS, of shared.d.ts
// uses INBOX_WORDS, of shared.d.ts
// uses INVITE_WORDS, of shared.d.ts
// uses MEMBERS_WORDS, of shared.d.ts
// uses MessageParams, of shared.d.ts
// uses Messages, of shared.d.ts
// uses PENDING_WORDS, of shared.d.ts
// uses PENDING_WORDS_2, of shared.d.ts
// uses PEOPLE_WORDS, of shared.d.ts
// uses PROJECT_SWITCHER_WORDS, of shared.d.ts
// uses PROJECT_WORDS, of shared.d.ts
// uses REVIEW_WORDS, of shared.d.ts
// uses SETTINGS_WORDS, of shared.d.ts
// uses SWITCHER_WORDS, of shared.d.ts
// uses TRANSFER_WORDS, of shared.d.ts
// uses TableProblem, of shared.d.ts
// uses VIEW_WORDS, of shared.d.ts
// uses Words, of shared.d.ts
// uses Words_2, of shared.d.ts
// uses tableProblem, of shared.d.ts

/**
 * Why something is denied, and what would help.
 */
declare interface Explanation {
    reason: 'not_signed_in' | 'not_a_member' | 'not_switched' | 'role_lacks' | 'ended' | 'suspended' | 'past_end' | 'expired' | 'spend_limit' | 'nothing_yet';
    /**
     * With `nothing_yet`: whether the account has no projects, or the user is not in the one in question, or in none.
     */
    cause?: 'no_projects' | 'no_project_access';
    /**
     * The permissions that are missing.
     */
    missing: readonly string[];
    role?: string;
    rolesThatWould?: readonly string[];
    /**
     * At most five people who could help. Only members see them.
     */
    askWho?: readonly UserRef[];
    /**
     * One sentence in English.
     */
    whatToDo: string;
    supportUrl?: string;
}

/** German messages for every code of a refusal. */
export declare const messages: Required<Messages>;

/**
 * A user by id and name.
 */
declare interface UserRef {
    user: string;
    name: string;
}

/** German words of every ready-made part and element. */
export declare const words: Words;

export { }
