//! `fordel weights`: what counties and municipalities count by, from files.

use crate::House;
use anyhow::Context;
use county_allocation::{Level, NewWeightSet, WeightRow, queries, weight_rows};
use std::path::{Path, PathBuf};
use vocabulary::{Actor, Day};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// List the sets of weights, all versions of each.
    List,
    /// Take a column of a CSV file in, as the next version when the short name is known.
    Import {
        /// The file, with a header and a column `unit`: county or municipality numbers.
        file: PathBuf,
        /// Short name of the set: small letters, digits and hyphens.
        #[arg(long)]
        slug: String,
        /// What people call it.
        #[arg(long)]
        name: String,
        /// Where the numbers are from, as readers are told.
        #[arg(long)]
        source: String,
        /// The day they hold for; the units are those of that day.
        #[arg(long)]
        as_of: Day,
        /// What the units are: county or municipality.
        #[arg(long, default_value = "county", value_parser = level)]
        level: Level,
        /// The column with the numbers; without it, it must be plain which it is.
        #[arg(long)]
        column: Option<String>,
    },
}

const ACTOR: Actor = Actor::System("fordel weights");

fn level(word: &str) -> Result<Level, String> {
    Level::from_word(word).ok_or_else(|| "county or municipality".to_owned())
}

pub(super) async fn weights(house: &House, command: Command) -> anyhow::Result<()> {
    match command {
        Command::List => {
            for set in queries::weight_sets_for_actor(&house.db, &ACTOR).await? {
                let (figures, level) = (&set.figures, set.level.word());
                say!(
                    "{} {} ({level}, {}): {}, {} units, {}",
                    figures.slug,
                    figures.version,
                    set.as_of,
                    figures.name,
                    figures.values.len(),
                    figures.source
                );
            }
            Ok(())
        }
        Command::Import { file, slug, name, source, as_of, level, column } => {
            let rows = read(&file, level, column.as_deref())?;
            let new = NewWeightSet { slug, name, level, source, as_of, rows };
            let slug = new.slug.clone();
            let clock = house.clock.as_ref();
            county_allocation::import_weights(&house.db, clock, &ACTOR, new).await?;
            let set = queries::weight_set_for_actor(&house.db, &ACTOR, &slug, level).await?;
            let set = set.context("the set is not there")?;
            let (version, units) = (set.figures.version, set.figures.values.len());
            say!("«{slug}» is there in version {version}, with {units} units.");
            Ok(())
        }
    }
}

fn read(file: &Path, level: Level, column: Option<&str>) -> anyhow::Result<Vec<WeightRow>> {
    let named = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("«{named}»"))?;
    weight_rows(&text, level, column).with_context(|| format!("«{named}»"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_a_file_is_read_with_its_lines() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("w.csv");
        std::fs::write(&file, "Unit;name;young\n03;Oslo;7\n\n11;Rogaland\n").unwrap();
        let rows = read(&file, Level::County, Some("young")).unwrap();
        let read_rows: Vec<_> =
            rows.iter().map(|row| (row.line, row.unit.as_str(), row.value.as_str())).collect();
        assert_eq!(read_rows, [(2, "03", "7"), (4, "11", "")]);
        let refused = format!("{:#}", read(&file, Level::County, Some("old")).unwrap_err());
        assert!(refused.contains("no column «old»") && refused.contains("w.csv"), "{refused}");
        assert!(read(&file, Level::County, Some("unit")).is_err());
    }
}
