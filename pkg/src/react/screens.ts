/** What an app shows on pages for managing a team, not on its first screen: imported when the first of them is rendered. */

export { AccessPickerScreen } from './access-picker-screen.tsx';
export { AccessReviewScreen } from './access-review-screen.tsx';
export { ConvertToTeamScreen } from './convert-to-team-screen.tsx';
export { DangerZoneScreen, LeaveTeamScreen } from './danger-zone-screen.tsx';
export { InviteFormScreen } from './invite-form-screen.tsx';
export { InvitePeopleDrawn, InvitePeopleScreen } from './invite-people-screen.tsx';
export { MembersTableScreen } from './members-table-screen.tsx';
export { PendingInvitesScreen } from './pending-invites-screen.tsx';
export { InvitedProjectsText, ProjectFields } from './project-fields.tsx';
export { TransferOfferScreen, TransferOwnershipScreen } from './transfer-screen.tsx';
