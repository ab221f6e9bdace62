//! The project: recipient, the functions of owner and teams as the application has them, period.

use crate::GrantFigures;
use crate::paper::Paper;
use crate::words::listed;
use documents::{Block, Rich};

pub(super) fn tell(paper: &mut Paper, figures: &GrantFigures) {
    let mut facts: Vec<(String, Rich)> = Vec::new();
    let mut fact = |name: &str, value: String| {
        if !value.trim().is_empty() {
            facts.push((name.to_owned(), Rich::plain(value)));
        }
    };
    let language = paper.language;
    fact(paper.say("Mottaker", "Mottakar"), figures.organisation.clone());
    fact(paper.say("Målgruppe", "Målgruppe"), figures.target_group.clone());
    for (days, _) in &figures.periods {
        let (first, last) = (days.first().in_words(language), days.last().in_words(language));
        fact(paper.say("Periode", "Periode"), format!("{first}–{last}"));
    }
    for (team, name) in [
        // A function, as the application has it: who is responsible is not recorded.
        ("owner", paper.say("Prosjekteier (funksjon)", "Prosjekteigar (funksjon)")),
        ("steering-group", paper.say("Styringsgruppe", "Styringsgruppe")),
        ("project-group", paper.say("Prosjektgruppe", "Prosjektgruppe")),
        ("staff", paper.say("Stillinger", "Stillingar")),
    ] {
        let jobs: Vec<String> = figures
            .members
            .iter()
            .filter(|(of, _, _)| of == team)
            .map(|(_, job, percent)| match percent {
                Some(percent) => format!("{job} ({percent}\u{a0}%)"),
                None => job.clone(),
            })
            .collect();
        let jobs: Vec<&str> = jobs.iter().map(String::as_str).collect();
        fact(name, listed(&jobs));
    }
    let partners: Vec<&str> = figures.partners.iter().map(String::as_str).collect();
    fact(paper.say("Samarbeidspartnere", "Samarbeidspartnarar"), listed(&partners));
    fact(paper.say("Videreføring", "Vidareføring"), figures.continuation.clone());
    paper.heading(2, paper.say("Prosjektet", "Prosjektet"));
    paper.add(Block::Facts(facts));
}
