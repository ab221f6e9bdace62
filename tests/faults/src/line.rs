//! What is said of one fault.

use std::time::Duration;

/// One fault's outcome.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// How often it was tried.
    pub(crate) tried: usize,
    /// What must not be and was.
    pub(crate) violations: Vec<String>,
    /// How long it took each time until the work went on, or until all of it was done.
    pub(crate) recoveries: Vec<Duration>,
    /// Further figures, by name.
    pub(crate) figures: Vec<(&'static str, String)>,
}

impl Line {
    pub(crate) fn figure(&mut self, name: &'static str, value: impl ToString) {
        self.figures.push((name, value.to_string()));
    }

    /// The same of a number, which is added to what was said under that name before.
    pub(crate) fn count(&mut self, name: &'static str, number: i64) {
        let known = self.figures.iter_mut().find(|(known, _)| *known == name);
        match known {
            Some((_, value)) => *value = (value.parse().unwrap_or(0) + number).to_string(),
            None => self.figure(name, number),
        }
    }

    /// One line; then a line for each violation, at most twenty.
    pub(crate) fn print(&self, name: &str) {
        let mut sorted = self.recoveries.clone();
        sorted.sort_unstable();
        let at = |share: usize| {
            let index = (sorted.len() * share / 100).min(sorted.len().saturating_sub(1));
            sorted.get(index).map_or("-".to_owned(), |took| format!("{:.2} s", took.as_secs_f64()))
        };
        let mut said = format!(
            "{name}: tried {}, violations {}, recovery p50 {} p99 {}",
            self.tried,
            self.violations.len(),
            at(50),
            at(99)
        );
        for (figure, value) in &self.figures {
            said.push_str(&format!(", {figure} {value}"));
        }
        println!("{said}");
        for violation in self.violations.iter().take(20) {
            println!("    {violation}");
        }
    }
}
