//! The ways in which the model can break a rule on purpose: the proof's negative controls.

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
    RepeatsAfterEnd: "1", "a repeat succeeds after the member left";
    RepeatsWhileInactive: "1", "a repeat succeeds while the membership is suspended or past its end";
    OneUseMore: "1", "one user more joins by a link than it is for";
    LeaversJoinAgain: "1", "who left joins again by the same link while it is open";
    RotationEndsRepeats: "1", "a repeat by a rotated link is refused";
    DomainsEndRepeats: "1", "a repeat is refused after a link got other domains";
    EditsBelowUses: "1", "a link can be edited to fewer users than have joined by it";
    UsedUpStaysOpen: "1", "a link that an edit has used up stays open";
    ResendRevives: "3", "an expired invite can be resent";
    ExpiredAccepted: "3", "an expired invite can be accepted";
    DeclinedStaysOpen: "3", "a declined invite can be accepted";
    AnyAddress: "4", "any verified address takes a targeted invite";
    UnverifiedWillDo: "4", "an unverified address will do";
    InvitesAnything: "5", "an invite may carry more than its creator holds";
    InvitesGrantAnything: "5", "an invite may carry grants that its creator does not hold there";
    EditsAnything: "5", "an edited invite may carry more than its editor holds";
    EditKeepsGrantor: "5", "an edited invite keeps its grantor";
    ChangesAbove: "5", "a member who holds more can be changed, suspended and restored";
    ReachesAboveInProjects: "5", "a member who holds more in a project can be removed and restored";
    OwnEndChanges: "5", "a member can change their own end or suspension";
    GrantsAboveOwn: "5", "a grant may carry more than its giver holds in the project";
    RegrantsAbove: "5", "the grant of a member who holds more in the project can be changed";
    RolesStayOutOfProjects: "5", "the project permissions of a member's role do not count in projects";
    GrantKeepsInvites: "5", "a changed grant leaves invites that the member may no longer grant";
    SuspensionKeepsInvites: "5", "a suspension leaves the invites of the member";
    EndKeepsInvites: "5", "an end in the past leaves the invites of the member";
    AnyList: "lists", "a list may have any permissions";
    CopiesAnyLink: "5", "any link can be copied by every member who can invite";
    ReachesAbove: "5", "a member who holds more can be removed";
    RaisesAbove: "5", "a role above one's own can be given";
    GrantorNotAsked: "5", "accept does not ask what the grantor holds now";
    DemotionKeepsInvites: "5", "a demotion leaves invites that the member may no longer grant";
    RemovalKeepsInvites: "5", "a removal leaves the invites of the member";
    OwnerDemoted: "6", "the owner can be demoted";
    OwnerRemoved: "6", "the owner can be removed";
    OwnerLeaves: "6", "the owner can leave";
    TransferByMembers: "6", "any member can offer the ownership";
    TransferNeedsNoName: "6", "an offer of the ownership takes any name";
    TwoTransfers: "6", "a second offer of the ownership replaces the open one";
    AnyMemberAccepts: "6", "any member can accept the ownership that another was offered";
    TransferNeverEnds: "6", "an offer of the ownership is open after seven days";
    SuspensionKeepsTransfer: "6", "an offer of the ownership comes back with a restored membership";
    LeavingKeepsTransfer: "6", "an offer of the ownership comes back when its member joins again";
    RevertKeepsTransfer: "8", "a revert leaves an offer of the ownership";
    FormerOwnerDemoted: "6", "the former owner loses the owner role";
    OwnerKeepsEnd: "6", "the new owner's membership ends";
    TransferKeepsPersonal: "8", "a transferred team becomes personal again";
    TransferEpochStands: "12", "a transfer does not move the epoch";
    InactiveRejoin: "7", "a suspended member can join again";
    MemberUsesUp: "7", "a member's accept consumes the invite";
    JoinKeepsInvites: "7", "a new member keeps their other pending invites";
    AddressKeepsInvites: "7", "a member's new address keeps its pending invites";
    InvitesTwice: "7", "an address can have two pending invites";
    InvitesMembers: "7", "a member's address can be invited";
    ExpiredBlocks: "7", "an expired invite blocks another to its address";
    RevertByMembers: "8", "any member may revert";
    RevertNeedsNoName: "8", "revert takes any name";
    RevertKeepsInvites: "8", "a revert leaves invites pending";
    RevertKeepsProjects: "8", "a revert leaves projects and grants";
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
    RemovalEpochStands: "12", "a removal does not move the epoch";
    GrantEpochStands: "12", "a change of a grant does not move the epoch";
    ArchiveEpochStands: "12", "archiving a project does not move the epoch";
    SuspendedHold: "12", "a suspended member keeps what they hold";
    EndedHold: "12", "a member keeps what they hold past their end";
    EndForgotten: "12", "a membership by invite has no end";
    FloorStands: "12", "a convert does not end older tokens";
    LinkCarriesManagement: "13", "a link invite may carry management";
    LinkGrantsManagement: "13", "a link invite may grant management of a project";
    AnyDomain: "13", "any domain takes a link for certain domains";
    AddressesTakeLimits: "13", "an invite to an address takes the limits of a link";
    LinkById: "13", "a link invite is accepted by its id";
    DeclineClosesToOthers: "15", "one person closes a link for several by declining it";
    OrderChanged: "order", "an expired token is denied before a closed invite";
    ResendsAtOnce: "limits", "an invite can be resent at once";
    NoMemberLimit: "limits", "members without end";
    NoInviteLimit: "limits", "pending invites without end";
    NoSpendCeiling: "limits", "any spend limit";
    AdoptKeepsInvites: "policy", "a new policy leaves invites that are no longer grantable";
    TokenOutlivesInvite: "tokens", "an invite token outlives its invite";
    OutdatedTokens: "tokens", "a token that names another role than the edited invite is accepted";
    SuspendedStay: "projects and ends", "a suspended member cannot leave";
    RemovalKeepsGrants: "projects and ends", "a removed member's grants stay";
    HiddenProjectsShow: "projects and ends", "a project is told from an unknown one by who holds nothing in it";
    ArchivedTakesGrants: "projects and ends", "an archived project takes grants";
    ArchivedJoined: "projects and ends", "joining grants in an archived project";
    ArchivedMintsTokens: "projects and ends", "an archived project has tokens";
    ExternalIdTwice: "projects and ends", "two projects have the same external id";
    TwoReviews: "reviews", "two access reviews are open at once";
    DecidesOneself: "reviews", "a member decides about themself";
    ClosedReviewsDecide: "reviews", "a closed review takes decisions";
    ReviewsLateJoiners: "reviews", "a review covers who joined after it was opened";
    LeaversStayUndecided: "reviews", "who leaves is not settled as gone";
    RevertKeepsReviews: "8", "a revert leaves access reviews";
    ServicesHoldEverything: "services", "a service holds every permission";
    ServicesInvite: "services", "a service can create, edit and resend invites";
    ServicesHaveCeiling: "services", "the ceiling of spend limits holds for services";
    ServiceRefusalsNotStored: "services", "a service's refusals are not stored";
    MembersEnrol: "services", "a member can enrol others";
    EnrolsInPersonal: "services", "a personal account has enrolled members";
    EnrolsAboveOwn: "services", "an enrolment may give more than the service holds";
    EnrolsHigherMembers: "services", "an enrolment may change a member who holds more than the service";
    EnrolmentDemotesOwner: "6", "an enrolment can demote the owner";
    EnrolmentKeepsInvites: "7", "an enrolled member keeps their pending invites";
    EnrolmentKeepsInvitesBeyond: "5", "an enrolment that demotes leaves invites that the member may no longer grant";
    EnrolmentEpochStands: "12", "an enrolment that changes a member does not move the epoch";
    EnrolmentRestores: "services", "an enrolment ends a suspension";
    EnrolmentTakesGrants: "services", "an enrolment takes a member's other grants away";
    EnrolmentEndForgotten: "services", "an enrolment sets no end";
    ErasureKeepsInvites: "erasures", "the invites to an erased user stay";
    ErasureKeepsNames: "erasures", "the name of an erased user stays in what they did";
    ErasureTakesLaterInvites: "erasures", "an erasure removes invites that were sent afterwards";
    ErasureTakesTeams: "erasures", "an erased owner takes the team from its other members";
    ErasureLeavesAccounts: "erasures", "the personal account of an erased user stays open";
    ErasureLeavesNoEvent: "9", "an erasure leaves no event";
    ErasureRevokesSilently: "9", "the invites that an erasure revokes leave no event";
    ExpiredInvitesStay: "expired invites", "an invite that expired 30 days ago stays";
    ExpiredInvitesLeaveEarly: "expired invites", "an expired invite leaves a second too early";
    OldEventsStay: "9", "an event that is as old as the operator keeps events stays";
    OldEventsLeaveEarly: "9", "an old event leaves a second too early";
    NewestEventLeaves: "9", "the newest event leaves when it is old";
    CutKeepsSkippedProjects: "9", "a repeat names projects that only a removed event has";
    UsedExpiredInvitesLeave: "1", "an expired link that a user joined by leaves";
    NoProjectLimit: "limits", "projects without end";
    NoGrantLimit: "limits", "grants of a member without end";
}
