//! A connection that stays open, with one request at a time.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// A reply that takes longer counts as none.
const REPLY_TIMEOUT: Duration = Duration::from_secs(20);
/// How long the restart of a killed runtime may take. The process that restarts it gives up earlier.
pub(crate) const RESTART_TIMEOUT: Duration = Duration::from_secs(90);
/// An attempt to connect that takes longer has failed.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) identity: Option<&'a str>,
    pub(crate) key: Option<&'a str>,
    pub(crate) body: Option<&'a str>,
}

/// Its reply.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// A connection to the Worker.
#[derive(Debug)]
pub(crate) struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
}

impl Connection {
    /// Opens a connection when the first request is sent.
    pub(crate) fn to(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
        }
    }

    /// Connects, and waits for a restarting runtime. Returns whether it is connected.
    pub(crate) fn ready(&mut self) -> bool {
        let until = Instant::now() + RESTART_TIMEOUT;
        while self.stream.is_none() {
            if Instant::now() > until {
                return false;
            }
            match TcpStream::connect_timeout(&self.address, CONNECT_TIMEOUT) {
                Ok(stream) => {
                    // Setting these options fails only for a duration of zero, or a closed socket, which the request meets.
                    let _ = stream.set_nodelay(true);
                    let _ = stream.set_read_timeout(Some(REPLY_TIMEOUT));
                    let _ = stream.set_write_timeout(Some(REPLY_TIMEOUT));
                    self.stream = Some(stream);
                }
                Err(_) => thread::sleep(Duration::from_millis(5)),
            }
        }
        true
    }

    /// Sends a request and reads its whole reply; `None` if the connection ended, which leaves open what was done.
    pub(crate) fn send(&mut self, request: Request<'_>) -> Option<Reply> {
        if !self.ready() {
            return None;
        }
        let reply = self.exchange(request);
        if reply.is_none() {
            self.stream = None;
        }
        reply
    }

    fn exchange(&mut self, request: Request<'_>) -> Option<Reply> {
        let stream = self.stream.as_mut()?;
        let body = request.body.unwrap_or_default();
        let mut text = format!(
            "{} {} HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\n",
            request.method,
            request.path,
            self.address,
            body.len()
        );
        if request.body.is_some() {
            text.push_str("content-type: application/json\r\n");
        }
        if let Some(identity) = request.identity {
            text.push_str("authorization: Bearer ");
            text.push_str(identity);
            text.push_str("\r\n");
        }
        if let Some(key) = request.key {
            text.push_str("idempotency-key: ");
            text.push_str(key);
            text.push_str("\r\n");
        }
        text.push_str("\r\n");
        text.push_str(body);
        stream.write_all(text.as_bytes()).ok()?;
        read(stream)
    }
}

impl Reply {
    /// The text after the first `"name":"` of the body.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        after(&self.body, &format!("\"{name}\":\""))?
            .split('"')
            .next()
    }

    /// The same below an object: the text after the first `"name":"` that follows `"object":{`.
    pub(crate) fn text_in(&self, object: &str, name: &str) -> Option<&str> {
        let state = after(&self.body, &format!("\"{object}\":{{"))?;
        after(state, &format!("\"{name}\":\""))?.split('"').next()
    }

    /// The body as JSON; null if it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// A header's value, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

fn after<'t>(text: &'t str, mark: &str) -> Option<&'t str> {
    text.split_once(mark).map(|(_, rest)| rest)
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn read(stream: &mut TcpStream) -> Option<Reply> {
    let mut bytes = Vec::with_capacity(2048);
    let end = loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            break end;
        }
        more(stream, &mut bytes)?;
    };
    let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
    let mut rest = bytes.split_off(end + 4);
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let chunked = header(&head, "transfer-encoding").is_some_and(|value| value.contains("chunked"));
    let length = header(&head, "content-length").and_then(|value| value.parse::<usize>().ok());
    let body = if chunked {
        chunks(stream, rest)?
    } else {
        let length = length.unwrap_or(0);
        while rest.len() < length {
            more(stream, &mut rest)?;
        }
        rest
    };
    Some(Reply {
        status,
        head,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

fn chunks(stream: &mut TcpStream, mut rest: Vec<u8>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = loop {
            if let Some(end) = find(&rest, b"\r\n") {
                break end;
            }
            more(stream, &mut rest)?;
        };
        let size = std::str::from_utf8(rest.get(..line)?).ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        while rest.len() < line + 2 + size + 2 {
            more(stream, &mut rest)?;
        }
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(line + 2..line + 2 + size)?);
        rest.drain(..line + 2 + size + 2);
    }
}

fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    let mut piece = [0; 8192];
    let read = stream.read(&mut piece).ok().filter(|&read| read > 0)?;
    bytes.extend_from_slice(piece.get(..read)?);
    Some(())
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}
