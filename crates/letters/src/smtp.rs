//! A mail relay, spoken to step by step.

mod address;
mod gate;
mod pool;
mod reply;
mod talk;

pub use address::SmtpUrlError;

use crate::{
    copies::Copies,
    message::Posting,
    not_now::NotNow,
    post_office::{Answer, StillHeld},
    standing::Noted,
};
use address::{Address, Tls};
use fail::fail_point;
use gate::{Gate, Wire};
use lettre::transport::smtp::{
    Error,
    authentication::Mechanism,
    client::{AsyncSmtpConnection, TlsParameters},
    commands::Ehlo,
    extension::ClientId,
};
use pool::Pool;
use reply::{No, kept};
use std::{
    error::Error as StdError,
    io,
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, Instant},
};
use talk::{Line, Talked};
use tokio::time::timeout;
use tokio_util::compat::FuturesAsyncReadCompatExt;

/// How long one step of the talk with the relay may take, up to the final dot.
const STEP: Duration = Duration::from_secs(15);
/// How long the relay may think about a whole message. RFC 5321 § 4.5.3.2.6 allows ten minutes; to
/// give up earlier makes a letter uncertain, so this errs on the patient side.
const AFTER_THE_DOT: Duration = Duration::from_secs(300);

/// A mail relay.
///
/// One letter at a time over a connection, connections are kept for the next letter, and each step of
/// the talk has its own time limit: only so can it be told apart whether the relay certainly has not
/// taken a letter or nobody knows. (The async transport of lettre 0.11 has no time limit after
/// connecting, and gives the same error for both.) Clones share their connections.
#[derive(Clone)]
pub struct Smtp {
    address: Arc<Address>,
    patience: Patience,
    pool: Arc<Pool>,
    noted: Noted,
}

/// How long we wait.
#[derive(Debug, Clone, Copy)]
struct Patience {
    step: Duration,
    after_the_dot: Duration,
}

impl Smtp {
    /// Reads `smtp://host:port` (port 25, in the clear), `smtp://…?tls=required` (STARTTLS, port 587)
    /// or `smtps://user:password@host:port` (port 465). Behind the question mark:
    ///
    /// - `ca=FILE`: trust the certificate authorities in this file too;
    /// - `repeats=dropped`, with `remembers=24h`: the relay drops what comes with a Message-ID it has
    ///   seen, for so long, so that a letter whose fate is unknown may be offered again;
    /// - `evidence=maildir:///PATH`, with `settles=10m`: the relay puts a copy of everything it takes
    ///   there, so that a look tells what became of a letter; what is not there after that time was not
    ///   taken;
    /// - `rate=10/s`: no more letters than that; `letters=100`: so many over one connection.
    ///
    /// # Errors
    ///
    /// [`SmtpUrlError`] says what is wrong.
    pub fn from_url(text: &str) -> Result<Smtp, SmtpUrlError> {
        Ok(Smtp {
            address: Arc::new(Address::read(text)?),
            patience: Patience { step: STEP, after_the_dot: AFTER_THE_DOT },
            pool: Arc::default(),
            noted: Noted::default(),
        })
    }
    /// With other time limits: for each step, and for the answer to the whole message.
    #[must_use]
    pub fn with_patience(mut self, step: Duration, after_the_dot: Duration) -> Smtp {
        self.patience = Patience { step, after_the_dot };
        self
    }
    /// How many letters a minute it may be given; `None` when it takes all.
    pub fn per_minute(&self) -> Option<NonZeroU32> {
        self.address.rate
    }
    /// `host:port`.
    pub(crate) fn name(&self) -> String {
        format!("{}:{}", self.address.host, self.address.port)
    }
    /// How long after a first offer a repeat of it is certainly dropped; `None` when it never is. The
    /// repeat itself takes its time, so that is less than what the relay remembers.
    pub(crate) fn drops_repeats_for(&self) -> Option<Duration> {
        let Patience { step, after_the_dot } = self.patience;
        let an_offer = step.saturating_mul(10).saturating_add(after_the_dot);
        self.address.remembers.map(|remembers| remembers.saturating_sub(an_offer))
    }
    pub(crate) fn copies(&self) -> Option<&Copies> {
        self.address.copies.as_ref()
    }
    /// How long after nobody knew any more what is not among the copies was not taken.
    pub(crate) fn settles(&self) -> Duration {
        self.address.settles
    }

    pub(crate) fn noted(&self) -> &Noted {
        &self.noted
    }

    /// Offers one letter. A connection that was kept and turns out to be gone has failed before the
    /// letter, so a new one is tried at once.
    pub(crate) async fn offer(&self, posting: &Posting, still_held: StillHeld<'_>) -> Answer {
        if let Some(line) = self.pool.take().await {
            match self.over(line, posting, still_held).await {
                Talked::Answered(answer) => return answer,
                Talked::Gone => tracing::debug!("a kept connection to the relay was gone"),
            }
        }
        match self.connect().await {
            Ok(line) => match self.over(line, posting, still_held).await {
                Talked::Answered(answer) => answer,
                Talked::Gone => Answer::NotNow(NotNow::Away, "the relay hung up".to_owned()),
            },
            Err((because, why)) => Answer::NotNow(because, why),
        }
    }

    async fn over(&self, mut line: Line, posting: &Posting, still_held: StillHeld<'_>) -> Talked {
        let talked = line.talk(posting, self.patience, still_held).await;
        if line.is_usable() {
            self.pool.keep(line, self.address.per_connection);
        }
        talked
    }

    /// A new connection, signed in.
    async fn connect(&self) -> Result<Line, (NotNow, String)> {
        let began = Instant::now();
        let hello = ClientId::default();
        let parameters = || {
            let mut building = TlsParameters::builder(self.address.host.clone());
            if let Some(authority) = &self.address.authority {
                building = building.add_root_certificate(authority.clone());
            }
            building.build().map_err(|error| (NotNow::Tls, kept(&error.to_string())))
        };
        let implicit = (self.address.tls == Tls::Implicit).then(parameters).transpose()?;
        let gate = Gate::default();
        // Connecting to each address of the host has its own limit inside; this one is for the whole.
        let wire = self.step(4, self.dial(implicit, gate.clone())).await?;
        let mut connection = self
            .step(2, AsyncSmtpConnection::connect_with_transport(Box::new(wire), &hello))
            .await?;
        if self.address.tls == Tls::Required {
            let starting = connection.starttls(parameters()?, &hello);
            // A relay that refuses to protect the connection is not spoken to in the clear.
            self.step(3, starting).await.map_err(|(because, why)| match because {
                NotNow::Busy => (NotNow::Tls, why),
                _ if why.contains("STARTTLS") => (NotNow::Tls, why),
                because => (because, why),
            })?;
        }
        if let Some(credentials) = &self.address.credentials {
            let signing_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials);
            match timeout(self.patience.step, signing_in).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) if No::of(&error).is_some() || error.is_client() => {
                    return Err((NotNow::SignIn, kept(&error.to_string())));
                }
                Ok(Err(error)) => return Err((NotNow::Away, kept(&error.to_string()))),
                Err(_) => return Err(too_slow()),
            }
        }
        // lettre does not tell which extensions beyond its own the relay named.
        let greeted = self.step(1, connection.command(Ehlo::new(hello))).await?;
        let speaks_dsn = greeted.message().any(|line| line.trim().eq_ignore_ascii_case("DSN"));
        metrics::histogram!("fordel_mail_handover_seconds", "phase" => "connect")
            .record(began.elapsed().as_secs_f64());
        fail_point!("mail.after_connect");
        Ok(Line::new(connection, gate, speaks_dsn))
    }

    /// The one place that names a type which lettre calls deprecated, because it was not meant to be
    /// public: without it nothing of ours can stand above an implicit TLS connection.
    #[expect(deprecated, reason = "see above")]
    async fn dial(
        &self,
        implicit: Option<TlsParameters>,
        gate: Gate,
    ) -> Result<impl lettre::transport::smtp::client::AsyncTokioStream + use<>, Error> {
        use lettre::transport::smtp::client::AsyncNetworkStream;
        let server = (self.address.host.as_str(), self.address.port);
        let step = Some(self.patience.step);
        let stream = AsyncNetworkStream::connect_tokio1(server, step, implicit, None).await?;
        let peer = stream.peer_addr().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
        Ok(Wire { stream: stream.compat(), gate, peer })
    }

    /// Something that may take so many steps.
    async fn step<T>(
        &self,
        steps: u32,
        doing: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, (NotNow, String)> {
        match timeout(self.patience.step.saturating_mul(steps), doing).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err((without_a_letter(&error), kept(&error.to_string()))),
            Err(_) => Err(too_slow()),
        }
    }
}

fn too_slow() -> (NotNow, String) {
    (NotNow::Away, "the relay did not answer in time".to_owned())
}

/// What it means that the relay said no, or was lost, before any letter was spoken of.
fn without_a_letter(error: &Error) -> NotNow {
    match No::of(error) {
        Some(no) if matches!(no.code, 530 | 534 | 535 | 538) => NotNow::SignIn,
        Some(_) => NotNow::Busy,
        None if error.is_tls() || is_of_tls(error) => NotNow::Tls,
        None => NotNow::Away,
    }
}

/// What the TLS library finds wrong comes as invalid data from the wire.
fn is_of_tls(error: &Error) -> bool {
    let mut source: Option<&dyn StdError> = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return io.kind() == io::ErrorKind::InvalidData;
        }
        source = inner.source();
    }
    false
}

/// Without the password.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.address.host)
            .field("port", &self.address.port)
            .field("tls", &self.address.tls)
            .field("signs_in", &self.address.credentials.is_some())
            .field("remembers", &self.address.remembers)
            .field("copies", &self.address.copies.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_reads_the_password() {
        let shown = Smtp::from_url("smtps://user:hemmelig@mail.no").map(|smtp| format!("{smtp:?}"));
        assert!(shown.is_ok_and(|shown| !shown.contains("hemmelig")));
    }

    #[test]
    fn a_repeat_ends_before_the_relay_forgets() {
        let drops = |url: &str| {
            let relay = Smtp::from_url(url).expect("an address");
            let relay = relay.with_patience(Duration::from_secs(10), Duration::from_secs(100));
            relay.drops_repeats_for().map(|time| time.as_secs())
        };
        assert_eq!(drops("smtp://mail"), None);
        assert_eq!(drops("smtp://mail?repeats=dropped&remembers=1h"), Some(3400));
        assert_eq!(drops("smtp://mail?repeats=dropped&remembers=1m"), Some(0));
    }
}
