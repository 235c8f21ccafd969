//! What all objects share: storage with checked types, and how they are asked and answer.

mod ask;
pub(crate) mod cursor;
mod said;
mod storage;

pub(crate) use ask::{Later, answer, ask};
pub(crate) use said::{asked, said};
pub(crate) use storage::{Database, Param, Row, params};
