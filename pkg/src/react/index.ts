/**
 * Hallpass in React: hooks on one client, and ready-made parts on the hooks. Needs React 18 or newer.
 *
 * Every ready-made part has its state as a hook and as a function for `children`, so that it can be drawn in any way.
 *
 * @module hallpass/react
 */

'use client';

export type { AccessChoice, AccessDraft, GrantablePermission, LeastPrivilege } from './access.ts';
export { assignmentOf, useAccessChoice } from './access.ts';
export { AccessPicker } from './access-picker.tsx';
export type { MemberDraft, MemberFormState } from './member-form.ts';
export { useMemberForm } from './member-form.ts';
export { type Action, useAction } from './use-action.ts';
export * from './accept-invite.tsx';
export * from './access-review.tsx';
export * from './use-access-review.ts';
export * from './account-switcher.tsx';
export * from './convert-to-team.tsx';
export * from './use-convert-to-team.ts';
export * from './danger-zone.tsx';
export * from './use-danger-zone.ts';
export type { ExplanationState, PermissionState, When } from './permissions.ts';
export { useCan, useExplanation, usePermission } from './permissions.ts';
export * from './inbox-bell.tsx';
export * from './invite-dialog.tsx';
export * from './invite-people.tsx';
export type { InvitePeopleOptions, InvitePeopleState, PeopleDraft, PersonRow } from './use-invite-people.ts';
export * from './link-field.tsx';
export * from './use-invite-form.ts';
export * from './use-invite.ts';
export * from './use-lists.ts';
export * from './members-table.tsx';
export * from './use-members-table.ts';
export type { Menu } from './use-menu.ts';
export { useMenu } from './use-menu.ts';
export type { Ready } from './parts.tsx';
export * from './project-grants.tsx';
export type * from './project-types.ts';
export * from './project-switcher.tsx';
export * from './projects.ts';
export * from './pending-invites.tsx';
export { type LazyPart, preload } from './preload.ts';
export * from './use-invite-actions.ts';
export { RolePicker, useRoles } from './roles.tsx';
export type { GrantableRole } from './roles.tsx';
export type { Components, DialogOverrideProps, HallpassProviderProps } from './provider.tsx';
export { HallpassProvider, useHallpass } from './provider.tsx';
export type { ShowProps } from './show.tsx';
export { Explained, Show, Why } from './show.tsx';
export { CUSTOM, permissionTitle, roleOf, useAccounts, useActiveAccount, useHallpassState, usePolicy, useUser } from './state.ts';
export type { AccountsState } from './state.ts';
export * from './team-settings.tsx';
export * from './use-team-settings.ts';
export * from './transfer.tsx';
export * from './use-transfer.ts';
export * from './view-as.tsx';
export type { OwnWords, Words } from './words.ts';
