//! How many applications a second are taken in, and how long the list of a call takes to come.

use crate::client::Client;
use crate::figure::{Figure, median};
use crate::running::{Running, migrate_into, user};
use anyhow::Context;
use serde_json::{Value, json};
use std::sync::Barrier;
use std::time::Instant;
use tests::postgres::Postgres;

/// As many as the machine's own limit is measured with.
const CLIENTS: usize = 8;
/// How many drafts each has at a time: as many as an organisation may have in a call.
const EACH: usize = 20;
const ROUNDS: usize = 5;
const LIST_LOOKS: usize = 15;
/// Lists of the call with 100 000 applications, and what is asked of them.
const LISTS: [(&str, &str); 6] = [
    ("list, 100 000", ""),
    ("list, 100 000, by amount, page 1 500", "&sort=amount&page=1500"),
    ("list, 100 000, by applicant, page 1 500", "&sort=organisation&page=1500"),
    ("list, 100 000, by title, last page", "&sort=title&page=4000"),
    ("list, 100 000, searched, one found", "&q=nr.+77777"),
    ("list, 100 000, searched, all found", "&q=prosjekt"),
];
const LIMIT: &str = "single-row commits per second, pgbench, 8 clients";

/// Submissions a second (each a request of its own that examines all answers, stores the version, asks
/// for the receipt, writes the journal, and commits), whole applications a second (begun with all
/// answers, then submitted), and the officers' list of a call with 1 000 and 100 000 applications.
pub(crate) fn measure() -> anyhow::Result<Vec<Figure>> {
    let data = tempfile::tempdir()?;
    let postgres = Postgres::start()?;
    let url = postgres.url();
    migrate_into(data.path(), &url)?;
    let officer = user(data.path(), &url, "officer@directorate.example", "case-officer", None)?;
    let municipalities = ["0301", "1103", "4601", "5001", "3905", "4204", "5501", "1804"];
    let applicants: Vec<String> = municipalities
        .iter()
        .map(|number| {
            let email = format!("a{number}@municipality.example");
            user(data.path(), &url, &email, "applicant", Some(number))
        })
        .collect::<anyhow::Result<_>>()?;
    let running = Running::fordel_with(data.path(), &url)?;
    let officer = Client::sign_in(&running.address(), &officer)?;
    announce(&officer, "bench-2026")?;
    announce(&officer, "bench-small")?;
    announce(&officer, "bench-large")?;
    let clients: Vec<Client> = applicants
        .iter()
        .map(|link| Client::sign_in(&running.address(), link))
        .collect::<anyhow::Result<_>>()?;

    // Once before and once after, so that both meet the same machine.
    let before = postgres.commits_per_second(CLIENTS, 5)?;
    let (mut begun, mut submitted) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        let (took, ids) = timed(&clients, |client, _| begin(client))?;
        let ids: Vec<Vec<String>> = ids;
        begun += took;
        let (took, _) = timed(&clients, |client, (who, which)| {
            let id = ids.get(who).and_then(|own| own.get(which)).context("a draft for each")?;
            client.send(
                "POST",
                &format!("/api/v1/applications/{id}/submit"),
                &json!({ "revision": 1 }),
            )
        })?;
        submitted += took;
    }
    let after = postgres.commits_per_second(CLIENTS, 5)?;
    let limit = f64::midpoint(before, after);
    let all = (CLIENTS * EACH * ROUNDS) as f64;
    let mut figures = vec![
        Figure::new("submissions", all / submitted, "per second", LIMIT, limit),
        Figure::new("whole applications", all / (begun + submitted), "per second", LIMIT, limit),
    ];

    fill(&postgres, "bench-small", 1_000)?;
    fill(&postgres, "bench-large", 100_000)?;
    let calls = look(&officer, "/calls")?;
    let small = look(&officer, "/applications?call=bench-small")?;
    figures.push(Figure::new("list, 1 000", small, "ms", "the page of three calls", calls));
    let reference = "the same page with 1 000 applications";
    for (name, asked) in LISTS {
        let took = look(&officer, &format!("/applications?call=bench-large{asked}"))?;
        figures.push(Figure::new(name, took, "ms", reference, small));
    }
    Ok(figures)
}

/// A scheme and an open call with the house's standard form.
fn announce(officer: &Client, slug: &str) -> anyhow::Result<()> {
    officer.send(
        "POST",
        "/api/v1/schemes",
        &json!({
            "programme": { "slug": "bench", "name": "Bench", "about": "Måling" },
            "slug": "bench", "name": "Bench", "chapter": "765", "item": "60", "appealable": true,
            "appeal_body": "Departementet",
            "version": {
                "number": 1, "valid_from": "2020-01-01", "change": "", "goals": "Mål",
                "target_group": "Kommuner", "achievement_criteria": "Kriterier",
                "award_criteria": "Tildeling", "follow_up": "Oppfølging", "evaluation": "Evaluering"
            }
        }),
    )?;
    officer.send(
        "POST",
        "/api/v1/calls",
        &json!({
            "scheme": "bench", "slug": slug, "title": slug, "title_nn": slug,
            "about": "Måling", "about_nn": "Måling", "year": 2026, "budget_ore": 100_000_000_000i64,
            "opens_on": "2024-06-01", "closes_on": "2099-12-31", "report_due": "2101-03-01",
            "funded_through": "2100-12-31", "accept_within_days": 21,
            "criteria": [{ "name": "Kvalitet", "name_nn": "Kvalitet", "weight": 1, "max_points": 5 }]
        }),
    )?;
    officer.send("POST", &format!("/api/v1/calls/{slug}/open"), &json!({}))?;
    Ok(())
}

fn begin(client: &Client) -> anyhow::Result<String> {
    let prose =
        "Kommunen vil prøve ut individuell jobbstøtte sammen med helseforetaket. ".repeat(20);
    let begun = client.send(
        "POST",
        "/api/v1/applications",
        &json!({
            "call": "bench-2026",
            "answers": {
                "title": "Individuell jobbstøtte i kommunen",
                "summary": prose, "target-group": "Unge voksne", "amount": 120_000_000,
                "own-share": 30_000_000, "continuation": "Tiltaket går inn i ordinær drift.",
                "partners": [{ "name": "NAV" }, { "name": "Helseforetaket" }],
                "members": [{ "team": "staff", "job": "jobbspesialist", "percent": 100 }]
            }
        }),
    )?;
    begun.get("id").and_then(Value::as_str).map(str::to_owned).context("an application has an id")
}

/// All clients at once, each [`EACH`] times; seconds from the first to the last.
fn timed<T: Send>(
    clients: &[Client],
    act: impl Fn(&Client, (usize, usize)) -> anyhow::Result<T> + Sync,
) -> anyhow::Result<(f64, Vec<Vec<T>>)> {
    let start = Barrier::new(clients.len() + 1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = clients
            .iter()
            .enumerate()
            .map(|(who, client)| {
                let (start, act) = (&start, &act);
                scope.spawn(move || {
                    start.wait();
                    (0..EACH)
                        .map(|which| act(client, (who, which)))
                        .collect::<anyhow::Result<Vec<T>>>()
                })
            })
            .collect();
        start.wait();
        let began = Instant::now();
        let mut all = Vec::new();
        for thread in threads {
            all.push(thread.join().map_err(|_| anyhow::anyhow!("a client fell over"))??);
        }
        Ok((began.elapsed().as_secs_f64(), all))
    })
}

/// Submitted applications as they lie in the table, spread over organisations and counties.
fn fill(postgres: &Postgres, call: &str, how_many: usize) -> anyhow::Result<()> {
    postgres.sql_in(
        "fordel",
        &format!(
            "INSERT INTO application (id, call_id, organisation_id, reference, number, municipality_number, \
             county_number, located_on, title, summary, target_group, amount_ore, own_share_ore, continuation, \
             state, revision, begun_at, submitted_at, submitted_by, content_hash, arrived_late) \
             SELECT gen_random_uuid(), c.id, o.id, upper(c.slug) || '-S' || n, n, o.municipality_number, \
             substr(o.municipality_number, 1, 2), date '2026-01-01', 'Prosjekt nr. ' || n, repeat('tekst ', 200), \
             'alle', (100000 + (n * 7919) % 900000) * 100, 0, 'videre', 'submitted', 2, now(), \
             now() - n * interval '1 second', 'Kari', repeat('0', 64), false \
             FROM generate_series(1, {how_many}) n \
             CROSS JOIN (SELECT id, slug FROM call WHERE slug = '{call}') c \
             JOIN (SELECT id, municipality_number, row_number() OVER (ORDER BY id) - 1 AS place \
                   FROM organisation WHERE municipality_number IS NOT NULL) o ON o.place = n % 8"
        ),
    )?;
    // As autovacuum does by itself a minute later.
    postgres.sql_in("fordel", "VACUUM (ANALYZE)")?;
    Ok(())
}

/// Milliseconds until the page has come; the median of some looks.
fn look(officer: &Client, path: &str) -> anyhow::Result<f64> {
    let mut looks = Vec::new();
    for _ in 0..LIST_LOOKS {
        let began = Instant::now();
        officer.get(path)?;
        looks.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(looks))
}
