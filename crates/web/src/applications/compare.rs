//! Two who wrote at once: what each of them has, question by question, and one page to go on from.

use super::opened::{Opened, definition, here};
use crate::{
    App,
    kit::{PageFrame, Problem, render_as},
    questions::SaidView,
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use forms::{Answers, Definition};
use grant_applications::Application;
use sha2::{Digest, Sha256};

/// One question that was answered differently.
struct Both {
    key: String,
    label: String,
    theirs: SaidView,
    yours: SaidView,
    /// Both have changed it since you opened the form.
    is_contested: bool,
    /// Which is proposed.
    takes_theirs: bool,
}

#[derive(Template)]
#[template(path = "applications/compare.html")]
struct ComparePage {
    frame: PageFrame,
    here: String,
    revision: i32,
    base: String,
    who: String,
    about: String,
    both: Vec<Both>,
    yours: Vec<(String, String)>,
}

/// What somebody was doing when another saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meanwhile {
    /// Writing: what they wrote is not saved.
    Writing,
    /// Looking it over to send it in: nothing is sent in that they have not seen.
    SendingIn,
}

impl Meanwhile {
    /// The texts: the title, what is to be known, and by whom it was saved when.
    const fn says(self) -> [&'static str; 3] {
        match self {
            Meanwhile::Writing => {
                ["applications-stale-title", "applications-stale", "applications-stale-who"]
            }
            Meanwhile::SendingIn => {
                ["applications-unseen-title", "applications-unseen", "applications-unseen-who"]
            }
        }
    }
}

/// What such sums begin with, so that those of an empty form are not taken for none.
const BASE: &str = "v1";

/// What the answers were when the form was opened, as a short sum for each: so that it can be told who
/// has changed what.
pub(super) fn base_of(definition: &Definition, answers: &Answers) -> String {
    let sums = definition.questions().filter_map(|(_, question)| {
        let answer = answers.get(&question.key)?;
        Some(format!("{}={}", question.key, sum(answer)))
    });
    [BASE.to_owned()].into_iter().chain(sums).collect::<Vec<_>>().join(" ")
}

fn sum(answer: &serde_json::Value) -> String {
    let mut one = Answers::new();
    one.set("a", answer.clone());
    let mut sum = hex::encode(Sha256::digest(one.canonical()));
    sum.truncate(16);
    sum
}

/// The page that shows both, 409. `base` is what [`base_of`] said when the form was opened.
pub(super) async fn stale_page(
    app: &App,
    frame: PageFrame,
    opened: &Opened,
    theirs: Application,
    yours: Answers,
    base: &str,
    meanwhile: Meanwhile,
) -> Result<Response, Problem> {
    let language = frame.language();
    let (their_answers, form) = theirs.working();
    // The form itself may have been amended meanwhile: both are shown as it is now.
    let definition = definition(app, form).await?;
    let names = |number: &str| opened.places.name(number);
    let files = opened.files();
    let both = forms::differences(&definition, &yours, their_answers, language, &names)
        .into_iter()
        .map(|one| {
            let changed = changed(base, &one.key, &yours, their_answers);
            Both {
                theirs: SaidView::of(&frame, &one.label, one.theirs, Some(&files)),
                yours: SaidView::of(&frame, &one.label, one.ours, Some(&files)),
                is_contested: changed == Changed::Both,
                takes_theirs: changed == Changed::Theirs,
                key: one.key,
                label: one.label,
            }
        })
        .collect();
    let [title, about, by] = meanwhile.says();
    let who = match &theirs.draft {
        Some(draft) => {
            let at = crate::kit::format::instant(draft.saved_at, language);
            frame.texts.t(by).with("name", &draft.saved_by).with("at", at).to_string()
        }
        None => frame.texts.t(title).to_string(),
    };
    let page = ComparePage {
        here: here(theirs.id),
        revision: theirs.revision,
        base: base_of(&definition, their_answers),
        who,
        about: frame.texts.t(about).to_string(),
        both,
        yours: forms::fields::fill(&definition, &yours),
        frame: opened.titled(frame, title),
    };
    Ok(render_as(StatusCode::CONFLICT, &page))
}

/// Who has changed an answer since the form was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    /// Only the other.
    Theirs,
    /// Only this one.
    Yours,
    /// Both, or it is not known.
    Both,
}

/// Who has changed an answer since `base` was made.
pub(super) fn changed(base: &str, key: &str, yours: &Answers, theirs: &Answers) -> Changed {
    let mut base = base.split(' ');
    if base.next() != Some(BASE) {
        return Changed::Both;
    }
    let was = base.filter_map(|one| one.split_once('=')).find(|(known, _)| *known == key);
    let was = was.map(|(_, sum)| sum.to_owned());
    if yours.get(key).map(sum) == was {
        Changed::Theirs
    } else if theirs.get(key).map(sum) == was {
        Changed::Yours
    } else {
        Changed::Both
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(pairs: &[(&str, &str)]) -> Answers {
        let mut answers = Answers::new();
        for (key, value) in pairs {
            answers.set(*key, *value);
        }
        answers
    }

    #[test]
    fn knows_who_changed_what() {
        let form = forms::standard();
        let opened = answers(&[("title", "Jobb"), ("summary", "S")]);
        let base = base_of(&form, &opened);
        let yours = answers(&[("title", "Jobb først"), ("summary", "S"), ("target-group", "Unge")]);
        let theirs = answers(&[("title", "Jobb nå"), ("summary", "Mer")]);
        let who = |key| changed(&base, key, &yours, &theirs);
        assert_eq!(who("title"), Changed::Both);
        assert_eq!(who("summary"), Changed::Theirs);
        assert_eq!(who("target-group"), Changed::Yours);
        assert_eq!(changed("", "summary", &yours, &theirs), Changed::Both);
        // A form that was empty when it was opened is known too.
        let empty = base_of(&form, &Answers::new());
        assert_eq!(changed(&empty, "target-group", &yours, &theirs), Changed::Yours);
    }
}
