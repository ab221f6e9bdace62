//! The settings: from the environment and one optional file. The only reader of the environment.

use attachments::BucketKeys;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One setting, as `fordel settings` explains it.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The variable of the environment.
    pub variable: &'static str,
    /// The key in the file.
    pub key: &'static str,
    /// What holds when nobody says otherwise; empty when nothing does.
    pub default: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Not to be shown.
    pub secret: bool,
}

const fn setting(
    variable: &'static str,
    key: &'static str,
    default: &'static str,
    about: &'static str,
) -> Setting {
    Setting { variable, key, default, about, secret: false }
}

/// All settings. The environment wins over the file, the file over the default.
pub const SETTINGS: [Setting; 22] = [
    Setting {
        secret: true,
        ..setting(
            "DATABASE_URL",
            "database_url",
            "",
            "Where everything is kept: sqlite://FILE or postgres://USER:PASSWORD@HOST/DATABASE. Without it: fordel.db in the data directory.",
        )
    },
    Setting {
        secret: true,
        ..setting(
            "REDIS_URL",
            "redis_url",
            "",
            "Lets several processes wake each other. One process needs none.",
        )
    },
    setting(
        "FORDEL_DATA",
        "data",
        "fordel-data",
        "Directory for documents, status reports and the outbox.",
    ),
    setting(
        "FORDEL_LISTEN",
        "listen",
        "127.0.0.1:8080",
        "Address and port on which `fordel serve` answers.",
    ),
    setting(
        "FORDEL_WORK_LISTEN",
        "work_listen",
        "",
        "Address and port on which `fordel work` answers an operator: /livez, /readyz and, with FORDEL_METRICS_TOKEN, /metrics. Without it: nowhere.",
    ),
    setting(
        "FORDEL_PUBLIC_URL",
        "public_url",
        "",
        "The address people use in their browser; links in mails begin with it. Without it: http:// and the address it listens on.",
    ),
    Setting {
        secret: true,
        ..setting(
            "FORDEL_SMTP_URL",
            "smtp_url",
            "",
            "The mail relay: smtp://HOST:PORT, smtp://HOST:PORT?tls=required or smtps://USER:PASSWORD@HOST; behind the question mark also ca=FILE, repeats=dropped (with remembers=24h), evidence=maildir:///PATH (with settles=10m), rate=10/s and letters=100, joined by &. Every process needs the same. Without it mails become .eml files in the outbox.",
        )
    },
    setting(
        "FORDEL_BOUNCES",
        "bounces",
        "",
        "The mailbox of the address mails are from, as maildir:///PATH: what cannot be delivered comes back there. Every process that works needs the same. Without it nobody reads what comes back.",
    ),
    setting(
        "FORDEL_CLAMD",
        "clamd",
        "",
        "The virus scanner that looks at files people hand in: tcp://HOST:3310 or unix:///PATH. Without it they are taken as they are and marked «not scanned». Every process needs the same.",
    ),
    setting(
        "FORDEL_STORE",
        "store",
        "",
        "Where documents and attachments are kept when not in the data directory: s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION of an S3-compatible object store, with ca=FILE for a certificate authority of your own. Every process needs the same.",
    ),
    setting(
        "AWS_ACCESS_KEY_ID",
        "aws_access_key_id",
        "",
        "The id of the key that may read, write, list and delete in FORDEL_STORE.",
    ),
    Setting {
        secret: true,
        ..setting(
            "AWS_SECRET_ACCESS_KEY",
            "aws_secret_access_key",
            "",
            "The secret that goes with AWS_ACCESS_KEY_ID.",
        )
    },
    Setting {
        secret: true,
        ..setting(
            "AWS_SESSION_TOKEN",
            "aws_session_token",
            "",
            "A token that goes with them, where keys are given out for a while.",
        )
    },
    setting(
        "FORDEL_AUTHORITY",
        "authority",
        "Tilskuddsforvalteren",
        "The name of the directorate, as letters and reports show it.",
    ),
    setting(
        "FORDEL_MAIL_FROM",
        "mail_from",
        "Tilskudd <tilskudd@direktoratet.example>",
        "Who mails are from.",
    ),
    setting(
        "FORDEL_CONTACT",
        "contact",
        "tilskudd@direktoratet.example",
        "The address that takes questions.",
    ),
    Setting {
        secret: true,
        ..setting(
            "FORDEL_METRICS_TOKEN",
            "metrics_token",
            "",
            "Whoever asks for /metrics must bring this token. Without it nobody gets them.",
        )
    },
    setting(
        "FORDEL_LOG",
        "log",
        "",
        "How much is logged: error, warn, info, debug, trace, or per module as in info,web=debug. Without it: info while serving or working, else warn.",
    ),
    setting("FORDEL_LOG_FORMAT", "log_format", "text", "text for people, json for machines."),
    setting(
        "FORDEL_POLL_SECONDS",
        "poll_seconds",
        "5",
        "Seconds between looks at the worklist when nothing rings.",
    ),
    setting(
        "FORDEL_LEASE_SECONDS",
        "lease_seconds",
        "12",
        "Seconds a worker holds a row without a sign of life; signs come four times as often. What a dead worker held is free for another after a quarter more, at the latest.",
    ),
    setting("FORDEL_WORKERS", "workers", "4", "How many rows of work one process does at a time."),
];

/// The file that is read when it is there and FORDEL_SETTINGS names no other.
const FILE: &str = "fordel.toml";

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A name nobody knows; a slip of typing would otherwise go unnoticed.
    #[error("«{name}» in {place} is not a setting; `fordel settings` lists them{}", did_you_mean(.name))]
    Unknown {
        /// What was written.
        name: String,
        /// Where.
        place: String,
    },
    /// A value that does not fit.
    #[error("{name} cannot be «{value}»: {why}")]
    Value {
        /// The variable.
        name: &'static str,
        /// What was written.
        value: String,
        /// Why not.
        why: String,
    },
    /// The file cannot be read.
    #[error("the settings file {path} cannot be read: {why}")]
    File {
        /// Which.
        path: String,
        /// Why.
        why: String,
    },
}

fn did_you_mean(name: &str) -> String {
    let name = name.to_uppercase();
    SETTINGS
        .iter()
        .map(|setting| setting.variable)
        .find(|known| known.starts_with(&name) || name.starts_with(known) || known.ends_with(&name))
        .map(|known| format!("; did you mean {known}?"))
        .unwrap_or_default()
}

/// What was said on the command line; it wins over everything else.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--listen`.
    pub listen: Option<SocketAddr>,
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address of the database.
    pub database_url: String,
    /// The address of Redis.
    pub redis_url: Option<String>,
    /// The data directory.
    pub data: PathBuf,
    /// Where the web answers.
    pub listen: SocketAddr,
    /// Where a process that only works answers an operator.
    pub work_listen: Option<SocketAddr>,
    /// What links begin with.
    pub public_url: String,
    /// The mail relay.
    pub smtp_url: Option<String>,
    /// The mailbox of what comes back.
    pub bounces: Option<String>,
    /// The virus scanner.
    pub clamd: Option<String>,
    /// The object store.
    pub store: Option<String>,
    /// Who may use it.
    pub store_keys: BucketKeys,
    /// The name of the directorate.
    pub authority: String,
    /// Who mails are from.
    pub mail_from: String,
    /// Who takes questions.
    pub contact: String,
    /// The token of `/metrics`.
    pub metrics_token: Option<String>,
    /// What is logged, when somebody has said so.
    pub log: Option<String>,
    /// Logs for machines.
    pub log_json: bool,
    /// Between looks at the worklist.
    pub poll: Duration,
    /// How long a row is held without a sign of life.
    pub lease: Duration,
    /// How many rows at a time.
    pub workers: usize,
}

impl Settings {
    /// Reads the environment and the file.
    #[allow(clippy::disallowed_methods)] // the one place that reads the environment
    pub fn read(said: &Said) -> Result<Settings, SettingsError> {
        Settings::from(std::env::vars().collect(), said)
    }

    /// From given variables. Those that begin with FORDEL_TEST_ belong to the tests.
    pub fn from(
        variables: BTreeMap<String, String>,
        said: &Said,
    ) -> Result<Settings, SettingsError> {
        let known = |name: &str| SETTINGS.iter().any(|setting| setting.variable == name);
        let stranger = variables.keys().find(|name| {
            name.starts_with("FORDEL_")
                && !name.starts_with("FORDEL_TEST_")
                && name.as_str() != "FORDEL_SETTINGS"
                && !known(name)
        });
        if let Some(name) = stranger {
            let place = "the environment".to_owned();
            return Err(SettingsError::Unknown { name: name.clone(), place });
        }
        let file = read_file(variables.get("FORDEL_SETTINGS").map(String::as_str))?;
        let value = |variable: &'static str| -> String {
            let setting = SETTINGS.iter().find(|setting| setting.variable == variable);
            let said = variables.get(variable).filter(|value| !value.is_empty()).cloned();
            said.or_else(|| setting.and_then(|setting| file.get(setting.key).cloned()))
                .or_else(|| setting.map(|setting| setting.default.to_owned()))
                .unwrap_or_default()
        };
        let optional = |variable| Some(value(variable)).filter(|value| !value.is_empty());
        let data = said.data.clone().unwrap_or_else(|| value("FORDEL_DATA").into());
        let listen = match said.listen {
            Some(listen) => listen,
            None => fitting(
                "FORDEL_LISTEN",
                value("FORDEL_LISTEN"),
                "an address and a port, as in 127.0.0.1:8080",
            )?,
        };
        let work_listen = optional("FORDEL_WORK_LISTEN")
            .map(|said| fitting("FORDEL_WORK_LISTEN", said, "an address and a port"))
            .transpose()?;
        let seconds = |name| -> Result<Duration, SettingsError> {
            let seconds: u64 = fitting(name, value(name), "a whole number of seconds, 1 or more")?;
            match seconds {
                0 => Err(SettingsError::Value {
                    name,
                    value: "0".into(),
                    why: "it must be 1 or more".into(),
                }),
                seconds => Ok(Duration::from_secs(seconds)),
            }
        };
        let workers: usize = fitting("FORDEL_WORKERS", value("FORDEL_WORKERS"), "a whole number")?;
        let log_json = match value("FORDEL_LOG_FORMAT").as_str() {
            "text" => false,
            "json" => true,
            other => {
                let why = "it is text or json".to_owned();
                return Err(SettingsError::Value {
                    name: "FORDEL_LOG_FORMAT",
                    value: other.into(),
                    why,
                });
            }
        };
        Ok(Settings {
            database_url: optional("DATABASE_URL").unwrap_or_else(|| sqlite_in(&data)),
            redis_url: optional("REDIS_URL"),
            public_url: optional("FORDEL_PUBLIC_URL").unwrap_or_else(|| format!("http://{listen}")),
            smtp_url: optional("FORDEL_SMTP_URL"),
            bounces: optional("FORDEL_BOUNCES"),
            clamd: optional("FORDEL_CLAMD"),
            store: optional("FORDEL_STORE"),
            store_keys: BucketKeys {
                id: value("AWS_ACCESS_KEY_ID"),
                secret: value("AWS_SECRET_ACCESS_KEY"),
                session: optional("AWS_SESSION_TOKEN"),
            },
            authority: value("FORDEL_AUTHORITY"),
            mail_from: value("FORDEL_MAIL_FROM"),
            contact: value("FORDEL_CONTACT"),
            metrics_token: optional("FORDEL_METRICS_TOKEN"),
            log: optional("FORDEL_LOG"),
            poll: seconds("FORDEL_POLL_SECONDS")?,
            lease: seconds("FORDEL_LEASE_SECONDS")?,
            workers: workers.clamp(1, 64),
            data,
            listen,
            work_listen,
            log_json,
        })
    }

    /// What each setting is now, in the order of [`SETTINGS`]; secrets are not told.
    pub fn in_force(&self) -> Vec<(Setting, String)> {
        let told = |setting: &Setting| -> String {
            let text = match setting.key {
                "database_url" => self.database_url.clone(),
                "redis_url" => self.redis_url.clone().unwrap_or_default(),
                "data" => self.data.display().to_string(),
                "listen" => self.listen.to_string(),
                "work_listen" => {
                    self.work_listen.map(|address| address.to_string()).unwrap_or_default()
                }
                "public_url" => self.public_url.clone(),
                "smtp_url" => self.smtp_url.clone().unwrap_or_default(),
                "bounces" => self.bounces.clone().unwrap_or_default(),
                "clamd" => self.clamd.clone().unwrap_or_default(),
                "store" => self.store.clone().unwrap_or_default(),
                "aws_access_key_id" => self.store_keys.id.clone(),
                "aws_secret_access_key" => self.store_keys.secret.clone(),
                "aws_session_token" => self.store_keys.session.clone().unwrap_or_default(),
                "authority" => self.authority.clone(),
                "mail_from" => self.mail_from.clone(),
                "contact" => self.contact.clone(),
                "metrics_token" => self.metrics_token.clone().unwrap_or_default(),
                "log" => self.log.clone().unwrap_or_default(),
                "log_format" => if self.log_json { "json" } else { "text" }.to_owned(),
                "poll_seconds" => self.poll.as_secs().to_string(),
                "lease_seconds" => self.lease.as_secs().to_string(),
                _ => self.workers.to_string(),
            };
            // A file's name is no secret; an address may carry a password.
            if setting.secret && !text.is_empty() && !text.starts_with("sqlite:") {
                "(set, not shown)".to_owned()
            } else {
                text
            }
        };
        SETTINGS.iter().map(|setting| (*setting, told(setting))).collect()
    }
}

fn fitting<T: std::str::FromStr>(
    name: &'static str,
    value: String,
    what: &str,
) -> Result<T, SettingsError> {
    value.trim().parse().map_err(|_| SettingsError::Value {
        name,
        value,
        why: format!("it is {what}"),
    })
}

/// The address of the file database in a data directory; what has a meaning in addresses, or no place in
/// their first part, is escaped.
fn sqlite_in(data: &Path) -> String {
    let path = data.join("fordel.db").display().to_string();
    let path = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23").replace(' ', "%20");
    format!("sqlite://{path}")
}

fn read_file(named: Option<&str>) -> Result<BTreeMap<String, String>, SettingsError> {
    let path = named.filter(|name| !name.is_empty()).unwrap_or(FILE);
    let failed = |why: String| SettingsError::File { path: path.to_owned(), why };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => {
            return Ok(BTreeMap::new());
        }
        Err(error) => return Err(failed(error.to_string())),
    };
    // The parser's own words quote the line, where a password may stand.
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(0, |span| text[..span.start].lines().count().max(1));
        failed(format!("{} in line {line}", error.message()))
    })?;
    table
        .into_iter()
        .map(|(key, value)| {
            if !SETTINGS.iter().any(|setting| setting.key == key) {
                let place = format!("the settings file {path}");
                return Err(SettingsError::Unknown { name: key, place });
            }
            let value = match value {
                toml::Value::String(text) => text,
                other => other.to_string(),
            };
            Ok((key, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let variables = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Settings::from(variables, &Said::default())
    }

    #[test]
    fn without_anything_said_there_is_a_file_in_the_data_directory() {
        let settings = with(&[("FORDEL_DATA", "some where?")]).unwrap();
        assert_eq!(settings.database_url, "sqlite://some%20where%3F/fordel.db");
        assert_eq!(settings.public_url, "http://127.0.0.1:8080");
        assert_eq!(settings.smtp_url, None);
    }

    #[test]
    fn unknown_and_unfit_settings_are_refused_in_one_sentence() {
        let unknown = with(&[("FORDEL_LISTN", "x")]).unwrap_err().to_string();
        assert!(unknown.contains("FORDEL_LISTN") && !unknown.contains('\n'), "{unknown}");
        let unfit = with(&[("FORDEL_LISTEN", "here")]).unwrap_err().to_string();
        assert!(unfit.contains("127.0.0.1:8080"), "{unfit}");
        assert!(with(&[("FORDEL_POLL_SECONDS", "0")]).is_err());
        assert!(with(&[("FORDEL_LOG_FORMAT", "xml")]).is_err());
        assert!(with(&[("FORDEL_TEST_POSTGRES_URL", "x"), ("HOME", "y")]).is_ok());
    }

    #[test]
    fn the_file_is_read_and_its_slips_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let name = file.display().to_string();
        std::fs::write(&file, "workers = 2\nauthority = \"D\"\n").unwrap();
        let settings =
            with(&[("FORDEL_SETTINGS", &name), ("FORDEL_AUTHORITY", "Direktoratet")]).unwrap();
        assert_eq!((settings.workers, settings.authority.as_str()), (2, "Direktoratet"));
        std::fs::write(&file, "worker = 2\n").unwrap();
        let slip = with(&[("FORDEL_SETTINGS", &name)]).unwrap_err().to_string();
        assert!(slip.contains("«worker»"), "{slip}");
        assert!(with(&[("FORDEL_SETTINGS", "nowhere.toml")]).is_err());
    }

    #[test]
    fn secrets_are_not_told() {
        let settings = with(&[("DATABASE_URL", "postgres://u:hemmelig@h/d")]).unwrap();
        assert!(settings.in_force().iter().all(|(_, told)| !told.contains("hemmelig")));
    }
}
