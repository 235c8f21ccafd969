//! The operations on a membership as HTTP requests, and the responses in their replies.

use serde_json::{Map, Value, json};

use crate::http::Reply;
use crate::membership::{End, InviteState, OFFERS, Operation, Response, Row, Way};
use crate::workload::{OpenMembership, Team};

/// A role, and the permissions of `custom`.
type Role = (&'static str, &'static [&'static str]);

/// The roles and lists of the account.
pub(crate) const ACCESSES: [Role; 4] = [
    ("basic", &[]),
    ("dev", &[]),
    ("custom", &["team:access", "pods:connect"]),
    ("custom", &["team:access", "billing:read"]),
];
/// The roles and lists of the project.
pub(crate) const PROJECT_ACCESSES: [Role; 3] = [
    ("viewer", &[]),
    ("editor", &[]),
    ("custom", &["pods:connect"]),
];
/// An end that has passed.
const PAST: &str = "2020-01-01T00:00:00.000Z";
/// How long the membership by the invite to the address lasts.
const LATER_SECONDS: u32 = 30 * 86_400;

/// The membership that a request is about.
pub(crate) struct Of<'a> {
    pub(crate) team: &'a Team,
    pub(crate) membership: &'a OpenMembership,
    /// The user's id.
    pub(crate) user: &'a str,
}

/// The caller of an operation.
pub(crate) enum Caller {
    Owner,
    User,
    Service,
}

/// An operation as an HTTP request.
pub(crate) struct Wire {
    pub(crate) caller: Caller,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
}

/// The body of the invite to the user's address.
pub(crate) fn offer_by_address(team: &Team, email: &str) -> Option<String> {
    let [offer, _] = OFFERS;
    let mut body = offered(team, offer)?;
    body.insert("email".into(), json!(email));
    body.insert("membershipExpiresIn".into(), json!(LATER_SECONDS));
    Some(Value::Object(body).to_string())
}

/// The body of the link invite.
pub(crate) fn offer_by_link(team: &Team) -> Option<String> {
    let [_, offer] = OFFERS;
    Some(Value::Object(offered(team, offer)?).to_string())
}

fn offered(team: &Team, offer: Row) -> Option<Map<String, Value>> {
    let mut body = assigned(ACCESSES.get(offer.access)?);
    let grant = assigned_in(team, PROJECT_ACCESSES.get(offer.grant?)?);
    body.insert("projects".into(), json!([grant]));
    Some(body)
}

/// The request of an operation.
pub(crate) fn request(of: &Of<'_>, operation: Operation) -> Option<Wire> {
    let Of {
        team,
        membership,
        user,
    } = *of;
    let account = format!("/v1/accounts/{}", team.id);
    let member = format!("{account}/members/{user}");
    let grant = format!("{account}/projects/{}/members/{user}", team.project);
    let wire = |caller, method, path, body| Wire {
        caller,
        method,
        path,
        body,
    };
    let owned = |method, path, body| wire(Caller::Owner, method, path, body);
    Some(match operation {
        Operation::Accept(way) => {
            let body = match way {
                Way::Address => json!({ "inviteId": membership.to_address }),
                Way::Link => json!({ "token": membership.token }),
            };
            let path = "/v1/invites/accept".into();
            wire(Caller::User, "POST", path, Some(body))
        }
        Operation::Leave => wire(Caller::User, "DELETE", member, None),
        Operation::Remove => owned("DELETE", member, None),
        Operation::Enrol(access, in_project) => {
            let mut body = assigned(ACCESSES.get(access)?);
            let grant = assigned_in(team, PROJECT_ACCESSES.get(in_project)?);
            body.insert("projects".into(), json!([grant]));
            wire(Caller::Service, "PUT", member, Some(body.into()))
        }
        Operation::Suspend(is) => owned("PATCH", member, Some(json!({ "suspended": is }))),
        Operation::SetEnd(end) => {
            let end = (end == End::Past).then_some(PAST);
            owned("PATCH", member, Some(json!({ "expiresAt": end })))
        }
        Operation::Assign(access) => {
            let body = assigned(ACCESSES.get(access)?);
            owned("PATCH", member, Some(body.into()))
        }
        Operation::Grant(access) => {
            let body = assigned(PROJECT_ACCESSES.get(access)?);
            owned("PUT", grant, Some(body.into()))
        }
        Operation::Ungrant => owned("DELETE", grant, None),
        Operation::Find => owned("GET", format!("{account}/members?limit=200"), None),
        Operation::ReadInvite(way) => {
            let id = match way {
                Way::Address => &membership.to_address,
                Way::Link => &membership.link,
            };
            owned("GET", format!("{account}/invites/{id}"), None)
        }
        Operation::Enter => wire(Caller::User, "POST", format!("{account}/token"), None),
    })
}

/// The response in a reply; `None` for one that no operation has.
pub(crate) fn read(of: &Of<'_>, operation: Operation, reply: &Reply) -> Option<Response> {
    let body = reply.json();
    match (reply.status, operation, text(&body, "code")) {
        (200, _, _) => Some(read_success(of, operation, &body).unwrap_or(Response::Impossible)),
        (204, Operation::Leave | Operation::Remove | Operation::Ungrant, _) => Some(Response::Done),
        (_, Operation::Accept(_), Some("invite_closed")) => Some(Response::Closed),
        (_, Operation::Accept(_), Some("already_member")) => Some(Response::AlreadyMember),
        (_, Operation::Enter, Some("suspended")) => Some(Response::Suspended),
        (_, Operation::Enter, Some("past_end")) => Some(Response::PastEnd),
        (404, _, Some("not_found")) => Some(Response::NotFound),
        _ => None,
    }
}

fn read_success(of: &Of<'_>, operation: Operation, body: &Value) -> Option<Response> {
    match operation {
        Operation::Accept(_) => {
            let revoked = body.get("revokedInvites")?.as_array()?;
            let revoked_other = revoked.iter().any(|id| *id == *of.membership.to_address);
            let row = row_of(of, body.get("membership")?)?;
            let is_all = revoked.len() == usize::from(revoked_other);
            is_all.then_some(Response::Joined { row, revoked_other })
        }
        Operation::Enrol(..)
        | Operation::Suspend(_)
        | Operation::SetEnd(_)
        | Operation::Assign(_) => row_of(of, body).map(Response::Member),
        Operation::Grant(_) => place_of(&PROJECT_ACCESSES, body).map(Response::Granted),
        Operation::Find => {
            let mut members = body.get("items")?.as_array()?.iter();
            match members.find(|member| text(member, "user") == Some(of.user)) {
                Some(member) => row_of(of, member).map(Response::Member),
                None => Some(Response::NotFound),
            }
        }
        Operation::ReadInvite(_) => match text(body, "status")? {
            "pending" => Some(Response::Invite(InviteState::Pending)),
            "accepted" => Some(Response::Invite(InviteState::Accepted)),
            "revoked" => Some(Response::Invite(InviteState::Revoked)),
            _ => None,
        },
        Operation::Enter => place_of(&ACCESSES, body.get("account")?).map(Response::Entered),
        Operation::Leave | Operation::Remove | Operation::Ungrant => None,
    }
}

/// What a member's JSON shows; `None` for another user, and for what the specification does not have.
fn row_of(of: &Of<'_>, member: &Value) -> Option<Row> {
    let access = place_of(&ACCESSES, member).filter(|_| text(member, "user") == Some(of.user))?;
    let end = match text(member, "expiresAt") {
        None => End::Never,
        Some(PAST) => End::Past,
        Some(_) => End::Later,
    };
    let grants = member.get("grants").and_then(Value::as_array);
    let grant = match grants.map(Vec::as_slice) {
        None | Some([]) => None,
        Some([grant]) if text(grant, "project") == Some(&of.team.project) => {
            Some(place_of(&PROJECT_ACCESSES, grant)?)
        }
        Some(_) => return None,
    };
    Some(Row {
        access,
        suspended: member.get("suspended")?.as_bool()?,
        end,
        grant,
    })
}

/// `role`, and `permissions` of a list.
fn assigned((role, list): &Role) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("role".into(), json!(role));
    if !list.is_empty() {
        body.insert("permissions".into(), json!(list));
    }
    body
}

/// The same as a grant in the team's project.
fn assigned_in(team: &Team, role: &Role) -> Map<String, Value> {
    let mut grant = assigned(role);
    grant.insert("project".into(), json!(team.project));
    grant
}

/// The place of a JSON object's `role` and `permissions` in a table. An account shows what its role gives, so the permissions count
/// only for `custom`.
fn place_of(table: &[Role], of: &Value) -> Option<usize> {
    let role = text(of, "role")?;
    let shown = of.get("permissions").cloned().unwrap_or_default();
    table
        .iter()
        .position(|(name, list)| *name == role && (list.is_empty() || shown == json!(list)))
}

fn text<'v>(of: &'v Value, name: &str) -> Option<&'v str> {
    of.get(name)?.as_str()
}
