//! HTTP as the API speaks it: requests, responses, errors, and requests to other servers.

mod body;
mod error;
mod network;
mod outbound;
mod page;
mod problem;
mod request;
mod response;
mod stream;

pub(crate) use body::read_up_to;
pub(crate) use error::ApiError;
pub(crate) use network::Network;
pub(crate) use outbound::{OutboundError, OutboundPost};
pub(crate) use page::Page;
pub(crate) use request::{ApiRequest, is_below};
pub(crate) use response::{ApiResponse, CacheControl};
pub(crate) use stream::stream_of_chunks;
