//! The routes, for the Worker that serves them and the SDK that calls them.

use hallpass_core::{Power, limits, required};

/// An HTTP method of a route. `HEAD` is allowed wherever `GET` is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// `GET`: reads, and changes nothing.
    Get,
    /// `POST`: runs an operation.
    Post,
    /// `PUT`: creates or replaces.
    Put,
    /// `PATCH`: changes some fields.
    Patch,
    /// `DELETE`: removes.
    Delete,
}

impl Method {
    /// The method's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What a route requires of its caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Nothing.
    Public,
    /// Optionally a user's identity, on which the response depends.
    Optional,
    /// A user's identity.
    SignedIn,
    /// The identity of a user or a service. The command decides what each may do.
    Anybody,
    /// The identity of a member or service with this permission in the account.
    Permission(&'static str),
    /// The identity of a member or service with this permission in the project of the path.
    ProjectPermission(&'static str),
    /// Like `ProjectPermission`, or the identity of a member or service with `members:manage` in the account.
    ProjectOrMembers(&'static str),
    /// Like `ProjectOrMembers`, or the identity of the member in the path.
    ProjectOrMembersOrSelf(&'static str),
    /// Like `Permission`, but not a service.
    Member(&'static str),
    /// Like `Permission`, or the identity of the member in the path.
    PermissionOrSelf(&'static str),
    /// The identity of the account's owner.
    Owner,
    /// The identity of the account's owner, or of a service with this power.
    OwnerOrPower(Power),
    /// A membership token in the header `hallpass-token`, or the identity of a service.
    Membership,
    /// The identity of a service with this permission.
    Service(&'static str),
    /// The identity of a service with this power.
    Power(Power),
}

impl Access {
    /// Whether users may call the route.
    #[must_use]
    pub const fn takes_users(self) -> bool {
        !matches!(self, Self::Service(_) | Self::Power(_))
    }

    /// Whether services may call the route.
    #[must_use]
    pub const fn takes_services(self) -> bool {
        match self {
            Self::Public
            | Self::Anybody
            | Self::Permission(_)
            | Self::PermissionOrSelf(_)
            | Self::ProjectPermission(_)
            | Self::ProjectOrMembers(_)
            | Self::ProjectOrMembersOrSelf(_)
            | Self::OwnerOrPower(_)
            | Self::Membership
            | Self::Service(_)
            | Self::Power(_) => true,
            Self::Optional | Self::SignedIn | Self::Member(_) | Self::Owner => false,
        }
    }
}

impl Access {
    /// Its name in the generated table of routes, and its permission or power, if any.
    #[must_use]
    pub const fn declared(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Public => ("nothing", None),
            Self::Optional => ("identity-if-any", None),
            Self::SignedIn => ("identity", None),
            Self::Permission(permission) => ("permission", Some(permission)),
            Self::PermissionOrSelf(permission) => ("permission-or-self", Some(permission)),
            Self::ProjectPermission(permission) => ("project-permission", Some(permission)),
            Self::ProjectOrMembers(permission) => ("project-or-members", Some(permission)),
            Self::ProjectOrMembersOrSelf(permission) => {
                ("project-or-members-or-self", Some(permission))
            }
            Self::Owner => ("owner", None),
            Self::OwnerOrPower(power) => ("owner-or-power", Some(power.as_str())),
            Self::Anybody => ("identity-or-service", None),
            Self::Member(permission) => ("permission-of-user", Some(permission)),
            Self::Service(permission) => ("service", Some(permission)),
            Self::Power(power) => ("power", Some(power.as_str())),
            Self::Membership => ("membership", None),
        }
    }
}

macro_rules! routes {
    ($($(#[$doc:meta])* $name:ident $pattern:literal { $($method:ident $endpoint:ident: $access:expr,)+ })*) => {
        /// A route.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Route { $($(#[$doc])* $name,)* }

        impl Route {
            /// Every route.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name in logs.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// Its path, with parameters in braces.
            #[must_use]
            pub const fn pattern(self) -> &'static str {
                match self { $(Self::$name => $pattern,)* }
            }

            /// Its methods, each with its endpoint and what it requires of the caller.
            #[must_use]
            pub const fn methods(self) -> &'static [(Method, Endpoint, Access)] {
                match self {
                    $(Self::$name => &[$((Method::$method, Endpoint::$endpoint, $access),)+],)*
                }
            }
        }

        /// A method of a route. The Worker matches all of them, so that it does not compile without a handler for each.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Endpoint {
            $($(#[doc = concat!("`", stringify!($method), " ", $pattern, "`")] $endpoint,)+)*
        }
    };
}

routes! {
    /// The caller.
    Me "/v1/me" { Get ReadMe: Access::SignedIn, Put OpenMe: Access::SignedIn, Delete EraseMe: Access::SignedIn, }
    /// Everything about the caller.
    MeExport "/v1/me/export" { Get ExportMe: Access::SignedIn, }
    /// A user that a service imports.
    Users "/v1/users" { Put PutUser: Access::Service(required::MEMBERS_MANAGE), }
    /// One user.
    User "/v1/users/{user}" { Delete EraseUser: Access::Power(Power::Erase), }
    /// A new team.
    Accounts "/v1/accounts" { Post OpenAccount: Access::Anybody, }
    /// One account.
    Account "/v1/accounts/{acc}" {
        Get ReadAccount: Access::Permission(required::TEAM_ACCESS),
        Patch UpdateAccount: Access::Permission(required::TEAM_MANAGE),
    }
    /// Converts a personal account to a team.
    Convert "/v1/accounts/{acc}/convert" { Post ConvertAccount: Access::Owner, }
    /// Reverts a team to a personal account.
    Revert "/v1/accounts/{acc}/revert" { Post RevertAccount: Access::Owner, }
    /// The offer of an account's ownership.
    Transfer "/v1/accounts/{acc}/transfer" {
        Post TransferOwnership: Access::OwnerOrPower(Power::Transfer),
        Delete WithdrawTransfer: Access::OwnerOrPower(Power::Transfer),
    }
    /// Accepts the ownership of an account.
    TransferAccept "/v1/accounts/{acc}/transfer/accept" { Post AcceptTransfer: Access::Member(required::TEAM_ACCESS), }
    /// Declines the ownership of an account.
    TransferDecline "/v1/accounts/{acc}/transfer/decline" { Post DeclineTransfer: Access::Member(required::TEAM_ACCESS), }
    /// A membership token.
    Token "/v1/accounts/{acc}/token" { Post IssueToken: Access::Member(required::TEAM_ACCESS), }
    /// Several membership tokens.
    Tokens "/v1/tokens" { Post IssueTokens: Access::SignedIn, }
    /// An account's members.
    Members "/v1/accounts/{acc}/members" { Get ListMembers: Access::Permission(required::TEAM_ACCESS), }
    /// One member.
    Member "/v1/accounts/{acc}/members/{user}" {
        Put EnrolMember: Access::Service(required::MEMBERS_MANAGE),
        Patch UpdateMember: Access::Permission(required::MEMBERS_MANAGE),
        Delete RemoveMember: Access::PermissionOrSelf(required::MEMBERS_MANAGE),
    }
    /// An account's projects.
    Projects "/v1/accounts/{acc}/projects" {
        Get ListProjects: Access::Permission(required::TEAM_ACCESS),
        Post CreateProject: Access::Permission(required::PROJECTS_CREATE),
    }
    /// One project.
    Project "/v1/accounts/{acc}/projects/{prj}" {
        Get ReadProject: Access::Permission(required::TEAM_ACCESS),
        Patch UpdateProject: Access::ProjectPermission(required::PROJECT_MANAGE),
    }
    /// The members who have a grant in a project.
    ProjectMembers "/v1/accounts/{acc}/projects/{prj}/members" {
        Get ListProjectMembers: Access::ProjectOrMembers(required::PROJECT_MANAGE),
    }
    /// A member's grant in a project.
    ProjectMember "/v1/accounts/{acc}/projects/{prj}/members/{user}" {
        Put PutGrant: Access::ProjectOrMembers(required::PROJECT_MANAGE),
        Delete RemoveGrant: Access::ProjectOrMembersOrSelf(required::PROJECT_MANAGE),
    }
    /// An account's invites.
    Invites "/v1/accounts/{acc}/invites" {
        Get ListInvites: Access::Permission(required::MEMBERS_INVITE),
        Post CreateInvite: Access::Member(required::MEMBERS_INVITE),
    }
    /// Several invites at once.
    InvitesBulk "/v1/accounts/{acc}/invites/bulk" { Post CreateInvites: Access::Member(required::MEMBERS_INVITE), }
    /// One invite.
    Invite "/v1/accounts/{acc}/invites/{inv}" {
        Get ReadInvite: Access::Permission(required::MEMBERS_INVITE),
        Patch UpdateInvite: Access::Member(required::MEMBERS_INVITE),
        Delete RevokeInvite: Access::Permission(required::MEMBERS_INVITE),
    }
    /// An invite's link.
    InviteLink "/v1/accounts/{acc}/invites/{inv}/link" { Get ReadInviteLink: Access::Member(required::MEMBERS_INVITE), }
    /// The mail of an invite.
    InviteMail "/v1/accounts/{acc}/invites/{inv}/mail" { Get PreviewMail: Access::Permission(required::MEMBERS_INVITE), }
    /// Resends an invite.
    InviteResend "/v1/accounts/{acc}/invites/{inv}/resend" { Post ResendInvite: Access::Member(required::MEMBERS_INVITE), }
    /// An account's audit log.
    Audit "/v1/accounts/{acc}/audit" {
        Get ListEvents: Access::Permission(required::AUDIT_READ),
        Post RecordEvent: Access::Service(required::TEAM_ACCESS),
    }
    /// An account's events, as webhooks get them.
    Events "/v1/accounts/{acc}/events" { Get ListEventsAfter: Access::Permission(required::AUDIT_READ), }
    /// An account's access reviews.
    Reviews "/v1/accounts/{acc}/reviews" {
        Get ListReviews: Access::Permission(required::MEMBERS_MANAGE),
        Post OpenReview: Access::Permission(required::MEMBERS_MANAGE),
    }
    /// One access review.
    Review "/v1/accounts/{acc}/reviews/{rev}" { Get ReadReview: Access::Permission(required::MEMBERS_MANAGE), }
    /// A decision in an access review.
    ReviewDecisions "/v1/accounts/{acc}/reviews/{rev}/decisions" {
        Post DecideReview: Access::Permission(required::MEMBERS_MANAGE),
    }
    /// Closes an access review.
    ReviewClose "/v1/accounts/{acc}/reviews/{rev}/close" { Post CloseReview: Access::Permission(required::MEMBERS_MANAGE), }
    /// The signed summary of a closed access review.
    ReviewSummary "/v1/accounts/{acc}/reviews/{rev}/summary" {
        Get ReadReviewSummary: Access::Permission(required::MEMBERS_MANAGE),
    }
    /// The caller's inbox.
    Inbox "/v1/invites" { Get ReadInbox: Access::SignedIn, }
    /// Previews an invite.
    Preview "/v1/invites/preview" { Post PreviewInvite: Access::Optional, }
    /// Accepts an invite.
    Accept "/v1/invites/accept" { Post AcceptInvite: Access::SignedIn, }
    /// Declines an invite.
    Decline "/v1/invites/decline" { Post DeclineInvite: Access::SignedIn, }
    /// Checks permissions and budget.
    Check "/v1/check" { Post Check: Access::Membership, }
    /// How people sign in to the console.
    Config "/v1/config" { Get ReadConfig: Access::Public, }
    /// The current policy.
    Policy "/v1/policy" { Get ReadPolicy: Access::Public, }
    /// A policy by its id.
    PolicyById "/v1/policy/{id}" { Get ReadPolicyById: Access::Public, }
    /// The public keys.
    Keys "/.well-known/jwks.json" { Get ReadKeys: Access::Public, }
    /// Whether the Worker runs.
    Health "/healthz" { Get ReadHealth: Access::Public, }
    /// What a transport reports about mails.
    EmailEvents "/v1/email/events/{transport}" { Post ReceiveEmailEvent: Access::Public, }
    /// Stops mails to an address.
    Stop "/stop/{code}" { Get ReadStop: Access::Public, Post SetStop: Access::Public, }
    /// An invite link.
    Link "/i/{code}" { Get OpenLink: Access::Public, }
}

impl Route {
    /// The largest body that it takes, in bytes.
    #[must_use]
    pub const fn body_bytes(self) -> usize {
        if matches!(self, Self::InvitesBulk) {
            limits::BULK_BODY_BYTES
        } else {
            limits::BODY_BYTES
        }
    }
}

/// A path that matches a route.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matched<'a> {
    /// The route.
    pub route: Route,
    /// The parameters in the order of the pattern, neither decoded nor validated.
    pub parameters: Vec<&'a str>,
}

/// The route of a path. A trailing slash does not match, except behind an invite code.
#[must_use]
pub fn find(path: &str) -> Option<Matched<'_>> {
    Route::ALL.iter().find_map(|&route| {
        parameters(route.pattern(), path).map(|parameters| Matched { route, parameters })
    })
}

fn parameters<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    if pattern == Route::Link.pattern() {
        // A pasted link can have slashes and other punctuation behind the code.
        let code = path.strip_prefix("/i/").filter(|code| !code.is_empty())?;
        return Some(vec![code]);
    }
    let mut found = Vec::new();
    let mut parts = path.split('/');
    for wanted in pattern.split('/') {
        let part = parts.next()?;
        if wanted.starts_with('{') {
            if part.is_empty() {
                return None;
            }
            found.push(part);
        } else if wanted != part {
            return None;
        }
    }
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_can_have_slashes_behind_its_code() {
        for (path, code) in [
            ("/i/abc", "abc"),
            ("/i/abc/", "abc/"),
            ("/i/abc/)", "abc/)"),
        ] {
            let matched = find(path).map(|matched| (matched.route, matched.parameters));
            assert_eq!(matched, Some((Route::Link, vec![code])), "{path}");
        }
        assert!(find("/i/").is_none());
    }

    #[test]
    fn each_route_is_found_by_its_own_pattern() {
        for &route in Route::ALL {
            let matched = find(route.pattern()).map(|matched| matched.route);
            let pattern = route.pattern();
            assert_eq!(
                matched,
                Some(route),
                "a route above `{pattern}` matches it: move it up"
            );
        }
    }

    #[test]
    fn other_paths_have_no_route() {
        for path in [
            "",
            "/",
            "/v1",
            "/v1/me/",
            "/v1//me",
            "/v1/accounts/",
            "/i/",
            "/V1/me",
        ] {
            assert_eq!(find(path), None, "{path}");
        }
    }

    #[test]
    fn parameters_come_in_order() {
        let matched = find("/v1/accounts/acc_1/members/usr_2").map(|matched| matched.parameters);
        assert_eq!(matched, Some(vec!["acc_1", "usr_2"]));
    }
}
