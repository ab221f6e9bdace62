//! The faults, one entry each; what each does stands in the module of its kind.

mod broker;
mod clocks;
mod database;
mod files;
mod kills;
mod mail;
mod points;
mod stops;
mod versions;
mod workers;

use crate::Asked;
use crate::ground::Keeps;
use crate::line::Line;
use std::future::Future;
use std::pin::Pin;

/// What trying a fault comes to.
pub(crate) type Trying = Pin<Box<dyn Future<Output = anyhow::Result<Line>>>>;

/// One fault.
pub(crate) struct Fault {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What happens.
    pub(crate) about: &'static str,
    /// Makes it happen and looks.
    pub(crate) run: fn(Asked) -> Trying,
}

/// An entry of the matrix.
macro_rules! fault {
    ($name:literal, $about:literal, $run:path) => {
        Fault { name: $name, about: $about, run: |asked| Box::pin($run(asked)) }
    };
}

/// All of them.
pub(crate) const FAULTS: &[Fault] = &[
    fault!("points", "killed at every named point, with each kind of relay", points::all),
    Fault {
        name: "kills-idempotent",
        about: "killed 1 000 times at random while 10 000 reminders go to a relay that drops repeats",
        run: |asked| Box::pin(kills::rain(asked, Keeps::First)),
    },
    Fault {
        name: "kills-verifiable",
        about: "the same with a relay that keeps copies of what it takes",
        run: |asked| Box::pin(kills::rain(asked, Keeps::Journal)),
    },
    Fault {
        name: "kills-plain",
        about: "the same with a relay that tells nothing",
        run: |asked| Box::pin(kills::rain(asked, Keeps::Nothing)),
    },
    fault!("poison", "a letter that kills whoever begins with it", workers::poison),
    fault!(
        "zombie-letter",
        "stopped before the final dot, past its lease",
        workers::zombie_of_a_letter
    ),
    fault!(
        "zombie-act",
        "stopped in the middle of acts, past its lease",
        workers::zombie_of_an_act
    ),
    fault!(
        "zombie-transaction",
        "stopped with a row of the database in its hands",
        workers::zombie_in_a_transaction
    ),
    fault!("slow", "a relay that thinks longer than a lease", workers::slow),
    fault!("busy", "acts that keep all threads longer than a lease", workers::busy),
    fault!("panic", "acts that panic", workers::panic),
    fault!("drain", "SIGTERM with fifty letters on the wire", stops::drain),
    fault!("drain-cut-short", "SIGTERM twice, SIGKILL while draining", stops::drain_cut_short),
    fault!("rolling", "every process replaced, five rounds", stops::rolling),
    fault!("postgres-killed", "PostgreSQL ended at once, twenty times", database::restarts),
    fault!("postgres-away", "PostgreSQL out of reach for a minute", database::unreachable),
    fault!("postgres-deaf", "connections that swallow everything", database::half_open),
    fault!("serialization", "every write path refused once with 40001", database::serialization),
    fault!("commit-unknown", "cut after COMMIT was sent", database::commit_unknown),
    fault!("row-lock", "rows held by somebody for half a minute", database::row_lock),
    fault!("redis-flushed", "Redis emptied again and again", broker::flushed),
    fault!("redis-killed", "Redis killed and started empty", broker::killed),
    fault!("redis-stalled", "Redis standing still", broker::stalled),
    fault!("redis-twice", "every message of Redis comes twice", broker::twice),
    fault!("relay-moods", "the relay in each bad mood", mail::moods_in_turn),
    fault!("relay-any", "the relay in any mood, by chance", mail::any_mood),
    fault!(
        "deadline-changes",
        "deadlines met and moved while reminders go",
        mail::deadline_changes
    ),
    fault!("clocks", "three schedulers, clocks 90 s apart", clocks::skewed),
    fault!("cron-down", "nobody rang for three days", clocks::down),
    fault!("reports", "killed at each point of a status report", files::reports),
    fault!("disk-full", "no file may grow any more", files::disk_full),
    fault!("budget", "killed between the statements of a movement of money", files::budget),
    fault!("neighbours", "a newer version changes the tables meanwhile", versions::neighbours),
];

/// Those that `short` runs, side by side: what is killed, poisoned, asleep, drained and cut off.
pub(crate) const SHORT: [&str; 6] =
    ["points", "kills-verifiable", "poison", "zombie-letter", "drain", "commit-unknown"];
