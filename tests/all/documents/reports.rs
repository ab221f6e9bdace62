//! The reports of the demonstration: every kind of scope it has and its grants, to both audiences, in all
//! languages.

use documents::{Document, render};
use insta::assert_snapshot;
use sha2::{Digest, Sha256};
use status_reports::{Audience, Scope, grant_figures, grant_report, scope_figures, scope_report};
use std::collections::BTreeMap;
use tests::{databases::Database, pdf};
use vocabulary::{Actor, Language};

use super::{assert_readable_for_ever, awkward, written};
use crate::journeys::house::{TestHouse, day, told};

const LOOKER: Actor = Actor::System("the tests");
const SENDER: &str = "Direktoratet for helse og arbeid";

/// Every report, by a name of its own.
async fn reports(kind: Database) -> Vec<(String, Document)> {
    let house = TestHouse::told(told(kind).await).await;
    let db = &house.house.db;
    let as_of = day("2013-02-14");
    let mut reports = Vec::new();
    for slug in ["ips-2012", "lab-2009"] {
        let call = grant_applications::queries::call_for_actor(db, Some(&LOOKER), slug).await;
        let call = call.expect("a look").unwrap_or_else(|| panic!("there is no call {slug}")).call;
        let grants = funding_periods::queries::grants_of_call(db, call.id).await.expect("grants");
        let year = call.slug.rsplit('-').next().and_then(|year| year.parse().ok()).expect("a year");
        let county = grants.first().expect("a grant").county;
        let scopes = [
            Scope::Call(call.id),
            Scope::Scheme { scheme: call.scheme, year },
            Scope::County { number: county, year },
            Scope::Year(year),
        ];
        for scope in scopes {
            let figures = scope_figures(db, &scope, as_of).await.expect("figures");
            let Some(figures) = figures else { continue };
            for (audience, language) in
                [Audience::Internal, Audience::Public].into_iter().flat_map(|audience| {
                    Language::ALL.into_iter().map(move |language| (audience, language))
                })
            {
                let name = format!("{slug}-{}-{audience:?}-{}", scope.kind(), language.code());
                reports.push((name, scope_report(&figures, audience, SENDER, language)));
            }
        }
        for grant in grants.iter().take(3) {
            let figures = grant_figures(db, grant.id, as_of).await.expect("figures");
            let figures = figures.expect("a grant");
            for language in Language::ALL {
                let name = format!("{}-{}", grant.reference, language.code()).replace('/', "-");
                reports.push((name, grant_report(&figures, SENDER, language)));
            }
            let public = grant_report(&figures.for_public(), SENDER, Language::Nynorsk);
            reports.push((format!("{}-Public-nn", grant.reference).replace('/', "-"), public));
        }
    }
    house.leave().await;
    reports
}

/// The hash of every file by the name of its report.
fn hashes(reports: &[(String, Document)]) -> BTreeMap<&str, String> {
    let hash = |document| {
        let pdf = render(document).expect("a report");
        hex::encode(Sha256::digest(pdf.bytes))
    };
    reports.iter().map(|(name, document)| (name.as_str(), hash(document))).collect()
}

/// The stories are told to each database by itself, with ids of its own.
#[tokio::test]
async fn both_databases_give_the_same_files_twice() {
    let [mut sqlite, mut postgres] =
        [reports(Database::Sqlite).await, reports(Database::Postgres).await];
    assert!(sqlite.len() > 30, "{} reports only", sqlite.len());
    for (one, other) in sqlite.iter().zip(&postgres) {
        assert!(one == other, "{} says something else on the other database", one.0);
    }
    assert_eq!(sqlite.len(), postgres.len());
    // The rest takes long, and is the same rendering.
    for reports in [&mut sqlite, &mut postgres] {
        reports.retain(|(name, _)| name.ends_with("Public-nn"));
    }
    let first = hashes(&sqlite);
    assert_eq!(first, hashes(&sqlite));
    assert_eq!(first, hashes(&postgres));
}

/// One language for each audience: the others differ in words only. A validator takes its time for a long
/// report, and more for one with awkward texts.
#[tokio::test]
async fn all_keep_all_rules() {
    let mut reports = reports(Database::Sqlite).await;
    reports.retain(|(name, _)| {
        let scope = name.ends_with("Internal-nb") || name.ends_with("Public-nn");
        scope || (!name.contains("Internal") && !name.contains("Public") && name.ends_with("-nb"))
    });
    let spoilt = |(name, document): &(String, Document)| {
        (format!("{name}-awkward"), awkward::made_awkward(document))
    };
    let awkward: Vec<_> = reports
        .iter()
        .filter(|(name, _)| name.starts_with("lab-2009-year") || name.starts_with("LAB"))
        .map(spoilt)
        .collect();
    assert!(awkward.len() > 2, "{} with awkward texts only", awkward.len());
    reports.extend(awkward);
    assert_readable_for_ever(&reports).await;
}

/// The report of a project and the public one of its call, as other programs read them.
#[tokio::test]
async fn reports_are_read_as_they_were_written() {
    let reports = reports(Database::Sqlite).await;
    let directory = tempfile::tempdir().expect("a directory");
    for (wanted, called) in [("LAB-2009-T01-nb", "project"), ("lab-2009-call-Public-nn", "call")] {
        let report = reports.iter().find(|(name, _)| name == wanted).map(|(_, report)| report);
        let report = report.unwrap_or_else(|| panic!("there is no {wanted}"));
        let file = written(directory.path(), called, report);
        assert_snapshot!(format!("{called}-text"), pdf::text(&file).await.expect("text"));
        let structure = pdf::structure(&file).await.expect("structure");
        assert_snapshot!(format!("{called}-structure"), structure);
    }
}
