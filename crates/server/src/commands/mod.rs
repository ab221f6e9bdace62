//! The commands, one file each. What a command answers goes to standard output; why it could not, as
//! one sentence, to standard error.
#![allow(clippy::print_stderr)] // why a command could not do it goes there

/// Prints a line of an answer. Whoever reads only the beginning of it has got what they wanted: a
/// closed pipe is no error.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}

mod allocate;
mod check;
mod demo;
mod form;
mod remind;
mod report;
mod serve;
mod settings;
mod user;
mod weights;
mod work;

pub(crate) use demo::TELLER;
pub use serve::app;

use crate::house::Tables;
use crate::settings::Said;
use crate::{House, Settings, logs};
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use vocabulary::{Day, FixedClock, RunningClock};

/// Grant administration from appropriation to result.
#[derive(Debug, Parser)]
#[command(name = "fordel", version, propagate_version = true)]
struct Arguments {
    /// Directory for the database file, documents, status reports and the outbox.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Walk two real programmes through the whole house, then serve them.
    Demo {
        /// Address and port to serve on.
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
        /// Do not serve; end when everything is made.
        #[arg(long)]
        once: bool,
    },
    /// Serve the web.
    Serve {
        /// Address and port to serve on.
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<SocketAddr>,
        /// Run the workers in the same process.
        #[arg(long)]
        with_workers: bool,
        /// Rehearse: let the clock begin on this day.
        #[arg(long, value_name = "DAY")]
        from_day: Option<Day>,
    },
    /// Run the workers.
    Work,
    /// Bring the tables up to date.
    Migrate,
    /// Look whether every invariant holds.
    Check {
        /// Also read every stored document and attachment, which can take long.
        #[arg(long)]
        files: bool,
    },
    /// Write the reminders of a day.
    Remind {
        /// The day; today when it is left out.
        #[arg(long, value_name = "DAY")]
        on: Option<Day>,
        /// Only print what would go out that day, and why.
        #[arg(long)]
        dry_run: bool,
    },
    /// Make a status report.
    Report(report::Arguments),
    /// Share a budget out by weights, without a database.
    Allocate(allocate::Arguments),
    /// People and what they may do.
    User {
        #[command(subcommand)]
        command: user::Command,
    },
    /// What counties and municipalities count by, from files: list, import.
    Weights {
        #[command(subcommand)]
        command: weights::Command,
    },
    /// Forms as files: check, export, import.
    Form {
        #[command(subcommand)]
        command: form::Command,
    },
    /// Explain the settings and print those in force.
    Settings,
}

/// Runs the program: reads its arguments, does what they say.
pub async fn run() -> ExitCode {
    end_of(Arguments::parse()).await
}

/// The same with these arguments, of which the first is the name of the program.
pub async fn run_as(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    end_of(Arguments::parse_from(arguments)).await
}

async fn end_of(arguments: Arguments) -> ExitCode {
    match obey(arguments).await {
        Ok(code) => code,
        Err(why) => {
            eprintln!("fordel: {}", one_sentence(&why));
            ExitCode::FAILURE
        }
    }
}

/// An error and its causes on one line, without saying the same twice.
fn one_sentence(why: &anyhow::Error) -> String {
    let mut sentence = String::new();
    for cause in why.chain() {
        let cause = cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        if sentence.is_empty() {
            sentence = cause;
        } else if !sentence.contains(&cause) {
            sentence = format!("{sentence}: {cause}");
        }
    }
    sentence
}

async fn obey(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let listen = match &arguments.command {
        Command::Demo { listen, .. } | Command::Serve { listen, .. } => *listen,
        _ => None,
    };
    let settings = Settings::read(&Said { data: arguments.data, listen })?;
    let goes_on = matches!(arguments.command, Command::Serve { .. } | Command::Work);
    logs::begin(&settings, if goes_on { "info" } else { "warn" })?;
    let fitting = || House::with(&settings, Tables::MustFit);
    match arguments.command {
        Command::Settings => settings::explain(&settings),
        Command::Migrate => {
            House::ready(&settings).await?;
            say!("The tables are up to date.");
        }
        Command::Demo { once, .. } => demo::show(settings, once).await?,
        Command::Serve { with_workers, from_day, .. } => {
            let listener = serve::listener(&settings).await?;
            let mut house = fitting().await?;
            if let Some(day) = from_day {
                house = house.on(Arc::new(RunningClock::set_to(day.at_hour(8, 0))));
            }
            serve::serve(house, listener, with_workers, from_day.is_some()).await?;
        }
        Command::Work => work::work(fitting().await?).await?,
        Command::Check { files } => return check::check(&fitting().await?, files).await,
        Command::Remind { on, dry_run } => {
            let house = fitting().await?;
            let on = on.unwrap_or_else(|| house.clock.today());
            if dry_run {
                remind::rehearse(&house, on).await?;
            } else if on > house.clock.today() {
                anyhow::bail!("{on} has not come yet; --dry-run shows what would go out that day");
            } else {
                let house = house.on(Arc::new(FixedClock::on(on, 8)));
                remind::remind(&house, on).await?;
            }
        }
        Command::Report(arguments) => report::report(&fitting().await?, arguments).await?,
        // Need no database.
        Command::Allocate(arguments) => return Ok(allocate::allocate(&arguments)),
        Command::Form { command: form::Command::Check { file } } => form::check(&file)?,
        Command::Form { command } => form::form(&fitting().await?, command).await?,
        Command::Weights { command } => weights::weights(&fitting().await?, command).await?,
        Command::User { command } => user::user(&fitting().await?, command).await?,
    }
    Ok(ExitCode::SUCCESS)
}
