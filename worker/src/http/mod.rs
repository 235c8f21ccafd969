//! HTTP: what comes in, what goes out, and nothing of what it means.

mod assets;
mod bounded;
mod cors;
mod error;
mod pieces;
mod request;
mod response;
pub(crate) mod web;

pub(crate) use assets::asset;
pub(crate) use cors::Cors;
pub(crate) use error::ApiError;
pub(crate) use pieces::pieces;
pub(crate) use request::ApiRequest;
pub(crate) use response::{ApiResponse, CacheControl, Frame, finish};
