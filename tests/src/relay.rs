//! A mail relay that does at each step of the talk what a test tells it, keeps what it takes, and knows
//! what a careful client needs of it: STARTTLS with a certificate of its own, reports on deliveries,
//! dropping repeats, and a copy of everything it takes in a mailbox.
//!
//! It notes that it has taken a letter before it says so, as a relay must.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, rustls};

/// Where in the talk something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Before anything was said.
    Greeting,
    /// EHLO.
    Hello,
    /// STARTTLS.
    StartTls,
    /// AUTH.
    SignIn,
    /// RSET.
    Reset,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA.
    Data,
    /// While the letter is being sent, after its first line.
    Body,
    /// The final dot; the letter is not taken.
    Lost,
    /// The final dot; the letter is taken.
    Taken,
}

/// What the relay does there instead of what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Says this, without the line's end.
    Says(&'static str),
    /// Says nothing, and goes on listening.
    Hangs,
    /// Hangs up.
    HangsUp,
    /// Does what it should, a while later.
    Waits(Duration),
}

/// A letter that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenLetter {
    /// MAIL FROM as it was said.
    pub sender: String,
    /// RCPT TO as it was said.
    pub recipient: String,
    /// Head and body, doubled dots undone.
    pub message: Vec<u8>,
    /// Whether it came over TLS.
    pub over_tls: bool,
    /// Over which connection, from 1.
    pub session: usize,
}

impl TakenLetter {
    /// As its head says it; empty when it says none.
    pub fn message_id(&self) -> String {
        let text = String::from_utf8_lossy(&self.message);
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: "));
        id.unwrap_or_default().trim_end().to_owned()
    }
}

#[derive(Debug, Default)]
struct State {
    always: BTreeMap<Step, Does>,
    next: BTreeMap<Step, VecDeque<Does>>,
    by_chance: Vec<(Step, Does, u64)>,
    dice: u64,
    taken: Vec<TakenLetter>,
    /// Letters that were sent to their end, taken or not.
    finished: usize,
    sessions: usize,
    drops_repeats: bool,
    seen: BTreeSet<String>,
    dropped: usize,
    copies: Option<PathBuf>,
    speaks_dsn: bool,
    wants_sign_in: bool,
}

/// The relay; it ends when dropped.
pub struct ScriptedRelay {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    listening: JoinHandle<()>,
    hang_up: watch::Sender<usize>,
    certificate: Option<String>,
}

impl ScriptedRelay {
    /// A relay in the clear that does everything right.
    pub async fn start() -> Self {
        Self::open(None, None).await
    }

    /// A relay that offers STARTTLS with a throw-away certificate for this name.
    pub async fn with_tls(name: &str) -> Self {
        let (tls, certificate) = throw_away(name);
        Self::open(Some((tls, Begins::InTheClear)), Some(certificate)).await
    }

    /// A relay that speaks TLS from the first byte, with a throw-away certificate for this name.
    pub async fn within_tls(name: &str) -> Self {
        let (tls, certificate) = throw_away(name);
        Self::open(Some((tls, Begins::WithinTls)), Some(certificate)).await
    }

    async fn open(tls: Option<(TlsAcceptor, Begins)>, certificate: Option<String>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port is known");
        let state = Arc::new(Mutex::new(State::default()));
        let (hang_up, hangs_up) = watch::channel(0);
        let shared = Arc::clone(&state);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let session = {
                    let mut state = locked(&shared);
                    state.sessions += 1;
                    Session {
                        state: Arc::clone(&shared),
                        tls: tls.clone(),
                        hangs_up: hangs_up.clone(),
                        number: state.sessions,
                    }
                };
                // A client that breaks off ends its own session only.
                tokio::spawn(async move { session.hold(stream).await });
            }
        });
        Self { address, state, listening, hang_up, certificate }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
    /// Its certificate, to be trusted: PEM.
    pub fn certificate(&self) -> &str {
        self.certificate.as_deref().expect("a relay with TLS")
    }
    /// From now on it does this there.
    pub fn always(&self, step: Step, does: Does) {
        locked(&self.state).always.insert(step, does);
    }
    /// The next time it comes there it does this; said twice, the next two times.
    pub fn once(&self, step: Step, does: Does) {
        locked(&self.state).next.entry(step).or_default().push_back(does);
    }
    /// From now on it does this there in so many of a hundred times; said of several things, any of them.
    pub fn by_chance(&self, step: Step, does: Does, of_a_hundred: u64) {
        locked(&self.state).by_chance.push((step, does, of_a_hundred));
    }
    /// What chance begins with; the same number makes the same chances.
    pub fn seed(&self, seed: u64) {
        locked(&self.state).dice = seed;
    }
    /// From now on it does everything right.
    pub fn behaves(&self) {
        let mut state = locked(&self.state);
        state.always.clear();
        state.next.clear();
        state.by_chance.clear();
    }
    /// From now on it drops what comes with a Message-ID it has seen, and says that it took it.
    pub fn drops_repeats(&self) {
        locked(&self.state).drops_repeats = true;
    }
    /// From now on it puts a copy of everything it takes into this mailbox, before it says that it took it.
    pub fn copies_to(&self, maildir: &Path) {
        for folder in ["tmp", "new", "cur"] {
            std::fs::create_dir_all(maildir.join(folder)).expect("a mailbox");
        }
        locked(&self.state).copies = Some(maildir.to_owned());
    }
    /// From now on it offers to report on deliveries.
    pub fn speaks_dsn(&self) {
        locked(&self.state).speaks_dsn = true;
    }
    /// From now on it offers sign-in, and takes any.
    pub fn wants_sign_in(&self) {
        locked(&self.state).wants_sign_in = true;
    }
    /// Ends all connections that stand.
    pub fn hang_up(&self) {
        self.hang_up.send_modify(|times| *times += 1);
    }
    /// What it has taken, in order.
    pub fn taken(&self) -> Vec<TakenLetter> {
        locked(&self.state).taken.clone()
    }
    /// How many it has taken.
    pub fn count(&self) -> usize {
        locked(&self.state).taken.len()
    }
    /// The Message-IDs of all it has taken, without brackets, in order.
    pub fn message_ids(&self) -> Vec<String> {
        let state = locked(&self.state);
        let bare = |letter: &TakenLetter| letter.message_id().trim_matches(['<', '>']).to_owned();
        state.taken.iter().map(bare).collect()
    }
    /// How many letters were sent to their final dot, whatever became of them.
    pub fn finished(&self) -> usize {
        locked(&self.state).finished
    }
    /// How many repeats it dropped.
    pub fn dropped(&self) -> usize {
        locked(&self.state).dropped
    }
    /// How many connections were made.
    pub fn sessions(&self) -> usize {
        locked(&self.state).sessions
    }
}

/// A certificate for a name that nobody knows, with its key: the acceptor and the PEM.
fn throw_away(name: &str) -> (TlsAcceptor, String) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der())
        .expect("a key");
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .expect("the protocol")
    .with_no_client_auth()
    .with_single_cert(vec![made.cert.der().clone()], key)
    .expect("a certificate with its key");
    (TlsAcceptor::from(Arc::new(config)), made.cert.pem())
}

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begins {
    InTheClear,
    WithinTls,
}

impl std::fmt::Debug for ScriptedRelay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptedRelay").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for ScriptedRelay {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("no test panics while it holds the state")
}

impl State {
    fn does(&mut self, step: Step) -> Option<Does> {
        let next = self.next.get_mut(&step).and_then(VecDeque::pop_front);
        next.or_else(|| self.chance(step)).or_else(|| self.always.get(&step).cloned())
    }

    /// One throw for each thing that may happen there (splitmix64).
    fn chance(&mut self, step: Step) -> Option<Does> {
        for (_, does, of_a_hundred) in self.by_chance.iter().filter(|(at, ..)| *at == step) {
            self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut thrown = self.dice;
            thrown = (thrown ^ (thrown >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            thrown = (thrown ^ (thrown >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            if (thrown ^ (thrown >> 31)) % 100 < *of_a_hundred {
                return Some(does.clone());
            }
        }
        None
    }

    /// Takes a letter, with its copy; a repeat is dropped where repeats are.
    fn take(&mut self, letter: TakenLetter) {
        if !self.seen.insert(letter.message_id()) && self.drops_repeats {
            self.dropped += 1;
            return;
        }
        if let Some(maildir) = &self.copies {
            let name = format!("{:08}.relay", self.taken.len());
            let beside = maildir.join("tmp").join(&name);
            std::fs::write(&beside, &letter.message).expect("a copy");
            std::fs::rename(&beside, maildir.join("new").join(&name)).expect("a copy");
        }
        self.taken.push(letter);
    }
}

trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}
type Wire = BufReader<Box<dyn Duplex>>;

struct Session {
    state: Arc<Mutex<State>>,
    tls: Option<(TlsAcceptor, Begins)>,
    hangs_up: watch::Receiver<usize>,
    number: usize,
}

/// How a step went on.
enum Goes {
    /// As it should.
    On,
    /// Something else was said, or nothing.
    Otherwise,
}

impl Session {
    async fn hold(mut self, stream: TcpStream) -> Option<()> {
        let mut hangs_up = self.hangs_up.clone();
        hangs_up.mark_unchanged();
        tokio::select! {
            ended = self.talk(stream) => ended,
            _ = hangs_up.changed() => None,
        }
    }

    /// Does what the test wants at a step; `None` when it hangs up.
    async fn at(&self, step: Step, wire: &mut Wire) -> Option<Goes> {
        let does = locked(&self.state).does(step);
        Self::do_it(does, wire).await
    }

    async fn do_it(does: Option<Does>, wire: &mut Wire) -> Option<Goes> {
        match does {
            None => Some(Goes::On),
            Some(Does::Says(line)) => {
                say(wire, line).await?;
                Some(Goes::Otherwise)
            }
            Some(Does::HangsUp) => None,
            Some(Does::Waits(time)) => {
                tokio::time::sleep(time).await;
                Some(Goes::On)
            }
            Some(Does::Hangs) => {
                while read_line(wire).await.is_some() {}
                None
            }
        }
    }

    async fn talk(&mut self, stream: TcpStream) -> Option<()> {
        let (mut sender, mut recipient) = (String::new(), String::new());
        let (mut wire, mut over_tls): (Wire, bool) = match &self.tls {
            Some((tls, Begins::WithinTls)) => {
                (BufReader::new(Box::new(tls.accept(stream).await.ok()?)), true)
            }
            _ => (BufReader::new(Box::new(stream)), false),
        };
        if let Goes::On = self.at(Step::Greeting, &mut wire).await? {
            say(&mut wire, "220 scripted").await?;
        }
        loop {
            let line = String::from_utf8_lossy(&read_line(&mut wire).await?).trim_end().to_owned();
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let step = match word.as_str() {
                "EHLO" => Step::Hello,
                "STARTTLS" => Step::StartTls,
                "AUTH" => Step::SignIn,
                "RSET" => Step::Reset,
                "MAIL" => Step::Sender,
                "RCPT" => Step::Recipient,
                "DATA" => Step::Data,
                "QUIT" => {
                    say(&mut wire, "221 goodbye").await?;
                    return None;
                }
                _ => {
                    say(&mut wire, "250 ok").await?;
                    continue;
                }
            };
            let Goes::On = self.at(step, &mut wire).await? else { continue };
            match step {
                Step::Hello => {
                    let hello = self.hello(over_tls);
                    say(&mut wire, &hello).await?;
                }
                Step::StartTls => {
                    say(&mut wire, "220 go on").await?;
                    let plain = wire.into_inner();
                    let protected = self.tls.as_ref()?.0.accept(plain).await.ok()?;
                    wire = BufReader::new(Box::new(protected));
                    over_tls = true;
                }
                Step::SignIn => say(&mut wire, "235 2.7.0 welcome").await?,
                Step::Sender | Step::Recipient => {
                    *(if step == Step::Sender { &mut sender } else { &mut recipient }) = line;
                    say(&mut wire, "250 ok").await?;
                }
                Step::Data => {
                    say(&mut wire, "354 go on").await?;
                    let message = self.read_letter(&mut wire).await?;
                    let letter = TakenLetter {
                        sender: sender.clone(),
                        recipient: recipient.clone(),
                        message,
                        over_tls,
                        session: self.number,
                    };
                    let does = {
                        let mut state = locked(&self.state);
                        state.finished += 1;
                        let lost = state.does(Step::Lost);
                        if lost.is_none() {
                            state.take(letter);
                        }
                        lost.or_else(|| state.does(Step::Taken))
                    };
                    if let Goes::On = Self::do_it(does, &mut wire).await? {
                        say(&mut wire, "250 2.0.0 queued as 4711").await?;
                    }
                }
                _ => say(&mut wire, "250 ok").await?,
            }
        }
    }

    fn hello(&self, over_tls: bool) -> String {
        let state = locked(&self.state);
        let mut lines = vec!["scripted", "8BITMIME"];
        if state.speaks_dsn {
            lines.push("DSN");
        }
        if state.wants_sign_in {
            lines.push("AUTH PLAIN LOGIN");
        }
        if self.tls.is_some() && !over_tls {
            lines.push("STARTTLS");
        }
        let last = lines.pop().expect("there is one");
        let first: String = lines.iter().map(|line| format!("250-{line}\r\n")).collect();
        format!("{first}250 {last}")
    }

    /// Up to the final dot.
    async fn read_letter(&self, wire: &mut Wire) -> Option<Vec<u8>> {
        let mut message = Vec::new();
        loop {
            let line = read_line(wire).await?;
            if line == b".\r\n" {
                return Some(message);
            }
            let is_first = message.is_empty();
            message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            if is_first {
                self.at(Step::Body, wire).await?;
            }
        }
    }
}

async fn read_line(wire: &mut Wire) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    let read = wire.read_until(b'\n', &mut line).await.ok()?;
    (read > 0).then_some(line)
}

async fn say(wire: &mut Wire, line: &str) -> Option<()> {
    wire.write_all(format!("{line}\r\n").as_bytes()).await.ok()?;
    wire.flush().await.ok()
}
