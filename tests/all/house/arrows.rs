//! Arrows between crates run one way, and each heavy library lives in the crate that hides it.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Package};

use super::sources::{manifests, root};

/// One crate of the design's table.
struct House {
    name: &'static str,
    floor: u8,
    /// What it may see of the house.
    sees: &'static [&'static str],
}

const fn house(floor: u8, name: &'static str, sees: &'static [&'static str]) -> House {
    House { name, floor, sees }
}

/// The table of the design: a crate is born by a line here, with a word of its own and arrows that go
/// down. It says what a crate may see, not what it must.
const TABLE: [House; 17] = [
    house(1, "vocabulary", &[]),
    house(2, "documents", &["vocabulary"]),
    house(2, "worklist", &["vocabulary"]),
    house(2, "journal", &["vocabulary"]),
    house(3, "organisations", &["vocabulary", "journal"]),
    house(3, "letters", &["vocabulary", "documents", "worklist", "journal"]),
    house(3, "forms", &["vocabulary", "journal"]),
    house(3, "attachments", &["vocabulary", "worklist", "journal"]),
    house(4, "county-allocation", &["vocabulary", "journal", "organisations"]),
    house(4, "reporting-deadlines", &["vocabulary", "journal", "organisations", "letters"]),
    house(
        4,
        "grant-applications",
        &[
            "vocabulary",
            // A receipt that is owed is a fact with its row of work.
            "worklist",
            "journal",
            "organisations",
            "letters",
            "forms",
            "attachments",
        ],
    ),
    house(
        5,
        "funding-periods",
        &[
            "forms",
            "vocabulary",
            "journal",
            "organisations",
            "letters",
            "county-allocation",
            "reporting-deadlines",
            "grant-applications",
        ],
    ),
    house(
        6,
        "status-reports",
        &[
            "forms",
            "vocabulary",
            "documents",
            // Documents lie beside what people handed in, on a shelf of their own.
            "attachments",
            // A report that is asked for is a fact with its row of work.
            "worklist",
            "journal",
            "organisations",
            "letters",
            "county-allocation",
            "reporting-deadlines",
            "grant-applications",
            "funding-periods",
        ],
    ),
    house(
        7,
        "jobs",
        &[
            "attachments",
            "forms",
            "vocabulary",
            "worklist",
            "journal",
            "organisations",
            "letters",
            "county-allocation",
            "reporting-deadlines",
            "grant-applications",
            "funding-periods",
            "status-reports",
        ],
    ),
    house(
        7,
        "web",
        &[
            "forms",
            "attachments",
            "vocabulary",
            // The operators' page of work, and the bell that a handler rings.
            "worklist",
            "journal",
            "organisations",
            "letters",
            "county-allocation",
            "reporting-deadlines",
            "grant-applications",
            "funding-periods",
            "status-reports",
        ],
    ),
    house(
        8,
        "server",
        &[
            "forms",
            "attachments",
            "vocabulary",
            "documents",
            "worklist",
            "journal",
            "organisations",
            "letters",
            "county-allocation",
            "reporting-deadlines",
            "grant-applications",
            "funding-periods",
            "status-reports",
            "jobs",
            "web",
            "migrations",
        ],
    ),
    // Beside the floors: the tables are below everything, and only the program brings them up to date.
    house(0, "migrations", &[]),
];

/// What stands outside of the house and looks at it.
const OUTSIDE: [&str; 3] = ["tests", "bench", "faults"];

/// Libraries that live in the named crates only; a star stands for the rest of a name.
const LIVES_IN: [(&str, &[&str]); 31] = [
    ("printpdf", &["documents"]),
    ("lopdf", &["documents"]),
    ("harfrust", &["documents"]),
    ("subsetter", &["documents"]),
    ("hypher", &["documents"]),
    ("image", &["documents"]),
    ("zune-jpeg", &["documents"]),
    ("lettre", &["letters"]),
    ("mail-parser", &["letters"]),
    ("infer", &["attachments"]),
    ("clamav-client", &["attachments"]),
    ("zip", &["attachments"]),
    ("object_store", &["attachments"]),
    ("reqwest", &["attachments"]),
    ("email_address", &["forms"]),
    ("serde_jcs", &["forms"]),
    ("rust_xlsxwriter", &["web"]),
    ("apalis*", &["jobs"]),
    ("cron", &["jobs"]),
    ("redis", &["jobs"]),
    ("axum", &["web", "server"]),
    ("axum-extra", &["web"]),
    ("tower-http", &["web"]),
    ("utoipa*", &["web"]),
    ("askama", &["web", "letters", "documents"]),
    ("fluent-templates", &["web", "letters"]),
    ("clap", &["server"]),
    ("toml", &["server"]),
    ("tracing-subscriber", &["server"]),
    ("sqlx", &["migrations"]),
    ("sea-orm-migration", &["migrations"]),
];

/// Crates that know nothing of a database.
const WITHOUT_DATABASE: [&str; 2] = ["vocabulary", "documents"];

fn in_house(packages: &[Package]) -> impl Iterator<Item = (&Package, &House)> {
    packages.iter().filter_map(|package| {
        let line = TABLE.iter().find(|line| package.name.as_str() == line.name)?;
        Some((package, line))
    })
}

#[test]
fn every_crate_stands_in_the_table_and_the_table_names_no_other() {
    let packages = manifests().packages;
    let there: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let named: BTreeSet<&str> = TABLE.iter().map(|line| line.name).chain(OUTSIDE).collect();
    assert_eq!(there, named);
}

#[test]
fn the_table_itself_goes_down() {
    let floors: BTreeMap<&str, u8> = TABLE.iter().map(|line| (line.name, line.floor)).collect();
    for line in &TABLE {
        for seen in line.sees {
            assert!(floors[seen] < line.floor, "{} on floor {} sees {seen}", line.name, line.floor);
        }
    }
}

#[test]
fn nobody_sees_more_than_the_table_says() {
    let packages = manifests().packages;
    let mut wrong = Vec::new();
    for (package, line) in in_house(&packages) {
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            let of_the_house =
                TABLE.iter().any(|line| line.name == name) || OUTSIDE.contains(&name);
            // A test needs tables.
            let for_tests = dependency.kind == DependencyKind::Development && name == "migrations";
            if of_the_house && !line.sees.contains(&name) && !for_tests {
                wrong.push(format!("{} sees {name} ({})", line.name, dependency.kind));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn heavy_libraries_live_in_one_place() {
    let packages = manifests().packages;
    let mut wrong = Vec::new();
    for (package, line) in in_house(&packages) {
        for dependency in &package.dependencies {
            if dependency.kind == DependencyKind::Development {
                continue;
            }
            let name = dependency.name.as_str();
            let matches = |library: &str| match library.strip_suffix('*') {
                Some(beginning) => name.starts_with(beginning),
                None => name == library,
            };
            let homes = LIVES_IN.iter().find(|(library, _)| matches(library));
            if homes.is_some_and(|(_, homes)| !homes.contains(&line.name)) {
                wrong.push(format!("{} uses {name}", line.name));
            }
            let database = name.starts_with("sea-orm") || name.starts_with("sqlx");
            if database && WITHOUT_DATABASE.contains(&line.name) {
                wrong.push(format!("{} uses {name}", line.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_library_of_the_list_is_used() {
    let packages = manifests().packages;
    let used: BTreeSet<&str> = in_house(&packages)
        .flat_map(|(package, _)| package.dependencies.iter().map(|one| one.name.as_str()))
        .collect();
    // A line about nothing would hold nobody back and say that it does.
    for (library, _) in LIVES_IN {
        let beginning = library.trim_end_matches('*');
        assert!(used.iter().any(|name| name.starts_with(beginning)), "nobody uses {library}");
    }
}

#[test]
fn folder_package_and_import_have_one_name() {
    let root = root().canonicalize().expect("the checkout is there");
    for package in manifests().packages {
        let name = package.name.as_str();
        let manifest = package.manifest_path.as_std_path().canonicalize().expect("a manifest");
        let folder = manifest.parent().and_then(|folder| folder.strip_prefix(&root).ok());
        let wanted = match name {
            "migrations" | "tests" => name.to_owned(),
            "bench" | "faults" => format!("tests/{name}"),
            _ => format!("crates/{name}"),
        };
        assert_eq!(folder, Some(std::path::Path::new(&wanted)), "{name}");
        for target in package.targets.iter().filter(|target| target.is_lib()) {
            assert_eq!(target.name.replace('_', "-"), name);
        }
    }
}

#[test]
fn packages_are_nothing_to_publish_and_share_one_version() {
    let metadata = manifests();
    for package in &metadata.packages {
        assert_eq!(package.version.to_string(), "0.0.0", "{}", package.name);
        assert_eq!(package.publish.as_deref(), Some(&[][..]), "{} can be published", package.name);
        assert_eq!(package.license.as_deref(), Some("EUPL-1.2"), "{}", package.name);
    }
    let default = metadata.workspace_default_members.iter();
    let server = metadata.packages.iter().find(|package| package.name.as_str() == "server");
    let server = server.expect("there is a server");
    assert_eq!(default.collect::<Vec<_>>(), [&server.id]);
    let binaries: Vec<&str> =
        server.targets.iter().filter(|t| t.is_bin()).map(|t| t.name.as_str()).collect();
    assert_eq!(binaries, ["fordel"]);
}
