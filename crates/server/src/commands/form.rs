//! `fordel form`: forms travel as files.

use crate::House;
use anyhow::{Context, bail};
use forms::{Definition, FormVersion};
use std::path::{Path, PathBuf};
use vocabulary::{Actor, Language};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// List the forms.
    List,
    /// Say what is wrong with a definition in a file, without touching the database.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Print a version of a form as a file to keep or to take elsewhere.
    Export {
        /// Short name of the form.
        slug: String,
        /// The number of the version; the latest published one unless said.
        #[arg(long)]
        number: Option<i32>,
    },
    /// Take a definition in: a new form, or the draft of the next version.
    Import {
        /// Short name of the form.
        slug: String,
        /// The file.
        file: PathBuf,
        /// Publish it as well.
        #[arg(long)]
        publish: bool,
    },
}

const ACTOR: Actor = Actor::System("fordel form");

/// Says whether a definition in a file could be published.
pub(super) fn check(file: &Path) -> anyhow::Result<()> {
    let definition = read(file)?;
    let doubts = doubts(&definition);
    if !doubts.is_empty() {
        bail!("«{}» cannot be published: {}", file.display(), doubts.join("; "));
    }
    let questions = definition.questions().count();
    say!("ok: {} sections, {questions} questions", definition.sections.len());
    Ok(())
}

/// The commands that need the database.
pub(super) async fn form(house: &House, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Check { file } => check(&file),
        Command::List => list(house).await,
        Command::Export { slug, number } => {
            let version = match number {
                None => forms::latest_published(&house.db, &slug).await?,
                Some(number) => {
                    forms::queries::version_for_actor(&house.db, &ACTOR, &slug, number).await?
                }
            };
            let version =
                version.with_context(|| format!("there is no such version of «{slug}»"))?;
            say!("{}", version.definition.to_json());
            Ok(())
        }
        Command::Import { slug, file, publish } => import(house, &slug, &file, publish).await,
    }
}

async fn list(house: &House) -> anyhow::Result<()> {
    for line in forms::queries::forms_for_actor(&house.db, &ACTOR, None).await? {
        let numbers = |version: &Option<FormVersion>| {
            version.as_ref().map_or_else(|| "–".to_owned(), |version| version.number.to_string())
        };
        let title = line.shown().map(|version| version.definition.title.to(Language::Bokmal));
        say!(
            "{:<32} {:<14} published {:<4} draft {:<4} {}",
            line.form.slug,
            line.form.kind.word(),
            numbers(&line.published),
            numbers(&line.draft),
            title.unwrap_or_default()
        );
    }
    Ok(())
}

async fn import(house: &House, slug: &str, file: &Path, publish: bool) -> anyhow::Result<()> {
    let definition = read(file)?;
    let clock = house.clock.as_ref();
    let id = forms::import_form(&house.db, clock, &ACTOR, slug, definition).await?;
    let version = forms::version(&house.db, id).await?.context("the form was just taken in")?;
    if publish && !version.state.is_published() {
        forms::publish_form(&house.db, clock, &ACTOR, id).await?;
    }
    let state = if publish { "published" } else { version.state.word() };
    say!("{slug} version {} {state} {}", version.number, version.hash);
    for doubt in doubts(&version.definition) {
        say!("  {doubt}");
    }
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<Definition> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("«{}» cannot be read", file.display()))?;
    Definition::from_json(&text)
        .with_context(|| format!("«{}» is not a definition of a form", file.display()))
}

fn doubts(definition: &Definition) -> Vec<String> {
    let faults = definition.faults().into_iter().map(|fault| fault.to_string());
    let lacks = definition.lacks(&[Language::Bokmal, Language::Nynorsk]);
    let lacks =
        lacks.into_iter().map(|lack| format!("{} has no text in {}", lack.at, lack.language));
    faults.chain(lacks).collect()
}
