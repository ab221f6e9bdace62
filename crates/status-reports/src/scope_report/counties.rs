//! The counties: table, bars, and maps of tiles then and now.

use crate::geography;
use crate::paper::{Paper, Sheet, cells, figures as amounts, words};
use crate::words::{count_in_words, in_millions, listed, number, percent, tell};
use crate::{CountyLine, ScopeFigures};
use documents::{Bar, Drawing, Rich, Row, Tile};
use vocabulary::Money;

pub(super) fn tell(paper: &mut Paper, figures: &ScopeFigures) {
    if figures.counties.len() < 2 {
        return;
    }
    paper.heading(2, paper.say("Fylkene", "Fylka"));
    paper.paragraph(finding(paper, figures));
    // The drawings before the tables: two maps fill a page, and so do two tables. Of one county alone
    // they show nothing.
    if with(figures).len() > 1 {
        bars(paper, figures);
        map(paper, figures);
        latest_map(paper, figures);
    }
    table(paper, figures);
    latest_table(paper, figures);
}

fn with(figures: &ScopeFigures) -> Vec<&CountyLine> {
    let mut with: Vec<&CountyLine> =
        figures.counties.iter().filter(|county| county.projects > 0).collect();
    with.sort_by(|a, b| b.granted.cmp(&a.granted).then(a.number.cmp(&b.number)));
    with
}

fn finding(paper: &Paper, figures: &ScopeFigures) -> Rich {
    let language = paper.language;
    let with = with(figures);
    let without: Vec<&str> =
        figures.counties.iter().filter(|c| c.projects == 0).map(|c| c.name.as_str()).collect();
    let mut text = match with.first() {
        None => paper.say("Ingen fylker har prosjekter.", "Ingen fylke har prosjekt.").to_owned(),
        Some(only) if with.len() == 1 => {
            let (name, granted) = (&only.name, only.granted);
            tell!(
                language,
                "Bare {name} har prosjekter, for {granted} kr i alt.",
                "Berre {name} har prosjekt, for {granted} kr i alt.",
            )
        }
        Some(most) => {
            let (name, granted) = (&most.name, most.granted);
            let share = percent(granted.ore(), with.iter().map(|c| c.granted).sum::<Money>().ore());
            let (n, all) = (with.len(), figures.counties.len());
            tell!(
                language,
                "{n} av {all} fylker har prosjekter. {name} har mest, {granted} kr ({share}).",
                "{n} av {all} fylke har prosjekt. {name} har mest, {granted} kr ({share}).",
            )
        }
    };
    if !without.is_empty() && with.len() > 1 {
        let count = count_in_words(without.len(), language);
        let names = listed(&without);
        text += &match without.len() {
            1 => tell!(language, " Uten prosjekt: {names}.", " Utan prosjekt: {names}."),
            // A long list says less than the table.
            11.. => tell!(
                language,
                " {count} fylker har ikke noe prosjekt.",
                " {count} fylke har ikkje noko prosjekt.",
            ),
            _ => tell!(
                language,
                " {count} fylker har ikke noe prosjekt: {names}.",
                " {count} fylke har ikkje noko prosjekt: {names}.",
            ),
        };
    }
    Rich::plain(text)
}

fn bars(paper: &mut Paper, figures: &ScopeFigures) {
    let language = paper.language;
    let with = with(figures);
    let [most, .., least] = with.as_slice() else { return };
    let name = &most.name;
    let finding = tell!(
        language,
        "{name} har mest: innvilget tilskudd etter fylke (kr)",
        "{name} har mest: innvilga tilskot etter fylke (kr)",
    );
    let table = paper.next_table();
    let (n, most_money, least_name, least_money) =
        (with.len(), most.granted, &least.name, least.granted);
    let alt = tell!(
        language,
        "Liggende stolper over innvilget tilskudd i {n} fylker. Høyest er {name} med {most_money} kr, lavest er {least_name} med {least_money} kr. Alle verdiene står i {table}.",
        "Liggjande stolpar over innvilga tilskot i {n} fylke. Høgast er {name} med {most_money} kr, lågast er {least_name} med {least_money} kr. Alle verdiane står i {table}.",
    );
    let bars = with
        .iter()
        .map(|county| Bar {
            name: county.name.clone(),
            value: county.granted.ore(),
            label: county.granted.to_string(),
        })
        .collect();
    paper.chart(&finding, alt, Drawing::Bars(bars), table);
}

/// Kroner a person, to a tenth: `1,4`.
fn per_person(granted: Money, persons: Option<i64>) -> String {
    let Some(persons) = persons.filter(|persons| *persons > 0) else { return "–".to_owned() };
    let tenths =
        (i128::from(granted.ore()) * 2 + i128::from(persons) * 10) / (i128::from(persons) * 20);
    format!("{},{}", tenths / 10, tenths % 10)
}

fn table(paper: &mut Paper, figures: &ScopeFigures) {
    let sum = |figure: fn(&CountyLine) -> Money| figures.counties.iter().map(figure).sum::<Money>();
    let granted = sum(|county| county.granted);
    let persons: Option<i64> = figures.counties.iter().map(|county| county.persons).sum();
    let rows = figures
        .counties
        .iter()
        .map(|county| {
            Row::data([
                county.name.clone(),
                number(county.applications as u64),
                county.applied.to_string(),
                number(county.projects as u64),
                county.granted.to_string(),
                percent(county.granted.ore(), granted.ore()),
                per_person(county.granted, county.persons),
                county.paid.to_string(),
            ])
        })
        .collect();
    let totals = figures.totals();
    paper.table(Sheet {
        caption: paper
            .say("Søknader og tilskudd etter fylke", "Søknader og tilskot etter fylke")
            .into(),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Fylke", "Fylke"), 2.6),
            amounts(paper.say("Søknader", "Søknader"), 1.3),
            amounts(paper.say("Søkt (kr)", "Søkt (kr)"), 1.7),
            amounts(paper.say("Prosjekter", "Prosjekt"), 1.4),
            amounts(paper.say("Innvilget (kr)", "Innvilga (kr)"), 1.7),
            amounts(paper.say("Andel", "Del"), 1.0),
            amounts(paper.say("Kr per innb.", "Kr per innb."), 1.0),
            amounts(paper.say("Utbetalt (kr)", "Utbetalt (kr)"), 1.6),
        ],
        rows,
        total: Some(cells([
            paper.say("Hele landet", "Heile landet").to_owned(),
            number(totals.applications as u64),
            totals.applied.to_string(),
            number(totals.projects as u64),
            granted.to_string(),
            percent(granted.ore(), granted.ore()),
            per_person(granted, persons),
            sum(|county| county.paid).to_string(),
        ])),
    });
}

/// The counties of then.
fn map(paper: &mut Paper, figures: &ScopeFigures) {
    let Some(year) = figures.map else { return };
    let tiles: Vec<Tile> = figures
        .counties
        .iter()
        .map(|county| tile(&county.number, &county.name, county.granted))
        .collect();
    let (n, all) = (with(figures).len(), figures.counties.len());
    // Who applied in the year before lies on the map of then.
    let of = geography::last_year_of(year, figures.covers.year);
    let finding = tell!(
        paper.language,
        "{n} av {all} fylker fikk tilskudd: fylkene i {of} (mill. kr)",
        "{n} av {all} fylke fekk tilskot: fylka i {of} (mill. kr)",
    );
    let table = paper.next_table();
    let mut alt = map_alt(paper, n, all, &table);
    if geography::counties_on_map(year) > all {
        alt += paper.say(
            " Fylker som ikke var med, er merket «ingen tall».",
            " Fylke som ikkje var med, er merkte «ingen tal».",
        );
    }
    paper.chart(&finding, alt, Drawing::CountyTiles { year, tiles }, table);
}

/// The counties of now. Its numbers stand in the second table from here.
fn latest_map(paper: &mut Paper, figures: &ScopeFigures) {
    let Some(latest) = &figures.latest_map else { return };
    let tiles: Vec<Tile> = latest
        .counties
        .iter()
        .map(|(number, name, _, granted)| tile(number, name, *granted))
        .collect();
    let n = latest.counties.iter().filter(|county| county.2 > 0).count();
    let (all, year) = (latest.counties.len(), latest.year);
    let finding = tell!(
        paper.language,
        "De samme prosjektene ligger i {n} av fylkene fra {year} (mill. kr)",
        "Dei same prosjekta ligg i {n} av fylka frå {year} (mill. kr)",
    );
    let table = paper.second_next_table();
    let alt = map_alt(paper, n, all, &table);
    paper.chart(&finding, alt, Drawing::CountyTiles { year, tiles }, table);
}

fn latest_table(paper: &mut Paper, figures: &ScopeFigures) {
    let Some(latest) = &figures.latest_map else { return };
    let year = latest.year;
    let mut rows: Vec<Row> = latest
        .counties
        .iter()
        .filter(|(_, _, projects, _)| *projects > 0)
        .map(|(_, name, projects, granted)| {
            Row::data([name.clone(), number(*projects as u64), granted.to_string()])
        })
        .collect();
    let (unplaced, money) = latest.unplaced;
    if unplaced > 0 {
        let name = paper.say("Kommuner som er delt", "Kommunar som er delte");
        rows.push(Row::data([name.to_owned(), number(unplaced as u64), money.to_string()]));
    }
    let projects: usize = latest.counties.iter().map(|county| county.2).sum();
    let granted: Money = latest.counties.iter().map(|county| county.3).sum();
    paper.table(Sheet {
        caption: tell!(
            paper.language,
            "Prosjektene etter fylkene fra {year}",
            "Prosjekta etter fylka frå {year}",
        ),
        groups: Vec::new(),
        columns: vec![
            words(paper.say("Fylke", "Fylke"), 3.0),
            amounts(paper.say("Prosjekter", "Prosjekt"), 1.4),
            amounts(paper.say("Innvilget (kr)", "Innvilga (kr)"), 2.0),
        ],
        rows,
        total: Some(cells([
            paper.say("Hele landet", "Heile landet").to_owned(),
            number((projects + unplaced) as u64),
            (granted + money).to_string(),
        ])),
    });
}

fn tile(number: &str, name: &str, granted: Money) -> Tile {
    Tile {
        number: number.to_owned(),
        name: name.to_owned(),
        value: granted.ore(),
        label: match granted.is_positive() {
            true => in_millions(granted),
            false => "0".to_owned(),
        },
    }
}

fn map_alt(paper: &Paper, n: usize, all: usize, table: &str) -> String {
    tell!(
        paper.language,
        "Kart med én rute for hvert av {all} fylker, omtrent der fylket ligger. {n} av dem har tilskudd. Alle verdiene står i {table}.",
        "Kart med éi rute for kvart av {all} fylke, omtrent der fylket ligg. {n} av dei har tilskot. Alle verdiane står i {table}.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kroner_a_person_to_the_nearest_tenth() {
        let kr = Money::from_kroner;
        assert_eq!(per_person(kr(650_000), Some(443_115)), "1,5");
        assert_eq!(per_person(kr(1_000), Some(20_000)), "0,1");
        assert_eq!(per_person(kr(999), Some(20_000)), "0,0");
        assert_eq!(per_person(kr(5), None), "–");
    }
}
