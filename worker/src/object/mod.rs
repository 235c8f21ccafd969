//! What all objects share: storage with checked types, and how they are asked.

mod ask;
pub(crate) mod cursor;
mod storage;

pub(crate) use ask::{Unanswered, ask};
pub(crate) use storage::{Database, Param, Row, params};
