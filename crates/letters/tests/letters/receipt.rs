//! The receipt that is enclosed, as a reader of the PDF meets it.

use crate::support::sample;
use documents::Pdf;
use letters::{
    ApplicationReceipt, Letter, ReceiptEntry, ReceiptSaid, ReceiptSection, compose, samples,
};
use std::process::Command;
use vocabulary::Language;

#[test]
fn the_rich_sample_reads_well() {
    let receipt = rich();
    for (language, none, version, sum) in [
        (Language::Bokmal, "Ikke besvart", "2 (erstatter versjon 1)", "Sum"),
        (Language::Nynorsk, "Ikkje svart på", "2 (erstattar versjon 1)", "Sum"),
        (Language::English, "Not answered", "2 (replaces version 1)", "Total"),
    ] {
        let (name, pdf) = enclosed(&ApplicationReceipt { version: 2, ..receipt.clone() }, language);
        assert_eq!(name, "kvittering-2012-1234-5.pdf");
        let text = text(&pdf);
        // An address may go on over line ends.
        assert!(closed_up(&text).contains("tilskudd.direktoratet.example/applications/1"));
        for said in [
            "2012/1234-5",
            version,
            "1 250 000",
            "Individuell jobbstøtte (IPS) 2012–2013",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "# Støtten går til to jobbspesialister",
            "Jobb <b>først</b> & «ráđđi»",
            "samarbeidsavtale.pdf (214 kB)",
            "organisasjonskart <b>Guovdageaidnu</b> – ráđđi.xlsx",
            "214 kB. ",
            "Máret Ánne Čállinávki-Østbye",
            "Refusjon fra fylket i 2013",
            "224 999,50",
            "−25 000",
            sum,
        ] {
            assert!(text.contains(said), "{language}: «{said}» is not in\n{text}");
        }
        // A web site, experience, other grants, and a cell of the activities shown row by row.
        assert_eq!(text.matches(none).count(), 4, "{language}\n{text}");
        assert!(!text.contains("Uten spørsmål"), "a section without questions is left out");
        let place = |said: &str| text.find(said).expect(said);
        assert!(place("Sammendrag") < place("Målgruppe") && place("Målgruppe") < place("Budsjett"));
    }
}

#[test]
fn a_late_one_says_so() {
    let late = ApplicationReceipt { late: true, contents: Vec::new(), files: Vec::new(), ..rich() };
    for (language, said) in [
        (Language::Bokmal, "etter at søknadsfristen var ute"),
        (Language::Nynorsk, "etter at søknadsfristen var ute"),
        (Language::English, "after the call had closed"),
    ] {
        let (_, pdf) = enclosed(&late, language);
        assert!(text(&pdf).replace('\n', " ").contains(said), "{language}");
        assert_eq!(pdf.pages, 1, "{language}");
    }
}

#[test]
fn hundreds_of_rows_go_on_over_pages_with_their_heads() {
    let rows = (1..=400).map(|n| vec![format!("Kommune {n}"), format!("{n}\u{a0}000")]).collect();
    let grid = grid(&["Kommune", "Beløp (kr)"], rows, Some(vec!["".into(), "80\u{a0}200".into()]));
    let (_, pdf) = enclosed(&asking("Deltakere", grid), Language::Bokmal);
    let text = text(&pdf);
    assert!(pdf.pages > 8, "{} pages", pdf.pages);
    assert_eq!(text.matches("Beløp (kr)").count(), pdf.pages, "the heads stand on every page");
    for said in ["Kommune 1\n", "Kommune 400", "400 000", "80 200", "Sum"] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn nothing_is_lost_of_what_has_no_room() {
    let heads: Vec<String> = (1..=9).map(|n| format!("Kolonne {n}")).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let wide = (1..=3).map(|row| (1..=9).map(|n| format!("celle {row}.{n}")).collect()).collect();
    let endless = "x".repeat(3000);
    let mut receipt = asking("Bredt", grid(&heads, wide, None));
    let entries = &mut receipt.contents[0].entries;
    entries.push(ReceiptEntry {
        label: "Langt".into(),
        said: ReceiptSaid::Line(format!("{endless} slutt")),
    });
    entries.push(ReceiptEntry {
        label: "Ujevnt".into(),
        said: grid(
            &["A", "B"],
            vec![vec![], vec!["a".into(), "b".into(), "uten hode".into()]],
            None,
        ),
    });
    let (_, pdf) = enclosed(&receipt, Language::Bokmal);
    let text = text(&pdf);
    for said in ["celle 1.1", "celle 3.9", "Kolonne 9", "2 av 3", "slutt", "uten hode"] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    let addresses = closed_up(&text).matches("direktoratet.example").count();
    assert_eq!(text.matches('x').count(), 3000 + addresses);
}

#[test]
fn only_figures_stand_to_the_right() {
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let cells = vec![
        row(&["Lønn", "1\u{a0}000", "12,5 %", "01.03.2013", "+47 22", "", "−3"]),
        row(&["2", "2", "", "02.03.2013", "22", "", "900 kr"]),
    ];
    let receipt = asking("Tall", grid(&["a", "b", "c", "d", "e", "f", "g"], cells, None));
    let composed = compose(
        &samples::desk(),
        samples::now(),
        &samples::recipient(Language::Bokmal),
        &Letter::ApplicationReceipt(receipt),
    );
    let document = composed.expect("words").enclosed.expect("an enclosure").document;
    let mut tables = document.blocks.iter().filter_map(|block| match block {
        documents::Block::Table(table) => Some(table),
        _ => None,
    });
    let table = tables.next_back().expect("a table");
    let right: Vec<bool> =
        table.columns.iter().map(|column| column.align == documents::Align::Right).collect();
    assert_eq!(right, [false, true, true, false, false, false, true]);
}

fn rich() -> ApplicationReceipt {
    match sample("application-receipt") {
        Letter::ApplicationReceipt(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

/// A receipt in which one thing was asked.
fn asking(label: &str, said: ReceiptSaid) -> ApplicationReceipt {
    let entries = vec![ReceiptEntry { label: label.into(), said }];
    let contents = vec![ReceiptSection { title: "Del".into(), entries }];
    ApplicationReceipt { contents, files: Vec::new(), ..rich() }
}

/// The text without what parts its words.
fn closed_up(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

fn grid(head: &[&str], rows: Vec<Vec<String>>, sums: Option<Vec<String>>) -> ReceiptSaid {
    ReceiptSaid::Grid { head: head.iter().map(|head| (*head).to_owned()).collect(), rows, sums }
}

fn enclosed(receipt: &ApplicationReceipt, language: Language) -> (String, Pdf) {
    let letter = Letter::ApplicationReceipt(receipt.clone());
    let to = samples::recipient(language);
    let composed = compose(&samples::desk(), samples::now(), &to, &letter).expect("words");
    let enclosure = composed.enclosed.expect("an enclosure");
    (enclosure.name, documents::render(&enclosure.document).expect("a PDF"))
}

/// The text as another program reads it, no-break spaces as spaces.
fn text(pdf: &Pdf) -> String {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("receipt.pdf");
    std::fs::write(&file, &pdf.bytes).expect("a file");
    let read = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&file).arg("-").output();
    let read = read.expect("pdftotext, which tests/run installs with poppler");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).expect("text").replace('\u{a0}', " ")
}
