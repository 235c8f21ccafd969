//! A mail server, by SMTP (RFC 5321) with STARTTLS (RFC 3207) or TLS from the first byte (RFC 8314), and AUTH (RFC 4954).

use core::fmt;

use base64ct::{Base64, Encoding as _};
use hallpass_core::mail::DeliveryFailure;
use hallpass_mail::Rendered;
use hallpass_mail::settings::{Credentials, Encryption, SmtpSettings};
use smtp_proto::response::parser::ResponseReceiver;
use smtp_proto::{AUTH_LOGIN, AUTH_PLAIN, EXT_START_TLS, EhloResponse, Error, Response};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use worker::{SecureTransport, Socket, Url};

use super::outcome::{SendError, Sent, refused_by_transport};
use crate::deadline;

/// The longest reply that is read, in bytes.
const REPLY_BYTES: usize = 16 * 1024;
/// How much is read at once, in bytes.
const CHUNK_BYTES: usize = 2 * 1024;

/// A mail server, and how this client greets it.
pub(crate) struct Server {
    settings: SmtpSettings,
    client: String,
}

/// Where a conversation is. A failure is logged with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Connect,
    Greeting,
    Hello,
    StartTls,
    Auth,
    Sender,
    Recipient,
    Data,
    Content,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connect",
            Self::Greeting => "greeting",
            Self::Hello => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Sender => "MAIL",
            Self::Recipient => "RCPT",
            Self::Data => "DATA",
            Self::Content => "content",
        })
    }
}

impl Server {
    /// The client names itself by the host of `origin`.
    pub(super) fn new(settings: SmtpSettings, origin: &str) -> Self {
        let url = Url::parse(origin).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or("localhost");
        let is_number =
            host.starts_with('[') || host.split('.').all(|part| part.parse::<u8>().is_ok());
        let client = match (is_number, host.strip_prefix('[')) {
            (true, Some(address)) => format!("[IPv6:{address}"),
            (true, None) => format!("[{host}]"),
            (false, _) => host.to_owned(),
        };
        Self { settings, client }
    }

    /// Sends a mail.
    pub(super) async fn send(&self, mail: &Rendered) -> Result<Sent, SendError> {
        let mut connection = self.connect()?;
        let conversation = Box::pin(self.converse(&mut connection, mail));
        let result = deadline::within(deadline::MAIL, conversation).await;
        let result = result.unwrap_or_else(|| Err(connection.failed("no answer in time")));
        deadline::within(deadline::GOODBYE, Box::pin(connection.close())).await;
        result
    }

    fn connect(&self) -> Result<Connection, SendError> {
        let encryption = match self.settings.encryption {
            Encryption::Implicit => SecureTransport::On,
            Encryption::StartTls | Encryption::Opportunistic => SecureTransport::StartTls,
        };
        let socket = Socket::builder()
            .secure_transport(encryption)
            .connect(self.settings.host.as_str(), self.settings.port)
            .map_err(|_| SendError::Deferred("smtp: no connection".into()))?;
        Ok(Connection {
            socket: Some(socket),
            received: Vec::new(),
            step: Step::Connect,
        })
    }

    /// The conversation, up to the server's answer to the mail.
    async fn converse(
        &self,
        connection: &mut Connection,
        mail: &Rendered,
    ) -> Result<Sent, SendError> {
        connection.opened().await?;
        connection.step = Step::Greeting;
        connection.expect_reply(220).await?;
        let mut server = self.greet(connection).await?;
        if self.begins_tls(&server)? {
            connection.start_tls().await?;
            // What the server said in clear text must be discarded (RFC 3207 §4.2).
            server = self.greet(connection).await?;
        }
        if let Some(credentials) = &self.settings.credentials {
            connection
                .authenticate(credentials, server.auth_mechanisms)
                .await?;
        }
        let from = mail.from.address.as_str();
        connection
            .command(Step::Sender, &format!("MAIL FROM:<{from}>"), 250)
            .await?;
        let to = mail.to.as_str();
        connection
            .command(Step::Recipient, &format!("RCPT TO:<{to}>"), 250)
            .await?;
        connection.command(Step::Data, "DATA", 354).await?;
        connection.step = Step::Content;
        connection.write(&content(&mail.to_mime())).await?;
        connection.expect_reply(250).await?;
        Ok(Sent { provider_id: None })
    }

    async fn greet(&self, connection: &mut Connection) -> Result<EhloResponse<String>, SendError> {
        let command = format!("EHLO {}", self.client);
        let raw = connection.command(Step::Hello, &command, 250).await?;
        EhloResponse::parse(&mut raw.iter()).map_err(|_| connection.failed("a malformed reply"))
    }

    /// Whether TLS begins now. A server that does not offer it gets neither mail nor password, unless it is on this machine.
    fn begins_tls(&self, server: &EhloResponse<String>) -> Result<bool, SendError> {
        let is_offered = server.capabilities & EXT_START_TLS != 0;
        match self.settings.encryption {
            Encryption::Implicit => Ok(false),
            Encryption::Opportunistic => Ok(is_offered),
            Encryption::StartTls if is_offered => Ok(true),
            Encryption::StartTls => Err(refused_by_transport(
                "smtp: the server does not offer STARTTLS",
            )),
        }
    }
}

/// A connection to a mail server.
struct Connection {
    socket: Option<Socket>,
    /// What was received and not read.
    received: Vec<u8>,
    step: Step,
}

impl Connection {
    fn failed(&self, what: &str) -> SendError {
        SendError::Deferred(format!("smtp: {}: {what}", self.step))
    }

    fn socket(&mut self) -> Result<&mut Socket, SendError> {
        let lost = SendError::Deferred(format!("smtp: {}: the connection is lost", self.step));
        self.socket.as_mut().ok_or(lost)
    }

    async fn opened(&mut self) -> Result<(), SendError> {
        let opened = self.socket()?.opened().await;
        opened.map(drop).map_err(|_| self.failed("no connection"))
    }

    /// Sends a command, and gives the raw reply, which must mean the same as this code.
    async fn command(
        &mut self,
        step: Step,
        command: &str,
        code: u16,
    ) -> Result<Vec<u8>, SendError> {
        self.step = step;
        self.write(format!("{command}\r\n").as_bytes()).await?;
        self.expect_reply(code).await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), SendError> {
        let written = self.socket()?.write_all(bytes).await;
        written.map_err(|_| self.failed("the connection is lost"))
    }

    /// Reads a reply, which must mean the same as this code. Gives its bytes.
    ///
    /// The first digit says whether a command has succeeded or goes on (RFC 5321 §4.2.1). A server that forwards the mail of
    /// a recipient replies 251 in place of 250, and there may be codes that no standard names.
    async fn expect_reply(&mut self, code: u16) -> Result<Vec<u8>, SendError> {
        let (reply, raw) = self.reply().await?;
        if reply.code / 100 == code / 100 {
            Ok(raw)
        } else {
            Err(refusal(self.step, &reply))
        }
    }

    async fn reply(&mut self) -> Result<(Response<String>, Vec<u8>), SendError> {
        let mut receiver = ResponseReceiver::default();
        let mut raw = Vec::new();
        loop {
            let available = core::mem::take(&mut self.received);
            let mut unread = available.iter();
            let parsed = receiver.parse(&mut unread);
            let read = available.len().saturating_sub(unread.len());
            raw.extend(available.iter().take(read));
            self.received.extend(unread);
            match parsed {
                Ok(reply) => return Ok((reply, raw)),
                Err(Error::NeedsMoreData { .. }) if raw.len() < REPLY_BYTES => {
                    self.receive().await?
                }
                Err(Error::NeedsMoreData { .. } | Error::ResponseTooLong) => {
                    return Err(self.failed("the reply is too long"));
                }
                Err(_) => return Err(self.failed("a malformed reply")),
            }
        }
    }

    async fn receive(&mut self) -> Result<(), SendError> {
        let mut chunk = Vec::with_capacity(CHUNK_BYTES);
        let read = self.socket()?.read_buf(&mut chunk).await;
        match read {
            Ok(0) | Err(_) => Err(self.failed("the connection is lost")),
            Ok(_) => {
                self.received.extend(chunk);
                Ok(())
            }
        }
    }

    async fn start_tls(&mut self) -> Result<(), SendError> {
        self.command(Step::StartTls, "STARTTLS", 220).await?;
        // An attacker on the network could append replies that would count as encrypted (CVE-2011-0411).
        if !self.received.is_empty() {
            return Err(self.failed("more than a reply"));
        }
        let socket = self.socket.take().map(Socket::start_tls);
        self.socket = socket;
        self.opened().await
    }

    /// Signs in. The connection is encrypted, or the server is on this machine.
    async fn authenticate(
        &mut self,
        credentials: &Credentials,
        mechanisms: u64,
    ) -> Result<(), SendError> {
        let (user, password) = (credentials.user.as_str(), credentials.password.expose());
        if mechanisms & AUTH_PLAIN != 0 {
            let response = base64(&format!("\0{user}\0{password}"));
            self.command(Step::Auth, &format!("AUTH PLAIN {response}"), 235)
                .await?;
        } else if mechanisms & AUTH_LOGIN != 0 {
            self.command(Step::Auth, "AUTH LOGIN", 334).await?;
            self.command(Step::Auth, &base64(user), 334).await?;
            self.command(Step::Auth, &base64(password), 235).await?;
        } else {
            return Err(refused_by_transport(
                "smtp: the server offers neither AUTH PLAIN nor AUTH LOGIN",
            ));
        }
        Ok(())
    }

    /// Says goodbye, and closes the connection. The server's answer does not matter.
    async fn close(mut self) {
        if let Some(mut socket) = self.socket.take() {
            // A conversation that was given up may still be writing.
            if self.step != Step::Connect {
                let _ = socket.write_all(b"QUIT\r\n").await;
            }
            let _ = socket.close().await;
        }
    }
}

fn base64(text: &str) -> String {
    Base64::encode_string(text.as_bytes())
}

/// The mail as `DATA` sends it: dots at the start of a line are doubled, and a dot ends it (RFC 5321 §4.5.2).
fn content(mime: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(mime.len().saturating_add(16));
    for line in mime.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            content.push(b'.');
        }
        content.extend_from_slice(line);
    }
    if !content.ends_with(b"\r\n") {
        content.extend_from_slice(b"\r\n");
    }
    content.extend_from_slice(b".\r\n");
    content
}

/// What a reply other than the expected one means. Its text can name an address, so only its codes are logged.
fn refusal(step: Step, reply: &Response<String>) -> SendError {
    let [class, subject, detail] = reply.esc;
    let codes = format!("smtp: {step}: {} {class}.{subject}.{detail}", reply.code);
    if !(500..600).contains(&reply.code) {
        return SendError::Deferred(codes);
    }
    // Enhanced codes (RFC 3463): subject 1 is addressing, 2 the mailbox, 7 security or policy.
    match (step, reply.code, (subject, detail)) {
        (Step::Recipient | Step::Content, _, (7, _)) | (Step::Recipient, 530 | 535 | 538, _) => {
            refused_by_transport(&codes)
        }
        (Step::Recipient | Step::Content, _, (1, 1..=2 | 6 | 10) | (2, _)) => {
            SendError::Rejected(DeliveryFailure::MailboxUnavailable)
        }
        (Step::Recipient, 550..=552, _) => SendError::Rejected(DeliveryFailure::MailboxUnavailable),
        (Step::Recipient, _, _) | (Step::Content, _, (1, _)) => {
            SendError::Rejected(DeliveryFailure::AddressRejected)
        }
        _ => refused_by_transport(&codes),
    }
}
