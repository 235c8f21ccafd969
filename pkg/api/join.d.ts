// uses Accepted, of shared.d.ts
// uses Account, of shared.d.ts
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
// uses CODES, of shared.d.ts
// uses Client, of shared.d.ts
// uses ClientState, of shared.d.ts
// uses ClosedReview, of shared.d.ts
// uses Code, of shared.d.ts
// uses CreateManyOptions, of shared.d.ts
// uses DataExport, of shared.d.ts
// uses Delivery, of shared.d.ts
// uses DeliveryFailure, of shared.d.ts
// uses DiagnoseQuery, of shared.d.ts
// uses ErasedUser, of shared.d.ts
// uses Events, of shared.d.ts
// uses Explanation, of shared.d.ts
// uses FetchInit, of shared.d.ts
// uses FieldError, of shared.d.ts
// uses HallpassError, of shared.d.ts
// uses In, of shared.d.ts
// uses InProject, of shared.d.ts
// uses Invite, of shared.d.ts
// uses InviteChanges, of shared.d.ts
// uses InviteChoice, of shared.d.ts
// uses InviteResult, of shared.d.ts
// uses InviteStatus, of shared.d.ts
// uses InviteWithLink, of shared.d.ts
// uses InvitedAccount, of shared.d.ts
// uses Inviter, of shared.d.ts
// uses Invites, of shared.d.ts
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
// uses NewInvite, of shared.d.ts
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
// uses Register, of shared.d.ts
// uses Review, of shared.d.ts
// uses ReviewCounts, of shared.d.ts
// uses ReviewDecision, of shared.d.ts
// uses ReviewDetails, of shared.d.ts
// uses ReviewItem, of shared.d.ts
// uses Reviews, of shared.d.ts
// uses Role, of shared.d.ts
// uses SignInRequest, of shared.d.ts
// uses Snapshot, of shared.d.ts
// uses Status, of shared.d.ts
// uses SuggestedRole, of shared.d.ts
// uses Transfer, of shared.d.ts
// uses Transfers, of shared.d.ts
// uses User, of shared.d.ts
// uses UserRef, of shared.d.ts
// uses UserRef_2, of shared.d.ts
// uses Verdict, of shared.d.ts
// uses VerifiedInvite, of shared.d.ts

/**
 * Does what `client.pendingInvite.capture()` does, for a page that shows an invite one request earlier. It adds about 5 kB after gzip
 * to the script that imports it, so use it where the join page has its own script.
 *
 * ```ts
 * captureInvite(client); // first statement of the join page
 * ```
 */
export declare const captureInvite: (client: Client) => void;

export { }
