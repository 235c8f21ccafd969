//! The messages between the Worker and its Durable Objects.
//!
//! Each operation of an object is a request type that implements [`ObjectCall`], which names the object, the operation
//! and the response type. A call travels in an [`ObjectRequest`] as `POST /{operation}`, and comes back as an
//! [`ObjectResponse`]. Fields that a release adds are optional, and unknown fields are ignored: while a deployment
//! spreads, a Worker and an object of different releases talk to each other.
//!
//! Objects never read a clock or draw random bytes: both come with each request.

pub mod account;
mod call;
mod envelope;
mod error;
pub mod legacy;
pub mod mailbox;
pub mod user;

pub use call::{ObjectCall, ObjectClass, Paging};
pub use envelope::{IdempotencyKey, ObjectRequest, ObjectResponse, RandomBytes};
pub use error::ObjectError;
