//! The routes: one list for the Worker that answers them and the SDK that asks.

use hallpass_core::required;

/// An HTTP method that a route answers. `HEAD` is answered wherever `GET` is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Reads; changes nothing.
    Get,
    /// Acts.
    Post,
    /// Makes it so.
    Put,
    /// Changes a part.
    Patch,
    /// Removes.
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

/// What a caller must bring to a route.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Nothing.
    Public,
    /// A user's identity if there is one; the answer depends on it.
    Optional,
    /// A user's identity.
    SignedIn,
    /// The identity of a user or a service; what each may is the command's to say.
    Anybody,
    /// The identity of a member, or of a service, who holds this permission in the account.
    Permission(&'static str),
    /// As `Permission`, and never a service.
    Member(&'static str),
    /// As `Permission`, or the identity of the very member that the path names.
    PermissionOrSelf(&'static str),
    /// The identity of the account's owner.
    Owner,
    /// A membership token in the header `hallpass-token`, whoever brings it; or the identity of a service.
    Membership,
    /// The identity of a service that holds this permission.
    Service(&'static str),
}

impl Access {
    /// Whether a user's identity is of any use here.
    #[must_use]
    pub const fn takes_users(self) -> bool {
        !matches!(self, Self::Service(_))
    }

    /// Whether a service's identity is of any use here.
    #[must_use]
    pub const fn takes_services(self) -> bool {
        match self {
            Self::Public
            | Self::Anybody
            | Self::Permission(_)
            | Self::PermissionOrSelf(_)
            | Self::Membership
            | Self::Service(_) => true,
            Self::Optional | Self::SignedIn | Self::Member(_) | Self::Owner => false,
        }
    }
}

impl Access {
    /// Its word in the generated table of routes, and the permission if it names one.
    #[must_use]
    pub const fn declared(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Public => ("nothing", None),
            Self::Optional => ("identity-if-any", None),
            Self::SignedIn => ("identity", None),
            Self::Permission(permission) => ("permission", Some(permission)),
            Self::PermissionOrSelf(permission) => ("permission-or-self", Some(permission)),
            Self::Owner => ("owner", None),
            Self::Anybody => ("identity-or-service", None),
            Self::Member(permission) => ("permission-of-user", Some(permission)),
            Self::Service(permission) => ("service", Some(permission)),
            Self::Membership => ("membership", None),
        }
    }
}

macro_rules! routes {
    ($($(#[$doc:meta])* $name:ident $pattern:literal { $($method:ident: $access:expr,)+ })*) => {
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

            /// The methods that it answers, and what each asks of the caller.
            #[must_use]
            pub const fn methods(self) -> &'static [(Method, Access)] {
                match self { $(Self::$name => &[$((Method::$method, $access),)+],)* }
            }
        }
    };
}

routes! {
    /// The caller.
    Me "/v1/me" { Get: Access::SignedIn, Put: Access::SignedIn, }
    /// A user as a service knows them.
    Users "/v1/users" { Put: Access::Service(required::MEMBERS_MANAGE), }
    /// Another team.
    Accounts "/v1/accounts" { Post: Access::Anybody, }
    /// One account.
    Account "/v1/accounts/{acc}" {
        Get: Access::Permission(required::TEAM_ACCESS),
        Patch: Access::Permission(required::TEAM_MANAGE),
    }
    /// Personal to team.
    Convert "/v1/accounts/{acc}/convert" { Post: Access::Owner, }
    /// Team to personal.
    Revert "/v1/accounts/{acc}/revert" { Post: Access::Owner, }
    /// A membership token.
    Token "/v1/accounts/{acc}/token" { Post: Access::Member(required::TEAM_ACCESS), }
    /// Several membership tokens.
    Tokens "/v1/tokens" { Post: Access::SignedIn, }
    /// An account's members.
    Members "/v1/accounts/{acc}/members" { Get: Access::Permission(required::TEAM_ACCESS), }
    /// One member.
    Member "/v1/accounts/{acc}/members/{user}" {
        Put: Access::Service(required::MEMBERS_MANAGE),
        Patch: Access::Permission(required::MEMBERS_MANAGE),
        Delete: Access::PermissionOrSelf(required::MEMBERS_MANAGE),
    }
    /// An account's invites.
    Invites "/v1/accounts/{acc}/invites" {
        Get: Access::Permission(required::MEMBERS_INVITE),
        Post: Access::Member(required::MEMBERS_INVITE),
    }
    /// One invite.
    Invite "/v1/accounts/{acc}/invites/{inv}" {
        Get: Access::Permission(required::MEMBERS_INVITE),
        Delete: Access::Permission(required::MEMBERS_INVITE),
    }
    /// An invite's link again.
    InviteLink "/v1/accounts/{acc}/invites/{inv}/link" { Get: Access::Member(required::MEMBERS_INVITE), }
    /// Vouch for an invite again.
    InviteResend "/v1/accounts/{acc}/invites/{inv}/resend" { Post: Access::Member(required::MEMBERS_INVITE), }
    /// An account's audit log.
    Audit "/v1/accounts/{acc}/audit" {
        Get: Access::Permission(required::AUDIT_READ),
        Post: Access::Service(required::TEAM_ACCESS),
    }
    /// The caller's inbox.
    Inbox "/v1/invites" { Get: Access::SignedIn, }
    /// What an invite offers.
    Preview "/v1/invites/preview" { Post: Access::Optional, }
    /// Join.
    Accept "/v1/invites/accept" { Post: Access::SignedIn, }
    /// Do not join.
    Decline "/v1/invites/decline" { Post: Access::SignedIn, }
    /// May they?
    Check "/v1/check" { Post: Access::Membership, }
    /// Today's policy.
    Policy "/v1/policy" { Get: Access::Public, }
    /// A policy by its id.
    PolicyById "/v1/policy/{id}" { Get: Access::Public, }
    /// The public keys.
    Keys "/.well-known/jwks.json" { Get: Access::Public, }
    /// Whether the Worker runs.
    Health "/healthz" { Get: Access::Public, }
    /// An invite link.
    Link "/i/{code}" { Get: Access::Public, }
}

/// A path that a route answers, and what stood for its parameters, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matched<'a> {
    /// The route.
    pub route: Route,
    /// The parameters as they stand in the path: not decoded, not checked.
    pub parameters: Vec<&'a str>,
}

/// The route that answers a path. A slash at the end makes another path.
#[must_use]
pub fn find(path: &str) -> Option<Matched<'_>> {
    Route::ALL.iter().find_map(|&route| {
        parameters(route.pattern(), path).map(|parameters| Matched { route, parameters })
    })
}

fn parameters<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
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
    fn each_route_is_found_by_its_own_pattern() {
        for &route in Route::ALL {
            let matched = find(route.pattern()).map(|matched| matched.route);
            assert_eq!(matched, Some(route));
        }
    }

    #[test]
    fn other_paths_are_nobodys() {
        for path in [
            "",
            "/",
            "/v1",
            "/v1/me/",
            "/v1//me",
            "/v1/accounts/",
            "/i/",
            "/i/a/b",
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
