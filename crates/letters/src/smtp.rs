use crate::{message::Posting, post_office::Answer, words};
use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::{ClientId, Extension, MailBodyParameter, MailParameter},
};
use percent_encoding::percent_decode_str;
use std::time::Duration;
use tokio::time::timeout;
use url::Url;

/// How long one step of the talk with the relay may take, up to the final dot.
const STEP: Duration = Duration::from_secs(15);
/// How long the relay may think about a whole message. RFC 5321 § 4.5.3.2.6 allows ten minutes; to
/// give up earlier makes a letter uncertain, so this errs on the patient side.
const AFTER_THE_DOT: Duration = Duration::from_secs(300);
/// The longest answer that is kept.
const ANSWER: usize = 500;

/// A mail relay.
///
/// One connection a letter, each step of the talk under its own time limit: only so can it be told
/// apart whether the relay certainly has not taken a letter or nobody knows. (The async transport of
/// lettre 0.11 has no time limit after connecting, and gives the same error for both.)
#[derive(Clone)]
pub struct Smtp {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    step: Duration,
    after_the_dot: Duration,
    drops_repeats: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tls {
    /// In the clear: for a relay on the same machine, or a mail catcher.
    Off,
    /// STARTTLS or nothing.
    Required,
    /// From the first byte.
    Implicit,
}

/// Why an address does not name a mail relay. Never contains a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmtpUrlError {
    /// Not of the form.
    #[error(
        "the mail relay is not smtp://host:port, smtp://host:port?tls=required or smtps://user:password@host:port"
    )]
    NotAnAddress,
    /// `smtp://user:password@…` without `?tls=required`.
    #[error("a password for the mail relay needs smtps:// or ?tls=required")]
    PasswordInTheClear,
    /// Something behind the question mark that means nothing here.
    #[error("«{0}» is not a setting of the mail relay; known are tls=required and repeats=dropped")]
    Unknown(String),
}

impl Smtp {
    /// Reads `smtp://host:port` (port 25, in the clear), `smtp://…?tls=required` (STARTTLS, port 587)
    /// or `smtps://user:password@host:port` (port 465). `repeats=dropped` says that the relay drops
    /// what comes with a Message-ID it has seen, so that a letter whose fate is unknown may be offered
    /// again.
    ///
    /// # Errors
    ///
    /// [`SmtpUrlError`] says what is wrong.
    pub fn from_url(text: &str) -> Result<Smtp, SmtpUrlError> {
        let url = Url::parse(text).map_err(|_| SmtpUrlError::NotAnAddress)?;
        let mut tls = match url.scheme() {
            "smtp" => Tls::Off,
            "smtps" => Tls::Implicit,
            _ => return Err(SmtpUrlError::NotAnAddress),
        };
        let mut drops_repeats = false;
        for (name, value) in url.query_pairs() {
            match (&*name, &*value) {
                ("tls", "required") if tls != Tls::Implicit => tls = Tls::Required,
                ("tls", "required") => {}
                ("repeats", "dropped") => drops_repeats = true,
                _ => return Err(SmtpUrlError::Unknown(format!("{name}={value}"))),
            }
        }
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or(SmtpUrlError::NotAnAddress)?.trim_matches(['[', ']']).to_owned();
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) if tls != Tls::Off => {
                Some(Credentials::new(decoded(user), decoded(password.unwrap_or_default())))
            }
            _ => return Err(SmtpUrlError::PasswordInTheClear),
        };
        let port = url.port().unwrap_or(match tls {
            Tls::Off => 25,
            Tls::Required => 587,
            Tls::Implicit => 465,
        });
        Ok(Smtp {
            host,
            port,
            tls,
            credentials,
            step: STEP,
            after_the_dot: AFTER_THE_DOT,
            drops_repeats,
        })
    }
    /// With other time limits: for each step, and for the answer to the whole message.
    #[must_use]
    pub fn with_patience(mut self, step: Duration, after_the_dot: Duration) -> Smtp {
        (self.step, self.after_the_dot) = (step, after_the_dot);
        self
    }
    pub(crate) fn drops_repeats(&self) -> bool {
        self.drops_repeats
    }

    pub(crate) async fn offer(&self, posting: &Posting) -> Answer {
        let mut connection = match timeout(self.step, self.connect()).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Answer::NotNow(kept(&error.to_string())),
            Err(_) => return Answer::NotNow("the relay did not answer in time".to_owned()),
        };
        let answer = self.talk(&mut connection, posting).await;
        // The relay may be gone, or slow to say goodbye; neither changes the answer.
        let _ = timeout(Duration::from_secs(2).min(self.step), connection.quit()).await;
        answer
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let hello = ClientId::default();
        let parameters = || TlsParameters::new(self.host.clone());
        let implicit = (self.tls == Tls::Implicit).then(parameters).transpose()?;
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.step), &hello, implicit, None)
                .await?;
        if self.tls == Tls::Required {
            connection.starttls(parameters()?, &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await?;
        }
        Ok(connection)
    }

    async fn talk(&self, connection: &mut AsyncSmtpConnection, posting: &Posting) -> Answer {
        let mut options = Vec::new();
        if !posting.bytes.is_ascii() {
            if !connection.server_info().supports_feature(Extension::EightBitMime) {
                return Answer::Never("the relay takes no letters beyond ASCII".to_owned());
            }
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let from = Mail::new(Some(posting.from.clone()), options);
        let to = Rcpt::new(posting.to.clone(), Vec::new());
        for command in [from.to_string(), to.to_string(), Data.to_string()] {
            // Nothing has been taken as long as the message has not been sent.
            match timeout(self.step, connection.command(command)).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) if is_final(&error) => {
                    return Answer::Never(kept(&error.to_string()));
                }
                Ok(Err(error)) => return Answer::NotNow(kept(&error.to_string())),
                Err(_) => return Answer::NotNow("the relay did not answer in time".to_owned()),
            }
        }
        match timeout(self.after_the_dot, connection.message(&posting.bytes)).await {
            Ok(Ok(response)) => {
                let lines: Vec<&str> = response.message().collect();
                Answer::Taken(kept(&format!("{} {}", response.code(), lines.join(" "))))
            }
            Ok(Err(error)) if is_final(&error) => Answer::Never(kept(&error.to_string())),
            Ok(Err(error)) if error.is_transient() => Answer::NotNow(kept(&error.to_string())),
            Ok(Err(error)) => Answer::Unknown(kept(&format!(
                "the relay was lost while it had the whole letter: {error}"
            ))),
            Err(_) => Answer::Unknown(
                "the relay had the whole letter and did not answer in time".to_owned(),
            ),
        }
    }
}

/// The relay says no to this letter for good. That it wants another sign-in first (530, 535, 538) is
/// a matter of settings, not of the letter.
fn is_final(error: &Error) -> bool {
    let sign_in = error
        .status()
        .is_some_and(|code| matches!(code.to_string().as_str(), "530" | "535" | "538"));
    error.is_permanent() && !sign_in
}

fn kept(answer: &str) -> String {
    words::one_line(answer).chars().take(ANSWER).collect()
}

/// Without the password.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("signs_in", &self.credentials.is_some())
            .field("drops_repeats", &self.drops_repeats)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_address_of_a_relay() {
        let read = |text| Smtp::from_url(text).map(|smtp| (smtp.host.clone(), smtp.port, smtp.tls));
        assert_eq!(read("smtp://localhost"), Ok(("localhost".into(), 25, Tls::Off)));
        assert_eq!(read("smtp://mail:1025"), Ok(("mail".into(), 1025, Tls::Off)));
        assert_eq!(read("smtp://mail?tls=required"), Ok(("mail".into(), 587, Tls::Required)));
        assert_eq!(read("smtps://u:p%40ss@mail.no"), Ok(("mail.no".into(), 465, Tls::Implicit)));
        assert_eq!(read("smtp://[::1]:25"), Ok(("::1".into(), 25, Tls::Off)));
        assert_eq!(read("smtp://u:p@mail"), Err(SmtpUrlError::PasswordInTheClear));
        assert_eq!(read("smtp://mail?tsl=on"), Err(SmtpUrlError::Unknown("tsl=on".into())));
        for not in ["mail:25", "http://mail", "smtp://", ""] {
            assert_eq!(read(not), Err(SmtpUrlError::NotAnAddress), "{not}");
        }
    }

    #[test]
    fn nobody_reads_the_password() {
        let shown = Smtp::from_url("smtps://user:hemmelig@mail.no").map(|smtp| format!("{smtp:?}"));
        assert!(shown.is_ok_and(|shown| !shown.contains("hemmelig")));
    }
}
