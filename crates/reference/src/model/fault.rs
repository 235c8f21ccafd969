//! Every way in which the model can be told to break a rule: the proof's negative controls.

macro_rules! faults {
    ($($name:ident: $rule:literal, $text:literal;)*) => {
        /// A rule that the model breaks on purpose.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Fault {
            $(#[doc = $text] $name,)*
        }

        impl Fault {
            /// All of them.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The rule and what is wrong.
            #[must_use]
            pub(crate) const fn text(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("rule ", $rule, ": ", $text),)*
                }
            }

            /// Its name in commands.
            #[must_use]
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

faults! {
    AcceptsTwice: "1", "a used link invite lets the next one in";
    RefusesRepeat: "1", "the same user's repeat is refused";
    RepeatsAfterEnd: "1", "a repeat is answered after the membership ended";
    ResendRevives: "3", "an expired invite can be resent";
    ExpiredAccepted: "3", "an expired invite can be accepted";
    DeclinedStaysOpen: "3", "a declined invite can be accepted";
    AnyAddress: "4", "any verified address takes a targeted invite";
    UnverifiedWillDo: "4", "an unverified address will do";
    GrantsAnything: "5", "an invite may carry more than its creator holds";
    CopiesAnyLink: "5", "any link can be copied by every member who can invite";
    ReachesAbove: "5", "a member who holds more can be removed";
    RaisesAbove: "5", "a role above one's own can be given";
    GrantorNotAsked: "5", "accept does not ask what the grantor holds now";
    DemotionKeepsInvites: "5", "a demotion leaves invites that the member may no longer grant";
    RemovalKeepsInvites: "5", "a removal leaves the invites of the member";
    OwnerDemoted: "6", "the owner can be demoted";
    OwnerRemoved: "6", "the owner can be removed";
    OwnerLeaves: "6", "the owner can leave";
    MemberUsesUp: "7", "a member's accept consumes the invite";
    JoinKeepsInvites: "7", "a new member keeps their other pending invites";
    AddressKeepsInvites: "7", "a member's new address keeps its pending invites";
    InvitesTwice: "7", "an address can have two pending invites";
    InvitesMembers: "7", "a member's address can be invited";
    ExpiredBlocks: "7", "an expired invite blocks another to its address";
    RevertByMembers: "8", "any member may revert";
    RevertNeedsNoName: "8", "revert takes any name";
    RevertKeepsInvites: "8", "a revert leaves invites pending";
    DryRunWrites: "8", "a dry run converts";
    ClosedReturns: "8", "a closed team opens again";
    SilentChange: "9", "a change of role leaves no event";
    RefusalsNotStored: "9", "a member's refusals are not stored";
    RefusalsWithoutEnd: "9", "a member's refusals are stored without end";
    StrangersStored: "9", "a stranger's refusals are stored";
    StrangersLearnWhy: "10", "strangers learn why an invite is closed";
    InviteesLearnNothing: "10", "the invitee does not learn why";
    OldLinksWork: "10", "a rotated link still opens";
    EpochStands: "12", "a change of role does not move the epoch";
    FloorStands: "12", "a convert does not end older tokens";
    LinkCarriesManagement: "13", "a link invite may carry management";
    LinkById: "13", "a link invite is accepted by its id";
    OrderChanged: "order", "an expired token is told before the closed invite";
    ResendsAtOnce: "limits", "an invite can be resent at once";
    NoMemberLimit: "limits", "members without end";
    NoInviteLimit: "limits", "pending invites without end";
    NoSpendCeiling: "limits", "any spend limit";
    AdoptKeepsInvites: "policy", "a new policy leaves invites that are no longer grantable";
    TokenOutlivesInvite: "tokens", "an invite token outlives its invite";
}
