//! The address of a relay, and what stands behind its question mark.

use crate::{copies::Copies, maildir::Maildir};
use lettre::transport::smtp::{authentication::Credentials, client::Certificate};
use percent_encoding::percent_decode_str;
use std::{num::NonZeroU32, time::Duration};
use url::Url;

const MINUTE: Duration = Duration::from_secs(60);
/// What a relay that drops repeats remembers when nothing else is said.
const REMEMBERS: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a relay may still take what it was sent over a connection that stood still (RFC 5321
/// § 4.5.3.2.6), and its copy be on its way.
const SETTLES: Duration = MINUTE.saturating_mul(10);
/// Relays end a connection after a number of letters of their own; ours comes first.
const PER_CONNECTION: u32 = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tls {
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
    #[error(
        "«{0}» is not a setting of the mail relay; known are tls=required, ca=FILE, repeats=dropped, remembers=24h, evidence=maildir:///PATH, settles=10m, rate=10/s and letters=100"
    )]
    Unknown(String),
    /// The file of certificates cannot be used.
    #[error("the certificates in {path} cannot be used: {why}")]
    Certificates {
        /// The file.
        path: String,
        /// Why not.
        why: String,
    },
}

/// A relay, as its address describes it.
#[derive(Clone)]
pub(super) struct Address {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// A certificate authority beside those of the system.
    pub authority: Option<Certificate>,
    pub credentials: Option<Credentials>,
    /// How long it drops what comes with a Message-ID it has seen; `None` when it does not.
    pub remembers: Option<Duration>,
    /// Where it puts a copy of everything it takes.
    pub copies: Option<Copies>,
    /// After this time what is not among the copies was not taken.
    pub settles: Duration,
    /// So many letters a minute.
    pub rate: Option<NonZeroU32>,
    /// So many letters over one connection.
    pub per_connection: u32,
}

impl Address {
    pub(super) fn read(text: &str) -> Result<Address, SmtpUrlError> {
        let url = Url::parse(text).map_err(|_| SmtpUrlError::NotAnAddress)?;
        let tls = match url.scheme() {
            "smtp" => Tls::Off,
            "smtps" => Tls::Implicit,
            _ => return Err(SmtpUrlError::NotAnAddress),
        };
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or(SmtpUrlError::NotAnAddress)?.trim_matches(['[', ']']).to_owned();
        let mut address = Address {
            host,
            port: 0,
            tls,
            authority: None,
            credentials: None,
            remembers: None,
            copies: None,
            settles: SETTLES,
            rate: None,
            per_connection: PER_CONNECTION,
        };
        let mut drops_repeats = false;
        let mut remembers = None;
        for (name, value) in url.query_pairs() {
            let unknown = || SmtpUrlError::Unknown(format!("{name}={value}"));
            match (&*name, &*value) {
                ("tls", "required") if address.tls == Tls::Implicit => {}
                ("tls", "required") => address.tls = Tls::Required,
                ("ca", path) => address.authority = Some(certificates(path)?),
                ("repeats", "dropped") => drops_repeats = true,
                ("remembers", time) => remembers = Some(duration(time).ok_or_else(unknown)?),
                ("evidence", place) => {
                    let maildir = Maildir::from_url(place).ok_or_else(unknown)?;
                    address.copies = Some(Copies::of(maildir));
                }
                ("settles", time) => address.settles = duration(time).ok_or_else(unknown)?,
                ("rate", rate) => address.rate = Some(read_rate(rate).ok_or_else(unknown)?),
                ("letters", count) => {
                    let count = count.parse().ok().filter(|count| *count > 0);
                    address.per_connection = count.ok_or_else(unknown)?;
                }
                _ => return Err(unknown()),
            }
        }
        // A memory without a promise to drop would be a misunderstanding.
        match (drops_repeats, remembers) {
            (true, memory) => address.remembers = Some(memory.unwrap_or(REMEMBERS)),
            (false, Some(_)) => return Err(SmtpUrlError::Unknown("remembers".to_owned())),
            (false, None) => {}
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        address.credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, password) if address.tls != Tls::Off => {
                Some(Credentials::new(decoded(user), decoded(password.unwrap_or_default())))
            }
            _ => return Err(SmtpUrlError::PasswordInTheClear),
        };
        address.port = url.port().unwrap_or(match address.tls {
            Tls::Off => 25,
            Tls::Required => 587,
            Tls::Implicit => 465,
        });
        Ok(address)
    }
}

fn certificates(path: &str) -> Result<Certificate, SmtpUrlError> {
    let failed = |why: String| SmtpUrlError::Certificates { path: path.to_owned(), why };
    let pem = std::fs::read(path).map_err(|error| failed(error.to_string()))?;
    Certificate::from_pem(&pem).map_err(|error| failed(error.to_string()))
}

/// `90s`, `10m`, `24h`, `3d`.
fn duration(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return None,
    };
    let number: u32 = text.strip_suffix(unit)?.parse().ok()?;
    (number > 0).then(|| Duration::from_secs(u64::from(number) * seconds))
}

/// `10/s`, `600/m`: letters a minute.
fn read_rate(text: &str) -> Option<NonZeroU32> {
    let (letters, unit) = text.split_once('/')?;
    let times = match unit {
        "s" => 60,
        "m" => 1,
        _ => return None,
    };
    letters.parse::<u32>().ok()?.checked_mul(times).and_then(NonZeroU32::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(text: &str) -> SmtpUrlError {
        SmtpUrlError::Unknown(text.into())
    }

    #[test]
    fn reads_the_address_of_a_relay() {
        let read = |text| Address::read(text).map(|smtp| (smtp.host.clone(), smtp.port, smtp.tls));
        assert_eq!(read("smtp://localhost"), Ok(("localhost".into(), 25, Tls::Off)));
        assert_eq!(read("smtp://mail:1025"), Ok(("mail".into(), 1025, Tls::Off)));
        assert_eq!(read("smtp://mail?tls=required"), Ok(("mail".into(), 587, Tls::Required)));
        assert_eq!(read("smtps://u:p%40ss@mail.no"), Ok(("mail.no".into(), 465, Tls::Implicit)));
        assert_eq!(read("smtp://[::1]:25"), Ok(("::1".into(), 25, Tls::Off)));
        assert_eq!(read("smtp://u:p@mail"), Err(SmtpUrlError::PasswordInTheClear));
        assert_eq!(read("smtp://mail?tsl=on"), Err(unknown("tsl=on")));
        for not in ["mail:25", "http://mail", "smtp://", ""] {
            assert_eq!(read(not), Err(SmtpUrlError::NotAnAddress), "{not}");
        }
    }

    #[test]
    fn reads_what_the_relay_promises() {
        let read = |query: &str| {
            let address = Address::read(&format!("smtp://mail?{query}"))?;
            Ok((address.remembers, address.copies.is_some(), address.settles, address.rate))
        };
        let plain = (None, false, SETTLES, None);
        assert_eq!(read(""), Ok(plain));
        assert_eq!(read("repeats=dropped"), Ok((Some(REMEMBERS), false, SETTLES, None)));
        assert_eq!(
            read("repeats=dropped&remembers=3d"),
            Ok((Some(Duration::from_secs(259_200)), false, SETTLES, None))
        );
        assert_eq!(
            read("evidence=maildir:///var/mail/copies&settles=20m"),
            Ok((None, true, Duration::from_secs(1200), None))
        );
        let rate = NonZeroU32::new(600).expect("some letters");
        assert_eq!(read("rate=10/s"), Ok((None, false, SETTLES, Some(rate))));
        assert_eq!(read("rate=600/m"), Ok((None, false, SETTLES, Some(rate))));
        for not in [
            "remembers=0h",
            "repeats=kept",
            "evidence=/var/mail",
            "evidence=maildir://host/path",
            "rate=10",
            "rate=0/s",
            "rate=10/d",
            "letters=0",
            "settles=10",
        ] {
            assert!(matches!(read(not), Err(SmtpUrlError::Unknown(_))), "{not}");
        }
        assert_eq!(read("remembers=24h"), Err(unknown("remembers")));
        assert!(matches!(read("ca=/nowhere.pem"), Err(SmtpUrlError::Certificates { .. })));
    }
}
