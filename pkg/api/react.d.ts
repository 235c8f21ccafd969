// exports OwnWords, of shared.d.ts
// exports Words, of shared.d.ts
// uses ACCEPT_WORDS, of shared.d.ts
// uses AcceptAction, of shared.d.ts
// uses AcceptFlow, of shared.d.ts
// uses Accepted, of shared.d.ts
// uses AccountExport, of shared.d.ts
// uses AccountKind, of shared.d.ts
// uses AccountRef, of shared.d.ts
// uses Accounts, of shared.d.ts
// uses Assignment, of shared.d.ts
// uses Audit, of shared.d.ts
// uses AuditCheck, of shared.d.ts
// uses AuditCheckQuery, of shared.d.ts
// uses AuditCut, of shared.d.ts
// uses AuditEvent, of shared.d.ts
// uses AuditFilter, of shared.d.ts
// uses AuditHead, of shared.d.ts
// uses AuditPage, of shared.d.ts
// uses AuditQuery, of shared.d.ts
// uses CODES, of shared.d.ts
// uses COMMON_WORDS, of shared.d.ts
// uses CONVERT_WORDS, of shared.d.ts
// uses Client, of shared.d.ts
// uses ClientState, of shared.d.ts
// uses ClosedReview, of shared.d.ts
// uses Code, of shared.d.ts
// uses CreateManyOptions, of shared.d.ts
// uses DANGER_WORDS, of shared.d.ts
// uses DataExport, of shared.d.ts
// uses Delivery, of shared.d.ts
// uses DeliveryFailure, of shared.d.ts
// uses DiagnoseQuery, of shared.d.ts
// uses EXPLAIN_WORDS, of shared.d.ts
// uses ErasedUser, of shared.d.ts
// uses Events, of shared.d.ts
// uses FetchInit, of shared.d.ts
// uses FieldError, of shared.d.ts
// uses HallpassError, of shared.d.ts
// uses INBOX_WORDS, of shared.d.ts
// uses INVITE_WORDS, of shared.d.ts
// uses In, of shared.d.ts
// uses InProject, of shared.d.ts
// uses InviteChanges, of shared.d.ts
// uses InviteChoice, of shared.d.ts
// uses InviteResult, of shared.d.ts
// uses InviteStatus, of shared.d.ts
// uses InviteWithLink, of shared.d.ts
// uses InvitedAccount, of shared.d.ts
// uses Inviter, of shared.d.ts
// uses Invites, of shared.d.ts
// uses InvitesQuery, of shared.d.ts
// uses ListState, of shared.d.ts
// uses ListStatus, of shared.d.ts
// uses ListStore, of shared.d.ts
// uses MEMBERS_WORDS, of shared.d.ts
// uses MailOptions, of shared.d.ts
// uses MailPreview, of shared.d.ts
// uses ManyProgress, of shared.d.ts
// uses Me, of shared.d.ts
// uses Member, of shared.d.ts
// uses MemberChanges, of shared.d.ts
// uses MemberCounts, of shared.d.ts
// uses MemberPage, of shared.d.ts
// uses MemberSort, of shared.d.ts
// uses Members, of shared.d.ts
// uses MembersQuery, of shared.d.ts
// uses NewInvite, of shared.d.ts
// uses Of, of shared.d.ts
// uses PENDING_WORDS, of shared.d.ts
// uses PENDING_WORDS_2, of shared.d.ts
// uses PEOPLE_WORDS, of shared.d.ts
// uses PROJECT_SWITCHER_WORDS, of shared.d.ts
// uses PROJECT_WORDS, of shared.d.ts
// uses Page, of shared.d.ts
// uses Paging, of shared.d.ts
// uses PendingInvite, of shared.d.ts
// uses Permission, of shared.d.ts
// uses Plan, of shared.d.ts
// uses Policy, of shared.d.ts
// uses PolicyPermission, of shared.d.ts
// uses PolicyRole, of shared.d.ts
// uses PolicyScope, of shared.d.ts
// uses Preview, of shared.d.ts
// uses PreviewedGrant, of shared.d.ts
// uses Problem, of shared.d.ts
// uses Project, of shared.d.ts
// uses ProjectAssignment, of shared.d.ts
// uses ProjectGrant, of shared.d.ts
// uses ProjectMember, of shared.d.ts
// uses ProjectPage, of shared.d.ts
// uses ProjectStatus, of shared.d.ts
// uses Projects, of shared.d.ts
// uses Query, of shared.d.ts
// uses REVIEW_WORDS, of shared.d.ts
// uses Register, of shared.d.ts
// uses Review, of shared.d.ts
// uses ReviewCounts, of shared.d.ts
// uses ReviewDecision, of shared.d.ts
// uses ReviewDetails, of shared.d.ts
// uses ReviewItem, of shared.d.ts
// uses Reviews, of shared.d.ts
// uses Role, of shared.d.ts
// uses SETTINGS_WORDS, of shared.d.ts
// uses SWITCHER_WORDS, of shared.d.ts
// uses SignInRequest, of shared.d.ts
// uses Snapshot, of shared.d.ts
// uses Status, of shared.d.ts
// uses Step, of shared.d.ts
// uses SuggestedRole, of shared.d.ts
// uses TRANSFER_WORDS, of shared.d.ts
// uses TableProblem, of shared.d.ts
// uses Transfers, of shared.d.ts
// uses User, of shared.d.ts
// uses VIEW_WORDS, of shared.d.ts
// uses Verdict, of shared.d.ts
// uses VerifiedInvite, of shared.d.ts
// uses Words_2, of shared.d.ts
// uses tableProblem, of shared.d.ts

import { ElementType } from 'react';
import { KeyboardEvent as KeyboardEvent_2 } from 'react';
import { ReactNode } from 'react';
import { RefObject } from 'react';

/** The page that an invite link leads to: what it offers, and buttons to join or decline. */
export declare function AcceptInvite({ className, words, children, ...rest }: AcceptInviteProps): ReactNode;

/** What is known of the invite: first the link's verified claims, then what the edge adds for the invitee. */
declare interface AcceptInvite_2 {
    /** Absent while only a code of the link is known. */
    readonly id?: string;
    readonly account: AccountRef;
    readonly role: string;
    /** The role's title; absent until the edge or the policy has been read. */
    readonly roleTitle?: string;
    /** The titles of what it allows in the account; absent until the edge has been asked. */
    readonly permissionTitles?: readonly string[];
    /** What it grants in projects; absent until the edge has been asked, and for an invite of the inbox. */
    readonly projects?: readonly PreviewedGrant[];
    readonly inviter: {
        readonly name: string;
    };
    /** The masked address that it is for; of a link invite, its first domain, such as `@example.com`, if it has any. */
    readonly hint?: string;
    /** Only addresses of these domains can accept it. Absent for any, and until the edge has been asked. */
    readonly domains?: readonly string[];
    /** When the invite ends; absent if it lives until it is decided. */
    readonly expiresAt?: string;
    /** What the inviter wrote; only the invitee sees it. */
    readonly note?: string;
}

/** Props of `AcceptInvite`. */
export declare interface AcceptInviteProps extends Ready<InviteFlow> {
    /** Replaces the button that calls the client's `onSignIn`. */
    readonly signIn?: ReactNode;
    /** Called once the team is the tab's active account. */
    readonly onOpen?: ((account: AccountRef) => void) | undefined;
    /** Shown where the flow ends: a link to another page. */
    readonly end?: ReactNode;
}

/**
 * Where an invitee is in the flow. Render one screen per `step`; each step has what its screen needs.
 *
 * - `none`: this tab was not opened with a link, and the inbox has no invite
 * - `preview`: the link is being checked (`invite` is absent until its signature is verified), or it is not
 *   known yet who is signed in
 * - `needs_sign_in`: show the invite and a way to sign in; the link is kept until then
 * - `wrong_account`: the invite is for another address than that of the signed-in user
 * - `needs_email_proof`: the signed-in user's address is not verified
 * - `already_member`: offer to open the team
 * - `ready`: offer Join and Decline
 * - `joined`, `declined`: done
 * - `closed`: it can no longer be used
 * - `failed`: a request failed, so that none of the above is known; offer `retry()`
 */
declare type AcceptState = Step<'none'> | (Step<'preview'> & {
    readonly invite?: AcceptInvite_2;
}) | (Step<'needs_sign_in'> & {
    readonly invite?: AcceptInvite_2;
}) | (Step<'wrong_account'> & {
    readonly invite: AcceptInvite_2;
    readonly hint?: string;
    readonly email: string;
}) | (Step<'needs_email_proof'> & {
    readonly invite?: AcceptInvite_2;
    readonly email: string;
}) | (Step<'already_member'> & {
    readonly account: AccountRef;
}) | (Step<'ready'> & {
    readonly invite: AcceptInvite_2;
    /** `inbox`: this tab was not opened with a link, so the newest invite to the user's address is shown. */
    readonly from: 'link' | 'inbox';
}) | (Step<'joined'> & {
    readonly invite: AcceptInvite_2;
    readonly account: Account;
}) | (Step<'declined'> & {
    readonly invite: AcceptInvite_2;
    /** The link is for several people, and still open: the invitee can change their mind. */
    readonly open?: true;
}) | (Step<'closed'> & {
    /**
     * Known to the verified invitee only. `out_of_date`: the page was open too long, the link still works. `incomplete`: the end of
     * the link is missing.
     */
    readonly why?: Problem['why'] | 'out_of_date';
    readonly requestId?: string;
}) | (Step<'failed'> & {
    readonly error: HallpassError;
});

/** The choice between roles and a list, without markup. */
export declare interface AccessChoice {
    readonly roles: readonly GrantableRole[];
    readonly permissions: readonly GrantablePermission[];
    /** Chooses a role, or `custom`: an empty list begins with what the first choice allows. */
    setRole(role: string): void;
    /** Puts a permission into the list, or takes it out. */
    toggle(permission: string): void;
    /** Says which role would do instead of the list, or what the chosen role allows beyond it. */
    readonly leastPrivilege: LeastPrivilege | undefined;
}

/** The access that a form will give. */
export declare interface AccessDraft {
    /** A role's name, or `custom`. */
    readonly role: string;
    /** The list. It stays while another role is chosen, and is given with the role `custom` only. */
    readonly permissions: readonly string[];
}

/** Radio buttons for the roles and for a list of permissions, the list, and help to grant the least. */
export declare const AccessPicker: (props: AccessPickerProps) => ReactNode;

/** Props of `AccessPicker`. */
declare interface AccessPickerProps {
    readonly choice: AccessChoice;
    readonly value: AccessDraft;
    readonly words?: OwnWords | undefined;
}

/**
 * The access review of the active team: who is a member, the least recently seen first, and what is decided about each of
 * them, by button or by key. For users who may manage members; renders nothing for others, and in a personal account.
 */
export declare function AccessReview(props: Ready<AccessReviewState>): ReactNode;

/** An access review, without markup. */
export declare interface AccessReviewState {
    /** `loading` until it is known whether there is a review. */
    readonly status: 'loading' | 'ready' | 'failed';
    /** The open review, else the latest one; `undefined` before the first. */
    readonly review: Review | undefined;
    /** Whom it covers, the least recently seen first. */
    readonly items: readonly ReviewItem[];
    /** Whether there are more items to load. */
    readonly hasMore: boolean;
    /** The last error of reading or deciding. */
    readonly error: unknown;
    loadMore(): Promise<void>;
    reload(): Promise<void>;
    /** Opens a review of all current members. */
    readonly open: Action<[]>;
    /** Records a decision. It shows at once, and is taken back if the edge refuses it. Settles with whether it was recorded. */
    decide(user: string, decision: ReviewDecision): Promise<boolean>;
    /** Closes the review for good. */
    readonly close: Action<[]>;
    /** The signed summary of a closed review, once `close` or `readSummary` has it. */
    readonly summary: string | undefined;
    readonly readSummary: Action<[]>;
    /** All members under review, as a table for spreadsheets. */
    exportTable(): Promise<string>;
}

/** An account, with the caller's role and permissions in it. */
declare interface Account {
    /** `acc_` and 22 characters. */
    readonly id: string;
    readonly kind: AccountKind;
    readonly name: string;
    readonly owner: UserRef_2;
    /** The caller's role here; `custom` for a list of permissions. */
    readonly role: string;
    /** What the caller holds here, under the current policy: nothing while suspended or past the end. */
    readonly permissions: readonly string[];
    /** The caller is suspended here. Absent when not. */
    readonly suspended?: true;
    /** When the caller's membership ends. Absent when it does not. */
    readonly expiresAt?: string;
    /** Counts changes to members, roles and policy; never decreases. */
    readonly epoch: number;
    readonly memberCount: number;
    readonly createdAt: string;
    readonly spendLimitCentsPerHour: number;
    readonly externalId?: string;
    /** The open offer of its ownership. Only for the owner, and for the member whom it is for. */
    readonly transfer?: Transfer;
}

/** The user's accounts, and what can be done about them. */
export declare interface AccountsState {
    /** The personal one first, then teams by name. */
    readonly accounts: readonly Account[];
    readonly active: Account | undefined;
    /** Local to this tab: nothing is sent or awaited. */
    switchTo(id: string): Account;
    /** Opens another team and resolves when it is in `accounts`; `switchTo` makes it the active one. */
    create(input: {
        name: string;
    }): Promise<Account>;
}

/** A button that names the active account, and a menu to change it. */
export declare function AccountSwitcher({ create, picture, className, words, children, ...options }: AccountSwitcherProps): ReactNode;

/** Props of `AccountSwitcher`. */
export declare interface AccountSwitcherProps extends Options_3, Ready<AccountSwitcherState> {
    /** Whether the menu offers to open another team; by default it does. */
    readonly create?: boolean;
    /** Renders the picture beside an account's name. */
    readonly picture?: (account: Account) => ReactNode;
}

/** The account switcher without its markup. */
export declare interface AccountSwitcherState extends AccountsState {
    readonly menu: Menu;
    /** Makes `account` the active one and closes the menu. */
    choose(account: Account): void;
    /** Opens a team of that name and switches to it. */
    readonly createTeam: Action<[name: string]>;
}

/** Something that a button starts. */
export declare interface Action<A extends unknown[]> {
    /** Settles, never rejects, with whether it succeeded. A call while it runs does nothing. */
    run(...args: A): Promise<boolean>;
    readonly busy: boolean;
    /** The last error. */
    readonly error: unknown;
    /** Clears the error. */
    clear(): void;
}

/** What a request says for a draft. */
export declare const assignmentOf: ({ role, permissions }: AccessDraft) => Assignment;

/** The app's own elements for plain ones, so that ready-made components look like the rest of the page. */
export declare interface Components {
    /** Gets the props of a `<button>`; `data-look` is `primary`, `danger`, `quiet`, `link` or absent. */
    readonly button?: ElementType;
    /** Gets the props of an `<input>`. */
    readonly input?: ElementType;
    /** Gets the props of a `<label>`. */
    readonly label?: ElementType;
    /** Gets the props of a `<select>` with `<option>` elements inside. */
    readonly select?: ElementType;
    /** Gets the props of a `<table>`, with its rows inside. */
    readonly table?: ElementType;
    /** A modal dialog that is open as long as it is mounted. */
    readonly dialog?: ElementType<DialogOverrideProps>;
}

/** A button to convert the personal account to a team, with a dialog for the team's name. Renders nothing in a team. */
export declare function ConvertToTeam({ className, words, children, ...options }: ConvertToTeamProps): ReactNode;

/** What to call afterwards. */
export declare interface ConvertToTeamOptions {
    /** Called with the team; it is the active account already. */
    readonly onConverted?: ((team: Account) => void) | undefined;
}

/** Props of `ConvertToTeam`. */
export declare interface ConvertToTeamProps extends ConvertToTeamOptions, Ready<ConvertToTeamState> {
}

/** Converting the personal account to a team, without markup. */
export declare interface ConvertToTeamState {
    /** The active account, if it is a personal one that the user may convert. */
    readonly account: Account | undefined;
    readonly convert: Action<[name: string]>;
}

/** The name in place of a role for a list of permissions. */
export declare const CUSTOM = "custom";

/** Buttons to leave or delete the active team, with confirmations. */
export declare function DangerZone({ className, words, children, ...options }: Ready<DangerZoneState> & LeaveTeamOptions): ReactNode;

/** Leaving and deleting a team, without markup. */
export declare interface DangerZoneState extends LeaveTeamState {
    /** What deleting would do; read by `ask`. */
    readonly plan: Plan | undefined;
    readonly ask: Action<[]>;
    /** Deletes the team if its name is typed. */
    readonly deleteTeam: Action<[typedName: string]>;
}

/** What an app's own dialog gets. */
export declare interface DialogOverrideProps {
    readonly title: string;
    /** Call it when the user closes the dialog, as by Escape. */
    readonly onClose: () => void;
    /** The form, with its buttons. */
    readonly children: ReactNode;
}

declare interface EditOptions {
    /** Default: that of the invite. */
    readonly account?: string | undefined;
    /** The pending invite to edit. */
    readonly invite: Invite;
    readonly onSaved?: ((invite: Invite) => void) | undefined;
}

/** An explanation as text. */
export declare function Explained({ explanation, words }: {
    explanation: Explanation;
    words?: OwnWords | undefined;
}): ReactNode;

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

/** An explanation, as far as it has arrived. */
export declare interface ExplanationState {
    readonly explanation: Explanation | undefined;
    readonly error: unknown;
    readonly loading: boolean;
    /** Asks again. */
    retry(): void;
}

/** A permission that a list may have. */
export declare interface GrantablePermission extends PolicyPermission {
    /** Whether the user may grant it: they have it themselves. */
    readonly grantable: boolean;
    /** Whether it is in the list. */
    readonly selected: boolean;
    /** Every list has it. */
    readonly required: boolean;
}

/** A role, and whether the user may grant it. */
export declare interface GrantableRole extends PolicyRole {
    readonly grantable: boolean;
}

/**
 * Gives the client to every component inside. It neither starts nor closes the client.
 *
 * ```tsx
 * <HallpassProvider client={client} locale="en">
 *   <App />
 * </HallpassProvider>
 * ```
 */
export declare function HallpassProvider({ client, words, locale, dir, components, children }: HallpassProviderProps): ReactNode;

/** Props of `HallpassProvider`. */
export declare interface HallpassProviderProps {
    /** From `createClient`: one per page; on a server one per request. */
    readonly client: Client;
    /** Replaces built-in English words, word by word. */
    readonly words?: OwnWords;
    /** For dates, numbers and the order of names; default is the runtime's. Set it where a server renders. */
    readonly locale?: string;
    /** `'rtl'` isolates names in sentences that run from right to left. */
    readonly dir?: 'ltr' | 'rtl';
    readonly components?: Components;
    readonly children?: ReactNode;
}

/** The pending invites with buttons to join or decline, and the outcome of those that were just answered. */
export declare function Inbox({ inbox, words, onOpen }: InboxProps): ReactNode;

/** How many invites are pending for the user, with buttons to join or decline. */
export declare function InboxBell({ asks, onOpen, icon, className, words, children }: InboxBellProps): ReactNode;

/** Props of `InboxBell`. */
export declare interface InboxBellProps extends Ready<InboxBellState> {
    /** Whether the panel opens by itself, at first and when an invite arrives. Default: true. */
    readonly asks?: boolean;
    /** Called after the user has switched to a team that they have joined here. */
    readonly onOpen?: (account: Account) => void;
    /** Replaces the picture of the bell. */
    readonly icon?: ReactNode;
}

/** The inbox and its panel, without markup. */
export declare interface InboxBellState extends InboxState {
    readonly open: boolean;
    readonly setOpen: (open: boolean) => void;
    /** For the element around the button and the panel. */
    readonly around: RefObject<HTMLDivElement | null>;
}

declare interface InboxProps {
    readonly inbox: InboxState;
    readonly words?: OwnWords | undefined;
    readonly onOpen?: ((account: Account) => void) | undefined;
}

/** Invites to the user's address. */
export declare interface InboxState extends List<Invite> {
    /** How many are pending, as counted by the edge. */
    readonly count: number;
    accept(inviteId: string): Promise<Accepted>;
    decline(inviteId: string): Promise<Invite>;
}

/** An invite, as its invitee and members who may invite see it. */
declare interface Invite {
    /** `inv_` and 44 characters. */
    readonly id: string;
    /** The account's id. */
    readonly account: string;
    readonly accountName: string;
    /** Absent for a link invite. */
    readonly email?: string;
    /** The address, masked. Of a link invite, its first domain, such as `@example.com`. */
    readonly hint?: string;
    /** The role; `custom` for a list of permissions. */
    readonly role: string;
    /** The list of permissions, with the role `custom`. */
    readonly permissions?: readonly string[];
    /** How long the membership lasts once the invite is accepted, in seconds. Absent when it does not end. */
    readonly membershipExpiresIn?: number;
    readonly status: InviteStatus;
    readonly inviter: UserRef_2;
    readonly createdAt: string;
    /** Absent when it does not expire. */
    readonly expiresAt?: string;
    readonly decidedAt?: string;
    readonly note?: string;
    /** What it grants in projects. */
    readonly projects?: readonly ProjectGrant[];
    /** How many users can join by a link invite, each once. Only for callers who may invite. */
    readonly maxUses?: number;
    /** How many users have joined by a link invite. With the last, its status is `accepted`. */
    readonly uses?: number;
    /** Only addresses of these domains can accept a link invite. Absent: any verified address can. */
    readonly domains?: readonly string[];
    /** What became of its last mail. For members who may invite; absent where no mail was asked for. */
    readonly delivery?: Delivery;
}

/** What can be done with one pending invite. */
export declare interface InviteActions {
    /** Its link, once `showLink` has read it. */
    readonly link: string | undefined;
    readonly showLink: Action<[]>;
    /** `rotate`: creates a new link, and the old one stops working. */
    readonly resend: Action<[rotate: boolean]>;
    readonly revoke: Action<[]>;
}

/** The actions on invites. An invite's id names its account. */
declare type InviteActions_2 = Pick<Client['invites'], 'create' | 'link' | 'previewMail' | 'resend' | 'update' | 'revoke'>;

/**
 * A dialog to invite someone. It shows the link to share: no email is sent. In a personal account, which nobody can join,
 * there is no button, and a dialog that the app opens says to convert it first.
 */
export declare function InviteDialog({ open, onClose, className, words, children, ...options }: InviteDialogProps): ReactNode;

/** Props of `InviteDialog`. */
export declare interface InviteDialogProps extends InviteFormOptions, Ready<InviteFormState> {
    /** If absent, a button opens the dialog, for users who may invite. */
    readonly open?: boolean;
    readonly onClose?: () => void;
}

/** What an invite grants in projects, as a line of text. */
export declare function InvitedProjects(props: InvitedProjectsProps): ReactNode;

/** Props of `InvitedProjects`. */
export declare interface InvitedProjectsProps extends Ready<string> {
    /** The account of the invite. */
    readonly account: string;
    readonly projects: readonly ProjectGrant[];
}

/** The fields of the form. */
export declare interface InviteDraft extends AccessDraft {
    /** Empty: an invite link for anyone who has it. */
    readonly email: string;
    /** How many people can join by the link. Only without an address. */
    readonly maxUses: number;
    /** The domains of the addresses that can join by the link, separated by commas or spaces; empty for any. Only without an address. */
    readonly domains: string;
    readonly note: string;
    /** For how many days the link works; 0: until it is used or revoked. When an invite is edited, -1: as long as before. */
    readonly days: number;
    /** After how many days the membership ends; 0: it does not. */
    readonly membershipDays: number;
    /** What the invite grants in projects. */
    readonly projects: readonly ProjectDraft[];
}

/** Where an invitee is, and what can be done. No action rejects. */
export declare type InviteFlow = Omit<AcceptFlow, 'subscribe'>;

/** The account to invite to, and what to call afterwards. */
export declare interface InviteFormOptions {
    /** Default: the active one. */
    readonly account?: string | undefined;
    readonly onInvited?: ((made: InviteWithLink) => void) | undefined;
}

/** The form, without markup. */
export declare interface InviteFormState {
    readonly draft: InviteDraft;
    /** Changes fields, and clears the last error. */
    edit(change: Partial<InviteDraft>): void;
    readonly roles: readonly GrantableRole[];
    /** The choice between roles and a list of permissions. */
    readonly access: AccessChoice;
    readonly submit: Action<[]>;
    /** The created invite with its link. */
    readonly made: InviteWithLink | undefined;
    /** Starts over. */
    reset(): void;
}

/**
 * A dialog to invite several people: addresses or a CSV table, a preview with what is wrong with each row, the progress,
 * and the links as a CSV file. It loads when it is first shown.
 */
export declare function InvitePeople({ open, onClose, className, words, children, ...options }: InvitePeopleProps): ReactNode;

/** The account to invite to, and what to call afterwards. */
export declare interface InvitePeopleOptions {
    /** Default: the active one. */
    readonly account?: string | undefined;
    /** Called after each attempt with what became of the rows that were sent. */
    readonly onInvited?: ((results: readonly InviteResult[]) => void) | undefined;
}

/** Props of `InvitePeople`. */
export declare interface InvitePeopleProps extends InvitePeopleOptions, Ready<InvitePeopleState> {
    /** If absent, a button opens the dialog, for users who may invite. */
    readonly open?: boolean;
    readonly onClose?: () => void;
}

/** The form to invite several people, without markup. */
export declare interface InvitePeopleState {
    readonly draft: PeopleDraft;
    /** Changes fields, and clears the last error. */
    edit(change: Partial<PeopleDraft>): void;
    /** The choice of what rows get that name no role. */
    readonly access: AccessChoice;
    /** Reads a file as spreadsheets save it, in place of the text. */
    readFile(file: Blob): Promise<void>;
    /** The rows of the text, checked as far as that is possible before they are sent. */
    readonly rows: readonly PersonRow[];
    readonly counts: Readonly<Record<PersonRow['status'], number>>;
    /** What is wrong with the text as a whole, or should be known about the file. */
    readonly problem: string | undefined;
    /** Sends the rows that are ready, and those that failed again. No one is invited twice. */
    readonly submit: Action<[]>;
    /** While it runs. */
    readonly progress: ManyProgress | undefined;
    /** The links of all who were invited, as a CSV file. */
    linksTable(): string;
    /** Starts over. */
    reset(): void;
}

/** Invites, and what can be done about them: in the account that this was rendered for, even if the address has changed since. */
export declare type InvitesState = List<Invite> & InviteActions_2;

/** What is downloaded when it is first rendered: the lists and screens for managing a team, or what shows an invite. */
export declare type LazyPart = 'team' | 'invite';

/** A role beside a list: the smallest that covers the list, or the role that was chosen in its place. */
export declare interface LeastPrivilege {
    readonly role: string;
    readonly title: string;
    /** The titles of what it allows beyond the list. */
    readonly extra: readonly string[];
}

/** A button to leave the active team, with a confirmation. */
export declare function LeaveTeam({ className, words, children, ...options }: Ready<LeaveTeamState> & LeaveTeamOptions): ReactNode;

/** What to call afterwards. */
export declare interface LeaveTeamOptions {
    /** Called after the membership or the team has ended; another account is active by then. */
    readonly onDone?: ((account: Account) => void) | undefined;
}

/** Leaving a team, without markup. */
export declare interface LeaveTeamState {
    /** The active account, if it is a team. */
    readonly team: Account | undefined;
    /** The owner cannot leave: they delete the team instead. */
    readonly owner: boolean;
    readonly leave: Action<[]>;
}

/** A link to share, with a button to copy it; selected on focus where the browser does not allow that. */
export declare function LinkField({ link, words }: {
    link: string;
    words: OwnWords | undefined;
}): ReactNode;

/** A list as far as it is read. */
export declare type List<T> = ListState<T> & Pick<ListStore<T>, 'loadMore' | 'reload'>;

/** The actions on members. */
declare type MemberActions = Pick<Client['members'], 'setRole' | 'update' | 'remove' | 'leave'>;

/** The fields of the form. */
export declare interface MemberDraft extends AccessDraft {
    /** The last day of the membership as `YYYY-MM-DD`, in the time zone of the browser; empty: it does not end. */
    readonly lastDay: string;
}

/** The form, without markup. */
export declare interface MemberFormState {
    readonly draft: MemberDraft;
    /** Changes fields. */
    edit(change: Partial<MemberDraft>): void;
    /** The choice between roles and a list of permissions. */
    readonly access: AccessChoice;
    /** What `members.update` is to change: only what differs from before. */
    readonly changes: MemberChanges;
}

/** Members, and what can be done about them: in the account that this was rendered for, even if the address has changed since. */
export declare type MembersState = List<Member> & MemberActions;

/** The members of the active account; for users who may manage them, with buttons to change a role and to remove. */
export declare function MembersTable({ className, words, children }: Ready<MembersTableState>): ReactNode;

/** The table, without markup. */
export declare interface MembersTableState extends MembersState {
    /** The search text as typed; the list follows. */
    readonly q: string;
    readonly setQ: (q: string) => void;
    /** Whether the user may manage members. */
    readonly manage: boolean;
}

/** A menu under a button: props for each element, without markup. */
export declare interface Menu {
    readonly open: boolean;
    setOpen(open: boolean): void;
    /** For the element around both. */
    readonly around: RefObject<HTMLDivElement | null>;
    readonly button: {
        readonly id: string;
        readonly 'aria-haspopup': 'menu';
        readonly 'aria-expanded': boolean;
        onClick(): void;
        onKeyDown(event: KeyboardEvent_2): void;
    };
    readonly menu: {
        readonly role: 'menu';
        readonly 'aria-labelledby': string;
        onKeyDown(event: KeyboardEvent_2): void;
    };
    /** Runs an item's action and closes the menu; the focus returns to the button. */
    pick(run: () => void): void;
}

declare interface Options {
    /** Default: the active one. */
    readonly account?: string | undefined;
    /** The permission that the user needs to grant anything. Default: that to invite. */
    readonly needs?: string | undefined;
    readonly value: AccessDraft;
    readonly onChange: (value: AccessDraft) => void;
}

declare interface Options_2 {
    readonly member: Member;
    /** Default: the active one. */
    readonly account?: string | undefined;
}

declare interface Options_3 {
    /** Called after the active account was changed here. */
    readonly onSwitch?: ((account: Account) => void) | undefined;
}

declare interface Options_4 {
    /** Called after the active project was changed here; without a project if none is active. */
    readonly onUse?: ((project: Project | undefined) => void) | undefined;
}

/** The pending invites of an account, with buttons to copy the link, resend and revoke. Renders nothing for users who may not invite, or in a personal account. */
export declare function PendingInvites(props: PendingInvitesProps): ReactNode;

/** Props of `PendingInvites`. */
export declare interface PendingInvitesProps extends Ready<InvitesState> {
    /** Default: the active one. */
    readonly account?: string;
}

/** The fields of the form. */
export declare interface PeopleDraft extends AccessDraft {
    /** A CSV table with a column `email`, or addresses with commas or line ends between them. */
    readonly text: string;
    readonly note: string;
    /** For how many days the links work; 0: until they are used or revoked. */
    readonly days: number;
    /** After how many days the memberships end; 0: they do not. */
    readonly membershipDays: number;
}

/** The answer of a check, and the reason for it. */
declare interface PermissionState_2 {
    readonly verdict: Verdict;
    readonly allowed: boolean;
    /** It is not known yet: show neither way. */
    readonly loading: boolean;
    /** Why it is denied; `undefined` if it is allowed. */
    explain(): Promise<Explanation | undefined>;
}
export { PermissionState_2 as PermissionState }

/** The permission's title, or its name where the policy does not know it. */
export declare const permissionTitle: (policy: Policy | undefined, name: string) => string;

/** A row of the text. */
export declare interface PersonRow {
    readonly line: number;
    readonly email: string;
    /** The role that the invite gives; absent for a row that is wrong. */
    readonly role?: string | undefined;
    readonly status: 'ready' | 'wrong' | 'invited' | 'failed';
    /** What is wrong with it, or why it failed. */
    readonly problem?: string | undefined;
}

/**
 * Downloads a part before it is rendered, so that it shows at once: when the user points at the link that leads there, or
 * when a page that needs it starts. Resolves when it is ready; a failed download is tried again when the part is rendered.
 */
export declare const preload: (part: LazyPart) => Promise<void>;

/** A project that can be chosen. */
export declare interface ProjectChoice {
    readonly id: string;
    readonly name: string;
}

/** A grant in one project that an invite or a form will make. */
export declare interface ProjectDraft extends AccessDraft {
    /** The project's id. */
    readonly project: string;
}

/**
 * Projects with a role or a list of permissions in each. Offers only what the user may grant; the edge decides again. Renders
 * nothing where the policy or the account has no projects.
 */
export declare function ProjectGrants(props: ProjectGrantsProps): ReactNode;

/** Props of `ProjectGrants`. */
export declare interface ProjectGrantsProps extends Ready<ProjectGrantsState> {
    /** Default: the active one. */
    readonly account?: string | undefined;
    readonly value: readonly ProjectDraft[];
    readonly onChange: (value: readonly ProjectDraft[]) => void;
    /** The error of the form: what is about a project is said beside it. */
    readonly error?: unknown;
    /** Whether it is for an invite link, which grants less. */
    readonly isLink?: boolean | undefined;
}

/** The projects of an invite, without markup. */
export declare interface ProjectGrantsState {
    readonly rows: readonly ProjectRow[];
    /** Whether there is a project to add. */
    readonly canAdd: boolean;
    add(): void;
    /** What is wrong with the projects together. */
    readonly issue: string | undefined;
    /** Why the projects of the account could not be read. */
    readonly error: unknown;
}

/** What is wrong with a row, to be shown beside the field that it is about. */
export declare interface ProjectIssue {
    readonly field: 'project' | 'role' | 'permissions';
    readonly text: string;
}

/** One project of an invite, and what can be chosen for it. */
export declare interface ProjectRow extends ProjectDraft {
    readonly name: string;
    /** The projects that are not in another row. */
    readonly projects: readonly ProjectChoice[];
    /** The project roles that the user may grant there, and `custom`. */
    readonly roles: readonly {
        readonly name: string;
        readonly title: string;
        readonly description?: string | undefined;
    }[];
    /** The permissions that a list can have there. */
    readonly choices: readonly GrantablePermission[];
    readonly issue: ProjectIssue | undefined;
    /** Chooses another project; role and list stay as far as the user may grant them there. */
    setProject(id: string): void;
    /** Chooses a role, or `custom`: an empty list begins with what the role before it allows. */
    setRole(role: string): void;
    /** Puts a permission into the list, or takes it out. */
    toggle(permission: string): void;
    remove(): void;
}

/** The user's projects in the active account, and what can be done about them. */
export declare interface ProjectsState {
    /** Those in use, by name. */
    readonly projects: readonly Project[];
    /** Those that were archived, by name. */
    readonly archived: readonly Project[];
    /** The project that this tab works in. */
    readonly active: Project | undefined;
    /** They are not known yet. */
    readonly loading: boolean;
    /** Whether the user may make a project. */
    readonly mayCreate: boolean;
    /** Local to this tab: nothing is sent or awaited. `undefined`: no project. */
    use(id: string | undefined): Project | undefined;
    /** Makes a project and resolves when it is in `projects`; `use` makes it the active one. */
    readonly create: Client['projects']['create'];
}

/** A button that names the active project, and a menu to change it. Without projects it says why there are none. */
export declare function ProjectSwitcher({ create, none, picture, className, words, children, ...options }: ProjectSwitcherProps): ReactNode;

/** Props of `ProjectSwitcher`. */
export declare interface ProjectSwitcherProps extends Options_4, Ready<ProjectSwitcherState> {
    /** Whether the menu offers to make a project to those who may; by default it does. */
    readonly create?: boolean;
    /** Whether the menu offers to work in no project; by default it does not. */
    readonly none?: boolean;
    /** Renders the picture beside a project's name. */
    readonly picture?: (project: Project) => ReactNode;
}

/** The project switcher without its markup. */
export declare interface ProjectSwitcherState extends ProjectsState {
    readonly menu: Menu;
    /** Makes `project` the active one, or none, and closes the menu. */
    choose(project: Project | undefined): void;
    /** Makes a project of that name and works in it. */
    readonly createProject: Action<[name: string]>;
}

/** Props that every ready-made component takes. */
export declare interface Ready<S> {
    readonly className?: string | undefined;
    readonly words?: OwnWords | undefined;
    /** Renders everything by itself: gets the state and the actions, and no markup is added. */
    readonly children?: ((state: S) => ReactNode) | undefined;
}

/** The role as the policy describes it; one that the policy does not know has its name for a title. */
export declare const roleOf: (policy: Policy | undefined, name: string) => PolicyRole;

/** Radio buttons for the roles; those that the user may not grant are disabled. */
export declare function RolePicker({ roles, value, onRole, words }: RolePickerProps): ReactNode;

declare interface RolePickerProps {
    readonly roles: readonly GrantableRole[];
    readonly value: string;
    readonly onRole: (role: string) => void;
    readonly words?: OwnWords | undefined;
}

/**
 * Shows `children` to users who have a permission. The edge decides every request again: this only shows and hides.
 *
 * ```tsx
 * <Show when="pods:manage" mode="explain">
 *   <button>Create pod</button>
 * </Show>
 * ```
 */
export declare function Show({ when, fallback, loading, mode, label, words, children }: ShowProps): ReactNode;

/** Props of `Show`. */
export declare interface ShowProps {
    /** A permission's name, or a query. */
    readonly when: When;
    /** Shown if it is denied, in mode `hide`. */
    readonly fallback?: ReactNode;
    /** Shown while it is not known. Default: nothing. */
    readonly loading?: ReactNode;
    /**
     * What is done with content that is denied.
     *
     * - `hide` (default): it is not rendered
     * - `disable`: it stays in its place and cannot be used
     * - `explain`: the same, with “Why?” beside it
     */
    readonly mode?: 'hide' | 'disable' | 'explain';
    /** What the content is about, for the accessible name of “Why?”. */
    readonly label?: string;
    readonly words?: OwnWords;
    /** The content; a function gets the permission's state and renders every case by itself. */
    readonly children?: ReactNode | ((gate: PermissionState_2) => ReactNode);
}

/**
 * The settings page of the active account: its name, members, pending invites, ownership, and leaving or deleting the team. A
 * personal account has its name, and a way to convert it.
 */
export declare function TeamSettings({ children, ...props }: TeamSettingsProps): ReactNode;

/** Props of `TeamSettings`. */
export declare interface TeamSettingsProps extends Ready<TeamSettingsState> {
    /** Called after the user has left or deleted the team; another account is active by then. */
    readonly onDone?: ((account: Account) => void) | undefined;
    /** Called with the team after the user has converted their personal account. */
    readonly onConverted?: ((team: Account) => void) | undefined;
    /** Further sections, above the danger zone. */
    readonly more?: ReactNode;
}

/** The settings of the active account, without markup. */
export declare interface TeamSettingsState {
    readonly account: Account | undefined;
    /** Whether the user may rename it. */
    readonly mayRename: boolean;
    readonly mayInvite: boolean;
    readonly rename: Action<[name: string]>;
}

/** An open offer of a team's ownership. */
declare interface Transfer {
    /** The member whom it is for. */
    readonly to: UserRef_2;
    readonly offeredAt: string;
    /** After seven days, or with the end of the member's membership. */
    readonly expiresAt: string;
}

/** The ownership of the active team that the user is offered, with buttons to accept and decline. Renders nothing without an offer. */
export declare function TransferOffer({ className, words, children, ...options }: TransferProps): ReactNode;

/** What to call afterwards. */
export declare interface TransferOptions {
    /** Called with the team after its ownership was offered, withdrawn, accepted or declined. */
    readonly onDone?: ((team: Account) => void) | undefined;
}

/** For the owner of the active team: a button to offer a member the ownership, or the open offer. Renders nothing for others. */
export declare function TransferOwnership({ className, words, children, ...options }: TransferProps): ReactNode;

/** Props of `TransferOwnership` and `TransferOffer`. */
export declare interface TransferProps extends TransferOptions, Ready<TransferState> {
}

/** The transfer of a team's ownership, without markup. */
export declare interface TransferState {
    /** The active account, if it is a team. */
    readonly team: Account | undefined;
    /** The open offer, if the user is the owner or the member whom it is for. */
    readonly offer: Transfer | undefined;
    /** What the user is to the transfer; `undefined` for a member whom it does not concern. */
    readonly as: 'owner' | 'recipient' | undefined;
    /** Offers a member the ownership if the team's name is typed. */
    readonly make: Action<[user: string, typedName: string]>;
    readonly withdraw: Action<[]>;
    readonly accept: Action<[]>;
    readonly decline: Action<[]>;
}

/** The roles and permissions that the user may grant, and help to grant the least. The edge decides again. */
export declare const useAccessChoice: ({ account, needs, value, onChange }: Options) => AccessChoice;

/** The access review of the active account. */
export declare const useAccessReview: () => AccessReviewState;

/** The user's accounts, the active one, and how to change it. */
export declare const useAccounts: () => AccountsState;

/** The active account, all of the user's accounts, and the props of a menu to switch between them. */
export declare const useAccountSwitcher: ({ onSwitch }?: Options_3) => AccountSwitcherState;

/**
 * Runs `perform` at most once at a time and keeps its error, to be shown beside the button.
 *
 * ```tsx
 * const { run, busy, error } = useAction(() => client.accounts.create({ name }));
 * ```
 */
export declare const useAction: <A extends unknown[]>(perform: (...args: A) => unknown) => Action<A>;

/** The account that this tab works in; `undefined` while it is not known, or if the address names one that the user is not in. */
export declare const useActiveAccount: () => Account | undefined;

/** What happened in the active account, or in `query.account`, newest first. */
export declare const useAudit: (query?: AuditQuery) => List<AuditEvent>;

/**
 * Whether the user has a permission, in the active account or in `where.account`, and with `where.project` in that project.
 * Denies what is not known. Renders again only when the answer changes.
 */
export declare const useCan: (permission: Permission, where?: InProject) => boolean;

/** Converting the active account, if it is personal, to a team: it keeps its id and everything in it. */
export declare const useConvertToTeam: ({ onConverted }?: ConvertToTeamOptions) => ConvertToTeamState;

/** Leaving and deleting the active team. */
export declare const useDangerZone: (options?: LeaveTeamOptions) => DangerZoneState;

/** Why `when` is denied. Asked for as long as `wanted` is true, and again whenever the answer may have changed. */
export declare const useExplanation: (when: When, wanted?: boolean) => ExplanationState;

/** The client of the nearest `HallpassProvider`. */
export declare const useHallpass: () => Client;

/**
 * What `select` picks of the client's state. Renders again only when that is not equal to what it was: a new object with
 * the same content does not count.
 *
 * ```tsx
 * const names = useHallpassState(({ accounts }) => accounts.map(({ name }) => name));
 * ```
 */
export declare const useHallpassState: <T>(select: (state: ClientState) => T) => T;

/** The pending invites to the user's address, and how to answer them. */
export declare const useInbox: (query?: {
    readonly limit?: number;
}) => InboxState;

/** The inbox, and a panel that opens by itself when an invite arrives, if `asks` is true. */
export declare const useInboxBell: (asks?: boolean) => InboxBellState;

/**
 * The invite that this tab was opened with: a state machine to be drawn, one screen per `state.step`.
 *
 * There is one machine per client: it joins once, however many components show it or are mounted twice.
 */
export declare const useInvite: () => InviteFlow;

/** The actions on one invite, without markup. */
export declare const useInviteActions: ({ id }: Invite, invites: InvitesState) => InviteActions;

/** A form to edit a pending invite. Its fields begin with those of the invite; what is not changed is not sent. */
export declare const useInviteEditForm: ({ invite, account, onSaved }: EditOptions) => Omit<InviteFormState, 'made' | 'reset' | 'roles'>;

/** A form to invite someone: its fields, the roles that the user may grant, and the created invite. */
export declare const useInviteForm: ({ account, onInvited }?: InviteFormOptions) => InviteFormState;

/** The invites of the active account, or of `query.account`. */
export declare const useInvites: (query?: InvitesQuery) => InvitesState;

/** Leaving the active team. */
export declare const useLeaveTeam: ({ onDone }?: LeaveTeamOptions) => LeaveTeamState;

/** A form to change what a member is given, and when their membership ends. */
export declare const useMemberForm: ({ member, account }: Options_2) => MemberFormState;

/**
 * The members of the active account, or of `query.account`; followed through switches, joins and removals.
 *
 * ```tsx
 * const { items, remove } = useMembers({ role: 'dev' });
 * return items.map(({ user, name }) => <button key={user} onClick={() => remove(user)}>Remove {name}</button>);
 * ```
 */
export declare const useMembers: (query?: MembersQuery) => MembersState;

/** The members of the active account, a search, and whether the user may manage them. */
export declare const useMembersTable: () => MembersTableState;

/** The state and keyboard handling of a menu: arrows, Home, End, first letters, Escape. Its items have `role="menuitem…"`. */
export declare const useMenu: () => Menu;

/** A check with its three values. `when` is a permission's name or any query. */
export declare const usePermission: (when: When) => PermissionState_2;

/** The policy; `undefined` until it is known. */
export declare const usePolicy: () => Policy | undefined;

/**
 * The project that this tab works in; with `id`, that project of the active account. `undefined` while it is not known, or
 * if the user is not in it.
 */
export declare const useProject: (id?: string) => Project | undefined;

/**
 * The user's projects in the active account, the active one, and how to change it.
 *
 * ```tsx
 * const { projects, active, use } = useProjects();
 * return projects.map(({ id, name }) => <button key={id} aria-pressed={id === active?.id} onClick={() => use(id)}>{name}</button>);
 * ```
 */
export declare const useProjects: () => ProjectsState;

/** The active project, all of the user's projects in the active account, and the props of a menu to choose one. */
export declare const useProjectSwitcher: ({ onUse }?: Options_4) => ProjectSwitcherState;

/**
 * The policy's roles for members, and which of them the user may grant: those whose permissions they all have themselves, if they
 * also have `needs`. The edge decides again.
 */
export declare const useRoles: (account?: string, needs?: string) => readonly GrantableRole[];

/**
 * A user by id and name.
 */
declare interface UserRef {
    user: string;
    name: string;
}

/** A user as others see one. */
declare interface UserRef_2 {
    readonly user: string;
    readonly name: string;
}

/** The settings of the active account: its name, and what the user may change. */
export declare const useTeamSettings: () => TeamSettingsState;

/** The transfer of the active team's ownership. */
export declare const useTransfer: ({ onDone }?: TransferOptions) => TransferState;

/** The signed-in user. */
export declare const useUser: () => User | undefined;

/** State for “view as”: pass `role` to `ViewAs`. */
export declare const useViewAs: () => ViewAsState;

/**
 * Makes the checks inside answer as for a role. It grants nothing: requests are sent as the user themselves, and the
 * client's own `can` and `has` answer for the user.
 */
export declare function ViewAs({ role, onEnd, banner, className, words, children }: ViewAsProps): ReactNode;

/** Props of `ViewAs`. */
export declare interface ViewAsProps {
    /** `undefined`: the user's own. */
    readonly role: string | undefined;
    /** Called by the banner's button, which is shown if this is given. */
    readonly onEnd?: () => void;
    /** Whether a banner names the viewed role. Default: true. */
    readonly banner?: boolean;
    readonly className?: string;
    readonly words?: OwnWords;
    readonly children?: ReactNode;
}

/** The role that is viewed. */
export declare interface ViewAsState {
    /** `undefined`: the user's own. */
    readonly role: string | undefined;
    readonly setRole: (role: string | undefined) => void;
    /** Roles other than the user's own. */
    readonly roles: readonly PolicyRole[];
}

/** A permission's name, or a query. */
export declare type When = Permission | Query;

/** A “Why?” button that shows what is missing, which roles have it, whom to ask and what to do. */
export declare function Why({ when, label, words }: WhyProps): ReactNode;

declare interface WhyProps {
    readonly when: When;
    readonly label?: string | undefined;
    readonly words?: OwnWords | undefined;
}

export { }
