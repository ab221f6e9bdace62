//! What the pages around a scenario say: the working, the comparison, the optimum, what the choice hangs
//! on, the municipalities, and the workbook. Each number is held against the scenario it is of.

use super::answer::Answer;
use super::house::{TestHouse, actor, day, migrated};
use super::stage::{self, AUTHORITY, BODO, CALL, KLEPP, OFFICER, STAVANGER};
use calamine::{Data, Range, Reader, Xlsx};
use county_allocation::{
    Apportionment, CountyFrame, Effort, Formula, FramePlan, Level, NeedCriterion, NewAdjustment,
    NewWeightSet, Plan, Rules, Scenario, WeightRow, WeightSource, adjust, compare, import_weights,
    index_of, optimum_of, queries,
};
use std::collections::BTreeMap;
use std::io::Cursor;
use tests::both_databases;
use tests::databases::TestDatabase;
use vocabulary::{ApplicationId, CallId, Money};

const THIRD: &str = "c@direktoratet.example";
const BUDGET: Money = Money::from_kroner(950_000);
const APPLICATIONS: [(&str, &str, i64, i32); 3] = [
    (KLEPP, "Jobb i Klepp", 900_000, 5),
    (STAVANGER, "Jobb i Stavanger", 500_000, 4),
    (BODO, "Jobb i Bodø", 300_000, 2),
];

/// Three applications that a third assessor sees otherwise than the first two.
async fn assessed(db: TestDatabase) -> (TestHouse, CallId, [ApplicationId; 3]) {
    let house = TestHouse::open(db, "2012-01-05").await;
    stage::assemble(&house).await;
    stage::join_officer(&house, "Cato Saksbehandler", THIRD).await;
    let call = stage::announce(&house, BUDGET).await;
    let ids = stage::judged_of(&house, call, &APPLICATIONS, Some(THIRD)).await;
    let ids: [ApplicationId; 3] = ids.try_into().expect("three");
    for (id, points) in ids.into_iter().zip([4, 5, 2]) {
        let (_, _, kroner, _) = APPLICATIONS[ids.iter().position(|one| *one == id).expect("one")];
        stage::assess(&house, THIRD, id, points, kroner).await;
    }
    (house, call, ids)
}

/// A set of weights by what each unit counts, the same for all but some.
async fn weights(house: &TestHouse, level: Level, slug: &str, all: i64, more: &[(&str, i64)]) {
    let (db, as_of) = (&house.house.db, day("2012-01-01"));
    let units: Vec<String> = match level {
        Level::County => {
            let counties = organisations::queries::counties_on(db, as_of).await.expect("a look");
            counties.iter().map(|one| one.number.to_string()).collect()
        }
        Level::Municipality => {
            let all = organisations::queries::municipalities_on(db, as_of).await.expect("a look");
            all.iter().map(|one| one.number.to_string()).collect()
        }
    };
    let value = |unit: &str| more.iter().find(|(of, _)| *of == unit).map_or(all, |(_, own)| *own);
    let row =
        |(line, unit): (u64, String)| WeightRow { line, value: value(&unit).to_string(), unit };
    let new = NewWeightSet {
        slug: slug.to_owned(),
        name: format!("Settet {slug}"),
        level,
        source: "Egen telling".into(),
        as_of,
        rows: (2..).zip(units).map(row).collect(),
    };
    let officer = actor(house, OFFICER).await;
    import_weights(db, house.clock(), &officer, new).await.expect("imported");
}

/// The cells of the table that a heading or caption names, row by row, without markup.
fn table(page: &Answer, caption: &str) -> Vec<Vec<String>> {
    let html = page.text();
    let from = html.find(&format!("{caption}</caption>"));
    let from = from.unwrap_or_else(|| panic!("no table «{caption}» in {html}"));
    let html = &html[from..];
    let body = html.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next());
    let rows = body.expect("a body").split("<tr").skip(1);
    let plain = |cell: &str| {
        let inner = cell.split_once('>').map_or("", |(_, rest)| rest);
        let inner = inner.split("</td>").next().unwrap_or(inner);
        let inner = inner.split("</th>").next().unwrap_or(inner);
        let mut text = String::new();
        let mut inside = false;
        for letter in inner.replace("<br>", " ").chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => text.push(letter),
                _ => {}
            }
        }
        text.trim().to_owned()
    };
    let cells = |row: &str| {
        row.replace("<th ", "<td ").split("<td").skip(1).map(plain).collect::<Vec<String>>()
    };
    rows.map(cells).collect()
}

/// An amount as a table writes it, with its sign.
fn money(text: &str) -> Money {
    text.trim_start_matches('+').parse().unwrap_or_else(|_| panic!("«{text}» is no amount"))
}

/// The rows of a sheet beneath its head, as columns by name.
struct Sheet(Range<Data>);

impl Sheet {
    fn of(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Sheet {
        Sheet(book.worksheet_range(name).expect("a sheet"))
    }
    fn cell(&self, row: usize, column: &str) -> Data {
        let head = self.0.rows().next().expect("a head");
        let at = head.iter().position(|one| *one == column);
        let at = at.unwrap_or_else(|| panic!("no column {column} in {head:?}"));
        self.0.get((row, at)).cloned().unwrap_or(Data::Empty)
    }
    fn text(&self, row: usize, column: &str) -> String {
        self.cell(row, column).to_string()
    }
    fn number(&self, row: usize, column: &str) -> f64 {
        match self.cell(row, column) {
            Data::Float(number) => number,
            Data::Int(number) => number as f64,
            other => panic!("{column} is {other:?}, which is no number"),
        }
    }
    fn kroner(&self, row: usize, column: &str) -> Money {
        Money::from_ore((self.number(row, column) * 100.0).round() as i64)
    }
    /// The row whose first cell says this.
    fn row_of(&self, label: &str) -> usize {
        let says = |row: &[Data]| {
            let said = row[0].to_string();
            said == label
        };
        let found = self.0.rows().position(says);
        found.unwrap_or_else(|| panic!("no row {label}"))
    }
}

both_databases! {
    from migrated;

    async fn the_pages_around_a_scenario_say_its_numbers(db: TestDatabase) {
        let (house, call, [klepp, stavanger, bodo]) = assessed(db).await;
        let db = &house.house.db;
        let officer = actor(&house, OFFICER).await;
        let list = stage::drawn(&house, call, "Liste").await;
        weights(&house, Level::County, "unge", 10, &[("11", 6000), ("18", 4500)]).await;
        let formula = Formula {
            method: Apportionment::Hamilton,
            weights: WeightSource::Set("unge".into()),
            reserve: Money::from_kroner(7_000),
            floor: Some(Money::from_kroner(2_000)),
            ..Formula::default()
        };
        let plan = Plan {
            frames: FramePlan::ByFormula(formula.clone()),
            rules: Rules::default(),
            budget: None,
        };
        let frames = stage::drawn_by(&house, call, "Rammer", plan.clone()).await;
        let shown = async |id| -> Scenario {
            queries::scenario(db, id).await.expect("a look").expect("a scenario")
        };
        let (of_list, of_frames) = (shown(list).await, shown(frames).await);
        let awarded = |scenario: &Scenario, id: ApplicationId| {
            scenario.lines.iter().find(|line| line.application == id).expect("a line").awarded
        };
        let kr = Money::from_kroner;
        assert_eq!([klepp, stavanger, bodo].map(|id| awarded(&of_list, id)), [kr(900_000), kr(0), kr(0)]);
        assert_eq!([klepp, stavanger, bodo].map(|id| awarded(&of_frames, id)), [kr(0), kr(500_000), kr(300_000)]);
        let here = format!("/calls/{CALL}/allocation");

        // The working re-adds to the frames that are shown, and to the pot.
        let page = house.get(&format!("{here}/2/working"), OFFICER).await.is(200);
        let rows = table(&page, "Rammene for fylkene");
        let (sums, rows) = (&rows[rows.len() - 4..], &rows[..rows.len() - 4]);
        let last = |row: &Vec<String>| money(row.last().expect("cells"));
        let told: Vec<(String, Money)> = rows.iter().map(|row| (row[0].clone(), last(row))).collect();
        let kept: Vec<(String, Money)> = of_frames
            .counties
            .iter()
            .map(|line| (line.name.clone(), line.frame.expect("a frame")))
            .collect();
        assert_eq!(told, kept);
        let all: Money = told.iter().map(|(_, amount)| *amount).sum();
        let labels: Vec<&str> = sums.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(labels, ["sum", "rest", "reserve", "i alt"]);
        assert_eq!((last(&sums[0]), last(&sums[2]), last(&sums[3])), (all, kr(7_000), BUDGET));
        assert_eq!(all + last(&sums[1]) + last(&sums[2]), BUDGET);
        let used = table(&page, "Hva som ble brukt av rammene");
        let (sum, used) = used.split_last().expect("a sum");
        assert_eq!((money(&sum[1]), money(&sum[2])), (all, of_frames.awarded()));
        for (row, line) in used.iter().zip(&of_frames.counties) {
            assert_eq!(money(&row[1]) - money(&row[2]), money(&row[3]), "{row:?}");
            assert_eq!(money(&row[2]), line.awarded);
        }
        let from = table(&page, "Grunnlaget");
        assert_eq!(from[1][..3], ["Settet unge versjon 1", "Egen telling", "1. januar 2012"].map(str::to_owned));
        let hash = of_frames.inputs_hash.clone().expect("a hash");
        page.says(&hash).says("Runde 1");
        house.get(&format!("{here}/1/working"), OFFICER).await.is(200).says("Hele budsjettet er én ramme");

        // A need index: its parts add up to it, and the page shows the weights that were used.
        weights(&house, Level::County, "alene", 50, &[("03", 700)]).await;
        let share = |set: &str, share_millionths| NeedCriterion { set: set.into(), share_millionths };
        let index = WeightSource::Index(vec![share("unge", 600_000), share("alene", 400_000)]);
        let by_index = Plan {
            frames: FramePlan::ByFormula(Formula { weights: index, ..Formula::default() }),
            ..plan
        };
        let need = shown(stage::drawn_by(&house, call, "Behov", by_index).await).await;
        let page = house.get(&format!("{here}/3/working"), OFFICER).await.is(200);
        let (_, rows) = index_of(&need.plan, &need.inputs).expect("an index").expect("a plan by index");
        let told = table(&page, "Kostnadsnøkkelen");
        let digits = |text: &str| -> i64 {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            digits.parse().expect("a number")
        };
        for (cells, row) in told.iter().zip(&rows) {
            assert_eq!(digits(&cells[2]) + digits(&cells[3]), digits(&cells[4]), "{cells:?}");
            assert_eq!((digits(&cells[4]), digits(&cells[5])), (row.index_millionths, row.weight));
        }
        assert_eq!(told.len(), need.counties.len());

        // The comparison: differences sum to the difference of the totals.
        let page = house.get(&format!("{here}/compare?a=1&b=2"), OFFICER).await.is(200);
        let pair = compare(&of_list, &of_frames);
        let total = of_frames.awarded() - of_list.awarded();
        assert_eq!(total, kr(-100_000));
        let lines = table(&page, "Søknad for søknad");
        assert_eq!(lines.iter().map(|row| money(&row[4])).sum::<Money>(), total);
        assert_eq!(lines.len(), 3);
        let by_county = table(&page, "Tallene etter fylke");
        let (sum, by_county) = by_county.split_last().expect("a sum");
        assert_eq!(money(&sum[3]), total);
        assert_eq!(by_county.iter().map(|row| money(&row[3])).sum::<Money>(), total);
        for (row, county) in by_county.iter().zip(&pair.counties) {
            assert_eq!((&row[0], money(&row[3])), (&county.name, county.difference));
            assert_eq!(money(&row[6]).ore(), county.per_head_difference.expect("persons"));
        }
        let bars = table(&page, "Hvor mye mer eller mindre i «Rammer» enn i «Liste»");
        assert_eq!(bars.iter().map(|row| money(&row[2])).sum::<Money>(), total);
        // The same twice: nothing differs, and all are there when they are asked for.
        house.get(&format!("{here}/compare?a=2&b=2"), OFFICER).await.is(200).says("Ingen søknader får ulikt beløp");
        let page = house.get(&format!("{here}/compare?a=2&b=2&show=all"), OFFICER).await.is(200);
        assert_eq!(table(&page, "Søknad for søknad").len(), 3);
        house.get(&format!("{here}/compare?a=1&b=9"), OFFICER).await.is(404);

        // The optimum beside the list: two smaller ones have more points than the first.
        let best = optimum_of(&of_list, Effort::default()).expect("an optimum");
        let value: i64 = of_list.lines.iter().filter(|line| line.awarded.is_positive()).map(|line| line.score_milli).sum();
        assert!(best.value > value && best.bound == best.value, "{best:?}");
        let page = house.get(&format!("{here}/1/optimum"), OFFICER).await.is(200);
        let page = page.says("93,3").says("126,7").says("+33,3").says("Bevist");
        let rows = table(&page, "Hvem som byttes");
        let side = |at: usize| rows.iter().map(|row| money(&row[at])).sum::<Money>();
        assert_eq!((side(4), side(5)), (of_list.awarded(), best.cost));
        let only: Vec<&str> = rows.iter().map(|row| row[6].as_str()).collect();
        assert_eq!(only, ["Bare i lista", "Bare i optimum", "Bare i optimum"]);
        house.get(&format!("{here}/2/optimum"), OFFICER).await.is(200).says("Lista og optimum er like");

        // What the choice hangs on: without either of those who agree, another comes first.
        let page = house.get(&format!("{here}/1/sensitivity"), OFFICER).await.is(200);
        let rows = table(&page, "Uten en av dem som har vurdert");
        let of = |who: &str| rows.iter().find(|row| row[0].contains(who)).expect("an assessor");
        let reference = |id| of_list.inputs.contender(id).expect("a contender").reference.clone();
        for who in ["Anne", "Bjørn"] {
            let row = of(who);
            assert!(row[1].contains(&reference(stavanger)) && row[1].contains(&reference(bodo)), "{row:?}");
            assert!(row[2].contains(&reference(klepp)), "{row:?}");
        }
        assert_eq!(of("Cato")[1], "Ingen endring");
        let weighed = table(&page, "Om et kriterium veier en tidel mer eller mindre");
        assert_eq!(weighed.iter().filter(|row| row[1] == "Ingen endring").count(), 4);
        let line = table(&page, "På grensen");
        assert!(line.iter().all(|row| row[3] == "2 av 7"), "{line:?}");
        assert_eq!(line.len(), 3);

        // On to the municipalities: every krone of a county is in an amount or in its rest.
        house.get(&format!("{here}/2/municipalities"), OFFICER).await.is(200).says("Ingen vektsett for kommuner");
        weights(&house, Level::Municipality, "alike", 1, &[]).await;
        house.get(&format!("{here}/1/municipalities"), OFFICER).await.is(200).says("Rammene er ikke satt med en formel");
        let page = house.get(&format!("{here}/2/municipalities"), OFFICER).await.is(200);
        let rows = table(&page, "Fylkene");
        let (sum, rows) = rows.split_last().expect("a sum");
        assert_eq!(money(&sum[1]), all);
        for row in rows {
            assert_eq!(money(&row[2]) + money(&row[3]), money(&row[1]), "{row:?}");
        }
        let rogaland = table(&page, "Kommunene i Rogaland");
        let (sum, rogaland) = rogaland.split_last().expect("a sum");
        assert_eq!(rogaland.iter().map(|row| money(&row[4])).sum::<Money>(), money(&sum[4]));
        house.get(&format!("{here}/2/municipalities?set=ghost"), OFFICER).await.is(404);

        // An amount by hand is said wherever the list is, and the optimum says that it counts otherwise.
        let new = NewAdjustment { application: klepp, amount: kr(15_000), reason: "Et forprosjekt".into() };
        adjust(db, house.clock(), &officer, frames, new).await.expect("adjusted");
        house.get(&format!("{here}/2/optimum"), OFFICER).await.is(200).says("Poengene teller ikke likt");

        // The workbook's cells are the scenario's.
        let of_frames = shown(frames).await;
        let file = house.get(&format!("{here}/2/workbook"), OFFICER).await.is(200);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).expect("a workbook");
        assert_eq!(book.sheet_names(), ["Liste", "Fylker", "Regnestykke", "Kommuner", "Grunnlag", "Tall"]);
        let sheet = Sheet::of(&mut book, "Liste");
        for (at, line) in (1..).zip(&of_frames.lines) {
            assert_eq!(sheet.text(at, "Søknad"), reference(line.application));
            assert_eq!(sheet.number(at, "Plass") as i32, line.place);
            assert_eq!((sheet.number(at, "Poeng") * 1000.0).round() as i64, line.score_milli);
            assert_eq!(sheet.kroner(at, "Søkt om (kr)"), line.applied);
            assert_eq!(sheet.kroner(at, "Tilrådd (kr)"), line.recommended);
            assert_eq!(sheet.kroner(at, "Beregnet (kr)"), line.computed());
            assert_eq!(sheet.kroner(at, "Tildelt (kr)"), line.awarded);
            let why = sheet.text(at, "Begrunnelse");
            assert_eq!(why.contains("Et forprosjekt"), line.application == klepp, "{why}");
        }
        let at = 1 + of_frames.lines.iter().position(|line| line.application == klepp).expect("a line");
        assert_eq!((sheet.kroner(at, "Satt for hånd (kr)"), sheet.text(at, "Satt av")), (kr(15_000), "Anne Saksbehandler".into()));
        assert_eq!(sheet.kroner(sheet.row_of("Sum"), "Tildelt (kr)"), of_frames.awarded());
        let sheet = Sheet::of(&mut book, "Fylker");
        for (at, line) in (1..).zip(&of_frames.counties) {
            assert_eq!(sheet.text(at, "Fylke"), line.name);
            assert_eq!(sheet.number(at, "Vekt") as i64, line.weight);
            assert_eq!(sheet.number(at, "Folketall") as i64, of_frames.persons(line.county).expect("persons"));
            assert_eq!(Some(sheet.kroner(at, "Ramme (kr)")), line.frame);
            assert_eq!(sheet.kroner(at, "Tildelt (kr)"), line.awarded);
        }
        let working = of_frames.working.as_ref().expect("a working");
        let sheet = Sheet::of(&mut book, "Regnestykke");
        for (at, share) in (1..).zip(&working.shares) {
            assert_eq!(sheet.number(at, "Enheter") as i64, share.units);
            assert_eq!(sheet.kroner(at, "Beløp (kr)"), share.amount);
            let quota = share.quota.whole as f64 + share.quota.numerator as f64 / share.quota.denominator as f64;
            assert!((sheet.number(at, "Kvote") - quota).abs() < 1e-9);
        }
        assert_eq!(sheet.kroner(sheet.row_of("I alt"), "Beløp (kr)"), BUDGET);
        let sheet = Sheet::of(&mut book, "Kommuner");
        let amounts: Money = (1..sheet.0.height())
            .take_while(|at| sheet.cell(*at, "Kommune") != Data::Empty)
            .map(|at| sheet.kroner(at, "Beløp (kr)"))
            .sum();
        let further = queries::municipal_shares_for_actor(db, &officer, frames, "alike").await.expect("shared");
        assert_eq!(amounts, further.iter().map(|one| one.shares.shared()).sum::<Money>());
        let sheet = Sheet::of(&mut book, "Tall");
        let unge = &of_frames.inputs.weights[0];
        for (at, county) in (1..).zip(&of_frames.inputs.counties) {
            assert_eq!(Some(sheet.number(at, "Settet unge") as i64), unge.of(county.county));
        }
        let sheet = Sheet::of(&mut book, "Grunnlag");
        let hash = of_frames.inputs_hash.expect("a hash");
        assert_eq!(sheet.text(sheet.row_of("Kontrollsum for grunnlaget (SHA-256)"), "Verdi"), hash);
        // One frame has no working, and a set that is asked for and does not fit is refused.
        let file = house.get(&format!("{here}/1/workbook"), OFFICER).await.is(200);
        let book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes)).expect("a workbook");
        assert_eq!(book.sheet_names(), ["Liste", "Fylker", "Grunnlag", "Tall"]);
        house.get(&format!("{here}/1/workbook?set=alike"), OFFICER).await.is(409);
        house.get(&format!("{here}/1/workbook?set=ghost"), OFFICER).await.is(404);

        // In all three languages, and only for the directorate.
        for page in ["compare?a=1&b=2", "2/working", "2/optimum", "2/sensitivity", "2/municipalities", "2/workbook"] {
            for language in ["nn", "en", "nb"] {
                house.reads(language);
                house.get(&format!("{here}/{page}"), AUTHORITY).await.is(200);
            }
            house.get(&format!("{here}/{page}"), KLEPP).await.is(403);
        }
        house.drain().await;
        house.leave().await;
    }

    async fn frames_by_hand_and_impossible_minima_are_said(db: TestDatabase) {
        let (house, call, _) = assessed(db).await;
        let frame = |least, most| CountyFrame { least: Money::from_kroner(least), most: Money::from_kroner(most) };
        let county = |number: &str| number.parse().expect("a county");
        // Nothing in Nordland costs between 100 000 and 200 000 kr.
        let frames = BTreeMap::from([(county("11"), frame(0, 600_000)), (county("18"), frame(100_000, 200_000))]);
        let plan = Plan {
            frames: FramePlan::ByHand { frames, why: "Nordland skal ha sin del.".into() },
            rules: Rules::default(),
            budget: None,
        };
        stage::drawn_by(&house, call, "Skjønn", plan).await;
        let here = format!("/calls/{CALL}/allocation");
        let page = house.get(&format!("{here}/1/working"), OFFICER).await.is(200);
        let rows = table(&page, "Rammene for fylkene");
        assert_eq!(rows.len(), 2);
        assert_eq!((money(&rows[1][1]), money(&rows[1][2])), (Money::from_kroner(100_000), Money::from_kroner(200_000)));
        page.says("Nordland skal ha sin del.");
        let page = house.get(&format!("{here}/1/optimum"), OFFICER).await.is(200);
        page.says("Det er ikke noe optimum å vise").says("Nordland");
        house.get(&format!("{here}/compare"), OFFICER).await.is(200).says("Det er ikke to scenarioer å sammenligne");
        house.drain().await;
        house.leave().await;
    }
}
