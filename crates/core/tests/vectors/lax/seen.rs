//! A look over some JSON, for what serde would swallow.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// What a look over some JSON finds.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) twice: bool,
    pub(super) inexact: bool,
    pub(super) depth: usize,
}

impl Seen {
    fn add(&mut self, inner: &Self) {
        self.twice |= inner.twice;
        self.inexact |= inner.inexact;
        self.depth = self.depth.max(inner.depth + 1);
    }
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Look;
        impl<'de> Visitor<'de> for Look {
            type Value = Seen;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("JSON")
            }
            fn visit_unit<E>(self) -> Result<Seen, E> {
                Ok(Seen::default())
            }
            fn visit_bool<E>(self, _: bool) -> Result<Seen, E> {
                Ok(Seen::default())
            }
            fn visit_str<E>(self, _: &str) -> Result<Seen, E> {
                Ok(Seen::default())
            }
            fn visit_i64<E>(self, value: i64) -> Result<Seen, E> {
                Ok(Seen {
                    inexact: value.unsigned_abs() >= 1 << 53,
                    ..Seen::default()
                })
            }
            fn visit_u64<E>(self, value: u64) -> Result<Seen, E> {
                Ok(Seen {
                    inexact: value >= 1 << 53,
                    ..Seen::default()
                })
            }
            fn visit_f64<E>(self, _: f64) -> Result<Seen, E> {
                Ok(Seen {
                    inexact: true,
                    ..Seen::default()
                })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Seen, A::Error> {
                let mut seen = Seen {
                    depth: 1,
                    ..Seen::default()
                };
                while let Some(inner) = access.next_element::<Seen>()? {
                    seen.add(&inner);
                }
                Ok(seen)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Seen, A::Error> {
                let mut seen = Seen {
                    depth: 1,
                    ..Seen::default()
                };
                let mut keys: Vec<String> = Vec::new();
                while let Some((key, inner)) = access.next_entry::<String, Seen>()? {
                    seen.twice |= keys.contains(&key);
                    keys.push(key);
                    seen.add(&inner);
                }
                Ok(seen)
            }
        }
        deserializer.deserialize_any(Look)
    }
}
