//! Reading the setting `GATE`.

use alloc::string::String;
use alloc::vec::Vec;

use super::segment::{Segment, same_word};
use super::{ECHOED, Gate, GateError, Pattern, Rule};
use crate::freshness::Freshness;
use crate::policy::Policy;
use crate::token::json::{self, NotStrict, Object, Value};
use crate::{PermissionName, limits};

/// The first segments of Hallpass's own paths, which cannot be gated.
const OWN_SEGMENTS: [&str; 5] = ["v1", "i", ".well-known", "local", "healthz"];

impl Gate {
    /// Reads `[{method, path, require, freshness?}, …]`.
    ///
    /// * `method` is an upper-case method or `*`, but not `TRACE`.
    /// * `path` consists of words, `{account}`, `{project}`, other names in braces for any one segment, and `*` at its end
    ///   for all further segments. Under a policy without projects `{project}` is another name.
    /// * `require` is a permission or a list of permissions, which are of project scope where the path has `{project}`.
    /// * `freshness` defaults to `cached`.
    ///
    /// # Errors
    /// [`GateError`] for the first invalid rule.
    pub fn from_json(text: &str, policy: &Policy) -> Result<Self, GateError> {
        let Ok(Value::Array(items)) = json::parse(text) else {
            return Err(GateError::Syntax);
        };
        if items.is_empty() {
            return Err(GateError::Syntax);
        }
        let mut rules: Vec<Rule> = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let at = index.saturating_add(1);
            let mut object = item.object().map_err(|_| GateError::Rule(at))?;
            let path = object.take_text("path").map_err(|_| GateError::Rule(at))?;
            let segments = segments(&path, policy).ok_or(GateError::Path(at))?;
            let rule = rule(object, segments).map_err(|_| GateError::Rule(at))?;
            check_permissions(&rule, policy, at)?;
            if rules.iter().any(|earlier| earlier.shadows(&rule)) {
                return Err(GateError::Shadowed(at));
            }
            rules.push(rule);
        }
        Ok(Self(rules))
    }
}

/// Refuses a rule that no member can ever pass.
fn check_permissions(rule: &Rule, policy: &Policy, at: usize) -> Result<(), GateError> {
    let bits = rule.require.iter().map(|name| policy.bit(name.as_str()));
    for bit in bits {
        let bit = bit.ok_or(GateError::Permission(at))?;
        if rule.is_for_project() && !policy.project_scope().contains(bit) {
            return Err(GateError::Scope(at));
        }
    }
    Ok(())
}

fn rule(mut object: Object, segments: Vec<Pattern>) -> Result<Rule, NotStrict> {
    let method = object.take_text("method")?;
    let capitals = |byte: u8| byte.is_ascii_uppercase() || byte == b'-';
    let is_word = !method.is_empty() && method.bytes().all(capitals);
    if method != "*" && (!is_word || ECHOED.contains(&method.as_str())) {
        return Err(NotStrict);
    }
    let name = |value: Value| -> Result<PermissionName, NotStrict> {
        value.text()?.parse().map_err(|_| NotStrict)
    };
    let require = match object.take("require") {
        Some(Value::Array(names)) => names.into_iter().map(name).collect::<Result<Vec<_>, _>>()?,
        Some(one) => alloc::vec![name(one)?],
        None => return Err(NotStrict),
    };
    let freshness = match object.take_optional_text("freshness")? {
        Some(word) => Freshness::parse(&word).ok_or(NotStrict)?,
        None => Freshness::default(),
    };
    object.finish()?;
    if require.is_empty() || require.len() > limits::NAMED_PER_CALL {
        return Err(NotStrict);
    }
    Ok(Rule {
        method: Some(method).filter(|method| method != "*"),
        segments,
        require,
        freshness,
    })
}

/// The segments of a rule's path; `None` for a path that no request can have, or that is Hallpass's own.
fn segments(path: &str, policy: &Policy) -> Option<Vec<Pattern>> {
    let inner = path.strip_prefix('/')?;
    let parts: Vec<&str> = inner.split('/').collect();
    let last = parts.len().checked_sub(1)?;
    let mut segments = Vec::with_capacity(parts.len());
    for (at, part) in parts.into_iter().enumerate() {
        let named = part
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'));
        segments.push(match (part, named) {
            ("*" | "**", _) if at == last => Pattern::Rest,
            ("*", _) => Pattern::Any,
            (_, Some("account")) => Pattern::Account,
            (_, Some("project")) if policy.has_projects() => Pattern::Project,
            (_, Some(name)) if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                Pattern::Any
            }
            _ => Pattern::Word(word(part)?),
        });
    }
    match segments.first() {
        Some(Pattern::Word(first))
            if OWN_SEGMENTS.contains(&first.to_ascii_lowercase().as_str()) =>
        {
            None
        }
        _ => Some(segments),
    }
}

/// A word that is its own normal form, decoded.
fn word(part: &str) -> Option<String> {
    let segment = Segment::parse(part)?;
    let is_plain = segment.text == part && !part.contains(['{', '}', '*']);
    is_plain.then_some(segment.decoded)
}

impl Rule {
    /// Whether this rule matches every request that `later` matches.
    fn shadows(&self, later: &Self) -> bool {
        let method = match (&self.method, &later.method) {
            (None, _) => true,
            (Some(own), Some(other)) => own == other || (own == "GET" && other == "HEAD"),
            (Some(_), None) => false,
        };
        method && self.covers_path(&later.segments)
    }

    fn covers_path(&self, later: &[Pattern]) -> bool {
        let mut parts = later.iter();
        for own in &self.segments {
            if *own == Pattern::Rest {
                return true;
            }
            match (own, parts.next()) {
                (_, None | Some(Pattern::Rest)) => return false,
                (Pattern::Word(own), Some(Pattern::Word(other))) => {
                    if !same_word(own, other) {
                        return false;
                    }
                }
                (Pattern::Word(_), Some(Pattern::Account | Pattern::Project | Pattern::Any)) => {
                    return false;
                }
                (Pattern::Account | Pattern::Project | Pattern::Any | Pattern::Rest, Some(_)) => {}
            }
        }
        parts.next().is_none()
    }
}
