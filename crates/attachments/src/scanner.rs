//! The virus scanner: clamd, over TCP or a socket.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

/// How long the scanner may take for one file, connecting included.
const LONGEST: Duration = Duration::from_secs(120);

/// How much is sent at a time, in bytes.
const CHUNK: usize = 64 * 1024;

/// The most letters of a finding that are kept.
const LONGEST_FINDING: usize = 200;

/// Where a scanner answers that speaks as clamd does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanner {
    /// `host:port`.
    Tcp(String),
    /// The path of a socket.
    Socket(PathBuf),
}

/// Not an address of a scanner.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not an address of a scanner: it is tcp://HOST:PORT or unix:///PATH")]
pub struct ScannerAddressError(pub String);

/// What the scanner thinks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// This was found.
    Infected(String),
}

/// The scanner gave no verdict: it is away, slow, or could not look.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the scanner gave no verdict: {0}")]
pub struct ScannerAway(pub String);

impl FromStr for Scanner {
    type Err = ScannerAddressError;
    fn from_str(address: &str) -> Result<Scanner, ScannerAddressError> {
        let refused = || ScannerAddressError(address.to_owned());
        if let Some(path) = address.strip_prefix("unix://") {
            let path = PathBuf::from(path);
            return if path.is_absolute() { Ok(Scanner::Socket(path)) } else { Err(refused()) };
        }
        let place = address.strip_prefix("tcp://").map(|place| place.trim_end_matches('/'));
        let place = place.ok_or_else(refused)?;
        let (host, port) = place.rsplit_once(':').ok_or_else(refused)?;
        let named = !host.is_empty() && !host.contains(['/', '@', ' ']);
        match port.parse::<u16>() {
            Ok(1..) if named => Ok(Scanner::Tcp(place.to_owned())),
            _ => Err(refused()),
        }
    }
}

impl fmt::Display for Scanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scanner::Tcp(place) => write!(f, "tcp://{place}"),
            Scanner::Socket(path) => write!(f, "unix://{}", path.display()),
        }
    }
}

impl Scanner {
    /// Whether it is there.
    pub async fn answers(&self) -> Result<(), ScannerAway> {
        let answer = self.in_time(async {
            match self {
                Scanner::Tcp(place) => {
                    clamav_client::tokio::ping(clamav_client::tokio::Tcp { host_address: place })
                        .await
                }
                Scanner::Socket(path) => {
                    clamav_client::tokio::ping(clamav_client::tokio::Socket { socket_path: path })
                        .await
                }
            }
        });
        match answer.await? {
            pong if pong == clamav_client::PONG => Ok(()),
            other => Err(unread(&other)),
        }
    }

    /// What it thinks of these bytes.
    pub async fn looks_at(&self, bytes: &[u8]) -> Result<Verdict, ScannerAway> {
        let answer = self.in_time(async {
            match self {
                Scanner::Tcp(place) => {
                    let to = clamav_client::tokio::Tcp { host_address: place };
                    clamav_client::tokio::scan_buffer(bytes, to, Some(CHUNK)).await
                }
                Scanner::Socket(path) => {
                    let to = clamav_client::tokio::Socket { socket_path: path };
                    clamav_client::tokio::scan_buffer(bytes, to, Some(CHUNK)).await
                }
            }
        });
        verdict(&answer.await?)
    }

    async fn in_time(
        &self,
        asked: impl Future<Output = std::io::Result<Vec<u8>>>,
    ) -> Result<Vec<u8>, ScannerAway> {
        match tokio::time::timeout(LONGEST, asked).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(why)) => Err(ScannerAway(format!("{self} {why}"))),
            Err(_) => Err(ScannerAway(format!("{self} took more than {} s", LONGEST.as_secs()))),
        }
    }
}

/// Reads clamd's answer: `stream: OK`, `stream: NAME FOUND`, or a text that ends in `ERROR`. Nothing but
/// exactly the first is clean: a cut answer is no answer.
fn verdict(answer: &[u8]) -> Result<Verdict, ScannerAway> {
    let Some(whole) = answer.strip_suffix(b"\0") else { return Err(unread(answer)) };
    let Some(said) = str::from_utf8(whole).ok().and_then(|said| said.strip_prefix("stream: "))
    else {
        return Err(unread(answer));
    };
    match said.strip_suffix(" FOUND") {
        Some(name) => Ok(Verdict::Infected(printable(name))),
        None if said == "OK" => Ok(Verdict::Clean),
        None => Err(unread(answer)),
    }
}

fn unread(answer: &[u8]) -> ScannerAway {
    match printable(&String::from_utf8_lossy(answer)) {
        nothing if nothing.is_empty() => ScannerAway("it closed the line".to_owned()),
        said => ScannerAway(format!("it said «{said}»")),
    }
}

fn printable(said: &str) -> String {
    said.chars().filter(|letter| !letter.is_control()).take(LONGEST_FINDING).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_slips_refused() {
        for address in ["tcp://clamd:3310", "tcp://[::1]:3310", "unix:///run/clamav/clamd.ctl"] {
            assert_eq!(address.parse::<Scanner>().unwrap().to_string(), address);
        }
        for slip in [
            "",
            "clamd:3310",
            "tcp://clamd",
            "tcp://:3310",
            "tcp://c:0",
            "tcp://c:x",
            "unix://run/x",
            "http://c:3310",
            "tcp://a@b:1",
        ] {
            assert!(slip.parse::<Scanner>().is_err(), "{slip}");
        }
    }

    #[test]
    fn only_a_whole_ok_is_clean() {
        assert_eq!(verdict(b"stream: OK\0"), Ok(Verdict::Clean));
        let found = verdict(b"stream: Win.Test.EICAR_HDB-1 FOUND\0");
        assert_eq!(found, Ok(Verdict::Infected("Win.Test.EICAR_HDB-1".to_owned())));
        // A name may hold what looks like an answer.
        assert_eq!(verdict(b"stream: OK FOUND\0"), Ok(Verdict::Infected("OK".to_owned())));
        for no_verdict in [
            &b""[..],
            b"stream: OK",
            b"stream: O",
            b"OK\0",
            b"stream: Virus FOU",
            b"UNKNOWN COMMAND\0",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"stream: Can't allocate memory ERROR\0",
            b"stream: \xFF FOUND\0",
        ] {
            assert!(verdict(no_verdict).is_err(), "{}", String::from_utf8_lossy(no_verdict));
        }
    }
}
