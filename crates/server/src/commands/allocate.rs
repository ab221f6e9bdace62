//! `fordel allocate`: shares a budget out by weights, without a database.

use super::one_sentence;
use anyhow::{Context, bail, ensure};
use county_allocation::{
    Apportionment, Bound, BoundRound, Claim, Decimal, Quotient, Ratio, Share, Shares, Terms, Tie,
    UnitCode, Working, WorkingRow, share, working_rows,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vocabulary::{Language, Money};

/// What cannot be done as it was asked for, as clap ends on arguments that it does not understand.
const USAGE: u8 = 2;
/// Sentences below the table are broken at this width.
const WIDTH: usize = 100;
/// The columns that a file may have; the first two it must have.
const COLUMNS: [&str; 7] = ["unit", "weight", "floor", "cap", "demand", "lump", "name"];

/// What to share, over whom, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What there is to share.
    #[arg(long, value_name = "KRONER", value_parser = kroner)]
    budget: Money,
    /// Who shares: a CSV file with the columns unit and weight, and floor, cap, demand, lump and name
    /// where there are such.
    #[arg(long, value_name = "FILE")]
    weights: PathBuf,
    /// How quotas become whole units.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(Apportionment::ALL.map(Apportionment::word)))]
    method: String,
    /// The least that each gets; a floor in the file goes before it.
    #[arg(long, value_name = "KRONER", value_parser = kroner)]
    floor: Option<Money>,
    /// The most that each gets; a cap in the file goes before it.
    #[arg(long, value_name = "KRONER", value_parser = kroner)]
    cap: Option<Money>,
    /// Shares are whole multiples of this.
    #[arg(long, value_name = "KRONER", value_parser = kroner, default_value = "1000")]
    unit: Money,
    /// What is held back.
    #[arg(long, value_name = "KRONER", value_parser = kroner, default_value = "0")]
    reserve: Money,
    /// How to answer: a table with the working, unit and amount only, or everything for programs.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The language of the table and its sentences: nb, nn or en.
    #[arg(long, default_value = "en")]
    language: Language,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

/// Whole kroner of 0 or more.
fn kroner(typed: &str) -> anyhow::Result<Money> {
    let amount: Money = typed.parse()?;
    ensure!(amount >= Money::ZERO && amount.ore() % 100 == 0, "write whole kroner of 0 or more");
    Ok(amount)
}

/// Prints the shares; or why there are none, as one sentence.
pub(super) fn allocate(arguments: &Arguments) -> ExitCode {
    match answer(arguments) {
        Ok(text) => {
            say!("{}", text.trim_end());
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("fordel: {}", one_sentence(&why));
            ExitCode::from(USAGE)
        }
    }
}

fn answer(arguments: &Arguments) -> anyhow::Result<String> {
    let method = Apportionment::from_word(&arguments.method).context("there is no such method")?;
    let named = arguments.weights.display();
    let text =
        std::fs::read(&arguments.weights).with_context(|| format!("«{named}» cannot be read"))?;
    let text =
        String::from_utf8(text).ok().with_context(|| format!("«{named}» is not UTF-8 text"))?;
    let (claims, names) = read(&text, &arguments.weights)?;
    let terms = Terms {
        pot: arguments.budget,
        unit: arguments.unit,
        reserve: arguments.reserve,
        method,
        floor: arguments.floor,
        cap: arguments.cap,
    };
    let shares = share(&terms, &claims)?;
    let language = arguments.language;
    let name = |unit: &UnitCode| match names.get(unit) {
        Some(name) => format!("{unit} {name}"),
        None => unit.to_string(),
    };
    match arguments.format {
        Format::Table => Ok(table(&working_rows(&shares, language, &name), language)),
        Format::Csv => csv_of(&shares),
        Format::Json => {
            let notes = working_rows(&shares, language, &name).notes;
            Ok(serde_json::to_string_pretty(&Answer::of(&shares, &names, notes))?)
        }
    }
}

/// Reads the claims of a file, and what the units are called where it says so.
fn read(text: &str, path: &Path) -> anyhow::Result<(Vec<Claim>, BTreeMap<UnitCode, String>)> {
    let named = path.display();
    // Spreadsheets in Norway write a mark at the beginning and semicolons between the columns.
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let unreadable = || format!("«{named}» is not a CSV file");
    let head: Vec<String> =
        reader.headers().with_context(unreadable)?.iter().map(str::to_lowercase).collect();
    for (at, column) in head.iter().enumerate() {
        ensure!(
            COLUMNS.contains(&column.as_str()),
            "«{named}» has a column «{column}», which is none of {}",
            COLUMNS.join(", ")
        );
        ensure!(!head[..at].contains(column), "«{named}» has the column «{column}» twice");
    }
    for column in &COLUMNS[..2] {
        ensure!(head.iter().any(|own| own == column), "«{named}» has no column «{column}»");
    }
    let mut claims = Vec::new();
    let mut names = BTreeMap::new();
    for record in reader.records() {
        let record = record.with_context(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let at = || format!("line {line} of «{named}»");
        ensure!(
            record.len() == head.len(),
            "{} has {} columns, the first line {}",
            at(),
            record.len(),
            head.len()
        );
        let cell = |column: &str| {
            let place = head.iter().position(|own| own == column)?;
            record.get(place).filter(|text| !text.is_empty())
        };
        let amount = |column| {
            let Some(text) = cell(column) else { return Ok(None) };
            kroner(text).map(Some).with_context(|| format!("{}: the {column}", at()))
        };
        let Some(unit) = cell("unit") else { bail!("{} has no unit", at()) };
        let weight = cell("weight").unwrap_or_default();
        let bare: String =
            weight.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
        let weight = bare.parse().ok().filter(|weight| *weight >= 0).with_context(|| {
            format!("{}: the weight «{weight}» is not a whole number of 0 or more", at())
        })?;
        let claim = Claim {
            unit: UnitCode::from(unit),
            weight,
            lump: amount("lump")?.unwrap_or(Money::ZERO),
            floor: amount("floor")?,
            cap: amount("cap")?,
            demand: amount("demand")?,
        };
        if let Some(name) = cell("name") {
            names.insert(claim.unit.clone(), name.to_owned());
        }
        claims.push(claim);
    }
    ensure!(!claims.is_empty(), "«{named}» has no unit to share with");
    Ok((claims, names))
}

/// The working as people read it: numbers to the right, sums below a line, sentences below that.
fn table(working: &Working, language: Language) -> String {
    let titles: Vec<String> =
        working.columns.iter().map(|column| column.title(language).to_owned()).collect();
    let rows = working.rows.iter().chain(&working.sums);
    let widths: Vec<usize> = titles
        .iter()
        .enumerate()
        .map(|(at, title)| {
            let cells = rows.clone().map(|row| row.cells[at].chars().count());
            cells.chain([title.chars().count()]).max().unwrap_or(0)
        })
        .collect();
    let line = |cells: &[String]| {
        let padded: Vec<String> = working
            .columns
            .iter()
            .zip(cells)
            .zip(&widths)
            .map(|((column, cell), &width)| {
                if column.is_number() {
                    format!("{cell:>width$}")
                } else {
                    format!("{cell:<width$}")
                }
            })
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let rule = format!("{}\n", "─".repeat(widths.iter().sum::<usize>() + 2 * (widths.len() - 1)));
    let lines = |rows: &[WorkingRow]| rows.iter().map(|row| line(&row.cells)).collect::<String>();
    let mut text = format!("{}\n\n{}{rule}", working.title, line(&titles));
    text += &lines(&working.rows);
    text += &rule;
    text += &lines(&working.sums);
    text += "\n";
    for note in &working.notes {
        text += &broken(note);
    }
    text
}

/// A sentence in lines of a readable width, the following ones a little to the right.
fn broken(sentence: &str) -> String {
    let mut lines = vec![String::new()];
    for word in sentence.split(' ') {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= WIDTH {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(format!("  {word}"));
        }
    }
    lines.join("\n") + "\n"
}

fn csv_of(shares: &Shares) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["unit", "amount"])?;
    for share in &shares.shares {
        writer.write_record([share.unit.as_str(), &share.amount.whole_kroner().to_string()])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// The answer for programs. All amounts are whole kroner.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    budget: i64,
    unit: i64,
    reserve: i64,
    floor: Option<i64>,
    cap: Option<i64>,
    method: &'static str,
    /// Units that were shared by weight.
    units: i64,
    /// The sum of the weights.
    weight: i64,
    shares: Vec<Line<'a>>,
    /// What they get together.
    sum: i64,
    /// What nobody got.
    rest: i64,
    rounds: &'a [BoundRound],
    ties: &'a [Tie],
    divisor: Option<Decimal>,
    /// How to check it by hand, in words.
    notes: Vec<String>,
}

/// One unit with its working.
#[derive(Debug, Serialize)]
struct Line<'a> {
    unit: &'a UnitCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a String>,
    amount: i64,
    weight: i64,
    lump: i64,
    floor: Option<i64>,
    cap: Option<i64>,
    quota: Ratio,
    quota_in_bounds: Option<Ratio>,
    bound: Option<Bound>,
    rounded_up: bool,
    taken_back: i64,
    last_quotient: Option<Quotient>,
    next_quotient: Option<Quotient>,
    units: i64,
}

impl<'a> Answer<'a> {
    fn of(
        shares: &'a Shares,
        names: &'a BTreeMap<UnitCode, String>,
        notes: Vec<String>,
    ) -> Answer<'a> {
        let terms = &shares.terms;
        let line = |share: &'a Share| Line {
            unit: &share.unit,
            name: names.get(&share.unit),
            amount: share.amount.whole_kroner(),
            weight: share.weight,
            lump: share.lump.whole_kroner(),
            floor: share.floor.map(Money::whole_kroner),
            cap: share.cap.map(Money::whole_kroner),
            quota: share.quota,
            quota_in_bounds: share.bounded,
            bound: share.bound,
            rounded_up: share.rounded_up,
            taken_back: share.taken,
            last_quotient: share.last,
            next_quotient: share.next,
            units: share.units,
        };
        Answer {
            budget: terms.pot.whole_kroner(),
            unit: terms.unit.whole_kroner(),
            reserve: terms.reserve.whole_kroner(),
            floor: terms.floor.map(Money::whole_kroner),
            cap: terms.cap.map(Money::whole_kroner),
            method: terms.method.word(),
            units: shares.units,
            weight: shares.weight,
            shares: shares.shares.iter().map(line).collect(),
            sum: shares.shared().whole_kroner(),
            rest: shares.rest.whole_kroner(),
            rounds: &shares.rounds,
            ties: &shares.ties,
            divisor: shares.divisor,
            notes,
        }
    }
}
