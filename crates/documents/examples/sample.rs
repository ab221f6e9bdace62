//! Writes the documents that the bench measures and those of awkward texts, to be looked at and validated,
//! and says for each how many pages and bytes it has and how long it took:
//! `cargo run --release -p documents --example sample -- DIRECTORY`.

#[allow(dead_code, reason = "the tests ask for more of it")]
#[path = "../tests/support/awkward.rs"]
mod awkward;
#[allow(dead_code, reason = "the bench asks for more of it")]
#[path = "../../../tests/bench/src/documents/report.rs"]
mod report;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("say which directory")?);
    let mut documents = vec![("national", report::national()), ("letter", report::letter())];
    documents.extend(awkward::documents());
    // The faces are read once for all.
    documents::render(&report::letter())?;
    let mut output = std::io::stdout().lock();
    for (name, document) in documents {
        let began = Instant::now();
        let pdf = documents::render(&document)?;
        let milliseconds = began.elapsed().as_secs_f64() * 1e3;
        let (pages, bytes) = (pdf.pages, pdf.bytes.len());
        writeln!(output, "{name:<12}{pages:>5} pages{bytes:>9} bytes{milliseconds:>9.1} ms")?;
        std::fs::write(directory.join(format!("{name}.pdf")), pdf.bytes)?;
        std::fs::write(directory.join(format!("{name}.json")), serde_json::to_vec(&document)?)?;
    }
    Ok(())
}
