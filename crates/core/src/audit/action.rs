//! The actions and resource types of Hallpass's own events.

use super::word::Word;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

        }

        impl From<$name> for Word {
            fn from(own: $name) -> Self {
                Self::own(own.as_str())
            }
        }

        impl PartialEq<$name> for Word {
            fn eq(&self, own: &$name) -> bool {
                self.as_str() == own.as_str()
            }
        }
    };
}

words! {
    /// An action of Hallpass itself, done or refused.
    Action {
        /// An account was opened.
        AccountCreate "account.create",
        /// A personal account became a team.
        AccountConvert "account.convert",
        /// A team became a personal account again, or was closed.
        AccountRevert "account.revert",
        /// An account's name, settings or policy changed.
        AccountUpdate "account.update",
        /// A personal account was closed, because its owner was erased.
        AccountErase "hallpass.account.erase",
        /// An account was restored from a backup.
        AccountRestore "hallpass.account.restore",
        /// A user became a member.
        MemberJoin "member.join",
        /// A member's role changed.
        MemberRole "member.role",
        /// The end of a membership was set, moved or lifted.
        MemberEnd "member.end",
        /// A member was suspended.
        MemberSuspend "member.suspend",
        /// A suspended member was restored.
        MemberRestore "member.restore",
        /// A member was removed by another member or a service.
        MemberRemove "member.remove",
        /// A member left.
        MemberLeave "member.leave",
        /// A user was erased: their name, their address and the invites to them.
        MemberErase "hallpass.member.erase",
        /// An invite was created.
        InviteCreate "invite.create",
        /// A pending invite was edited.
        InviteUpdate "invite.update",
        /// An invite was resent, with its old link or a new one.
        InviteResend "invite.resend",
        /// An invite was revoked.
        InviteRevoke "invite.revoke",
        /// An invite was accepted.
        InviteAccept "invite.accept",
        /// An invite was declined.
        InviteDecline "invite.decline",
        /// A mail of an invite failed or came back.
        InviteUndeliverable "hallpass.invite.undeliverable",
        /// An access review was opened.
        ReviewOpen "hallpass.review.open",
        /// A decision about a member was recorded in an access review.
        ReviewDecide "hallpass.review.decide",
        /// An access review was closed.
        ReviewClose "hallpass.review.close",
        /// The ownership of a team was offered to a member.
        TransferOffer "hallpass.transfer.offer",
        /// A member became the owner of a team: they accepted, or a service made them the owner.
        TransferAccept "hallpass.transfer.accept",
        /// The member declined the ownership.
        TransferDecline "hallpass.transfer.decline",
        /// The offer was withdrawn.
        TransferWithdraw "hallpass.transfer.withdraw",
        /// The offer ended with something else, such as the membership of whom it was for.
        TransferEnd "hallpass.transfer.end",
        /// A project was created.
        ProjectCreate "hallpass.project.create",
        /// A project's name changed.
        ProjectUpdate "hallpass.project.update",
        /// A project was archived.
        ProjectArchive "hallpass.project.archive",
        /// An archived project became active again.
        ProjectRestore "hallpass.project.restore",
        /// A member got a grant in a project, or another one.
        GrantPut "hallpass.grant.put",
        /// A member lost their grant in a project.
        GrantRemove "hallpass.grant.remove",
    }
}

words! {
    /// A resource of Hallpass itself.
    ResourceType {
        /// The account itself.
        Account "account",
        /// A member, by user id.
        Member "member",
        /// An invite.
        Invite "invite",
        /// An access review.
        Review "review",
        /// A project.
        Project "project",
    }
}

impl Word {
    /// Whether this action changes or ends a membership, so that the member's tokens may become stale.
    #[must_use]
    pub fn changes_membership(&self) -> bool {
        [
            Action::MemberRole,
            Action::MemberEnd,
            Action::MemberSuspend,
            Action::MemberRestore,
            Action::MemberRemove,
            Action::MemberLeave,
            Action::GrantPut,
            Action::GrantRemove,
        ]
        .iter()
        .any(|action| self == action)
    }
}
