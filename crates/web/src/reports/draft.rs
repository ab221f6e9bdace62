//! The form of a report: what is written in it as fields, and what was filled in read back.

use super::words;
use crate::kit::{Choice, Control, FieldErrors, Filled, Form, FormField, Texts};
use reporting_deadlines::{
    Contents, Departure, Funnel, FunnelDoubt, Passage, Target, TargetResult, Verdict, Wanted,
};
use vocabulary::Language;

/// The headings a report begins with; others can be added.
const HEADINGS: [&str; 4] = [
    "reports-heading-carried-out",
    "reports-heading-results",
    "reports-heading-lessons",
    "reports-heading-ahead",
];

/// What is counted of the participants: the field and the key of its label.
const COUNTS: [(&str, &str); 5] = [
    ("informed", "reports-funnel-informed"),
    ("started", "reports-funnel-started"),
    ("departed", "reports-funnel-departed"),
    ("active", "reports-funnel-active"),
    ("in-work", "reports-funnel-in-work"),
];

/// Rows for reasons to leave that stand empty below the ones filled in.
const EMPTY_ROWS: usize = 2;
/// More rows than anybody needs: what is sent beyond them is not read.
const MOST_ROWS: usize = 50;

/// The fields of a report with the order they are placed in; each is found by its name.
pub(super) struct DraftForm {
    pub(super) form: Form,
    /// The headings, sent along unseen.
    pub(super) hidden: Vec<(String, String)>,
    pub(super) passages: Vec<String>,
    pub(super) targets: Vec<TargetFields>,
    pub(super) counts: Vec<String>,
    pub(super) departures: Vec<(String, String)>,
}

/// The fields of one target.
pub(super) struct TargetFields {
    pub(super) what: String,
    pub(super) wanted: String,
    pub(super) by_when: String,
    pub(super) names: Vec<String>,
}

impl DraftForm {
    /// The field of this name.
    pub(super) fn field(&self, name: &str) -> FormField {
        self.form.field(name)
    }
    /// Whether something stands in the passage of one's own, or is wrong with it.
    pub(super) fn has_own_passage(&self) -> bool {
        ["own-heading", "own-text"].iter().any(|name| {
            let field = self.field(name);
            !field.one_value().is_empty() || field.error.is_some()
        })
    }
}

/// What stands in the draft, as if it had just been typed.
pub(super) fn typed(texts: Texts, contents: &Contents) -> Filled {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut put = |name: String, value: &str| pairs.push((name, value.to_owned()));
    if contents.narrative.is_empty() {
        for (place, heading) in HEADINGS.into_iter().enumerate() {
            put(format!("passage-{place}-heading"), &texts.t(heading).to_string());
        }
    }
    for (place, passage) in contents.narrative.iter().enumerate() {
        put(format!("passage-{place}-heading"), &passage.heading);
        put(format!("passage-{place}-text"), &passage.text);
    }
    for result in &contents.results {
        let name = |what| format!("target-{}-{what}", result.target);
        if let Some(reached) = result.reached {
            put(name("reached"), &reached.to_string());
        }
        if result.verdict != Verdict::NotAssessed {
            put(name("verdict"), result.verdict.word());
        }
        put(name("explanation"), &result.explanation);
    }
    if let Some(funnel) = &contents.funnel {
        let counts =
            [funnel.informed, funnel.started, funnel.departed, funnel.active, funnel.in_work];
        for ((name, _), count) in COUNTS.into_iter().zip(counts) {
            put(name.to_owned(), &count.to_string());
        }
        for (place, departure) in funnel.departures.iter().enumerate() {
            put(format!("departure-{place}-reason"), &departure.reason);
            put(format!("departure-{place}-participants"), &departure.participants.to_string());
        }
        put("funnel-explanation".to_owned(), &funnel.explanation);
    }
    pairs.into()
}

/// The form, filled in and checked.
pub(super) fn form(
    texts: Texts,
    targets: &[Target],
    filled: &Filled,
    errors: &FieldErrors,
) -> DraftForm {
    let t = |key: &str| texts.t(key).to_string();
    let mut fields = Vec::new();
    let (mut hidden, mut passages) = (Vec::new(), Vec::new());
    for (place, heading) in headings(filled) {
        let name = format!("passage-{place}-text");
        fields.push(FormField::lines(6, &name, &heading));
        hidden.push((format!("passage-{place}-heading"), heading));
        passages.push(name);
    }
    fields
        .push(FormField::text("own-heading", t("reports-own-heading")).optional().max_length(200));
    fields.push(FormField::lines(4, "own-text", t("reports-own-text")).optional());
    let mut of_targets = Vec::new();
    for target in targets {
        let own = target_fields(texts, target);
        of_targets.push(TargetFields {
            what: format!("{}. {}", target.position, target.what),
            wanted: words::wanted_in_words(texts, &target.wanted),
            by_when: target.by_when.clone(),
            names: own.iter().map(|field| field.name.clone()).collect(),
        });
        fields.extend(own);
    }
    for (name, label) in COUNTS {
        fields.push(FormField::number(name, t(label)));
    }
    let mut departures = Vec::new();
    for place in 0..rows(filled) {
        let (reason, participants) =
            (format!("departure-{place}-reason"), format!("departure-{place}-participants"));
        let number = place + 1;
        let label = texts.t("reports-departure-reason").with("number", number);
        fields.push(FormField::text(&reason, label).optional().max_length(200));
        let label = texts.t("reports-departure-participants").with("number", number);
        fields.push(FormField::number(&participants, label).optional());
        departures.push((reason, participants));
    }
    fields.push(
        FormField::lines(3, "funnel-explanation", t("reports-funnel-explanation"))
            .hint(t("reports-funnel-explanation-hint"))
            .optional(),
    );
    DraftForm {
        form: Form::new(fields).filled(filled).checked(errors),
        hidden,
        passages,
        targets: of_targets,
        counts: COUNTS.iter().map(|(name, _)| (*name).to_owned()).collect(),
        departures,
    }
}

fn target_fields(texts: Texts, target: &Target) -> Vec<FormField> {
    let name = |what| format!("target-{}-{what}", target.position);
    let mut fields = Vec::new();
    if let Wanted::Number { unit, .. } = &target.wanted {
        let label = texts.t("reports-target-reached").with("unit", unit);
        fields.push(FormField::number(name("reached"), label));
    }
    let verdicts = Verdict::ALL.into_iter().filter(|verdict| *verdict != Verdict::NotAssessed);
    let verdicts = verdicts
        .map(|verdict| Choice::new(verdict.word(), texts.t(words::verdict_key(verdict))))
        .collect();
    let label = texts.t("reports-target-verdict");
    fields.push(FormField::new(Control::Select(verdicts), name("verdict"), label));
    let label = texts.t("reports-target-explanation");
    fields.push(FormField::lines(2, name("explanation"), label).optional());
    fields
}

/// What was filled in. What is wrong is noted with its field.
pub(super) fn read(
    texts: Texts,
    targets: &[Target],
    filled: &Filled,
    errors: &mut FieldErrors,
) -> Contents {
    Contents {
        narrative: read_narrative(texts, filled, errors),
        results: targets
            .iter()
            .filter_map(|target| read_result(texts, target, filled, errors))
            .collect(),
        funnel: read_funnel(texts, filled, errors),
    }
}

fn read_narrative(texts: Texts, filled: &Filled, errors: &mut FieldErrors) -> Vec<Passage> {
    let mut narrative = Vec::new();
    for (place, heading) in headings(filled) {
        let text = lines(filled.one(&format!("passage-{place}-text")));
        // A passage of one's own goes away when it is emptied; those of every report stay.
        if !text.is_empty() || is_of_every_report(&heading) {
            narrative.push(Passage { heading, text });
        }
    }
    let (heading, text) = (filled.one("own-heading"), lines(filled.one("own-text")));
    if heading.is_empty() && !text.is_empty() {
        errors.add("own-heading", texts.t("reports-own-heading-missing"));
    } else if !heading.is_empty() && text.is_empty() {
        errors.add("own-text", texts.t("reports-own-text-missing"));
    } else if !heading.is_empty() {
        narrative.push(Passage { heading: heading.to_owned(), text });
    }
    narrative
}

fn read_result(
    texts: Texts,
    target: &Target,
    filled: &Filled,
    errors: &mut FieldErrors,
) -> Option<TargetResult> {
    let name = |what| format!("target-{}-{what}", target.position);
    let reached = match filled.one(&name("reached")) {
        "" => None,
        _ => errors.number(filled, &name("reached"), texts),
    };
    let verdict = match filled.one(&name("verdict")) {
        "" => Verdict::NotAssessed,
        word => word.parse().unwrap_or_else(|_| {
            errors.add(name("verdict"), texts.t("reports-target-verdict-unknown"));
            Verdict::NotAssessed
        }),
    };
    let explanation = lines(filled.one(&name("explanation")));
    let is_empty = reached.is_none() && verdict == Verdict::NotAssessed && explanation.is_empty();
    (!is_empty).then_some(TargetResult { target: target.position, reached, verdict, explanation })
}

fn read_funnel(texts: Texts, filled: &Filled, errors: &mut FieldErrors) -> Option<Funnel> {
    let departures = read_departures(texts, filled, errors);
    let explanation = lines(filled.one("funnel-explanation"));
    let is_counted = COUNTS.iter().any(|(name, _)| !filled.one(name).is_empty());
    if !is_counted && departures.is_empty() && explanation.is_empty() {
        return None;
    }
    let mut count = |name| match filled.one(name) {
        "" => {
            errors.add(name, texts.t("reports-funnel-missing"));
            None
        }
        _ => read_count(texts, filled, name, errors),
    };
    let [informed, started, departed, active, in_work] = COUNTS.map(|(name, _)| count(name));
    Some(Funnel {
        informed: informed?,
        started: started?,
        departed: departed?,
        active: active?,
        in_work: in_work?,
        departures,
        explanation,
    })
}

fn read_departures(texts: Texts, filled: &Filled, errors: &mut FieldErrors) -> Vec<Departure> {
    let mut departures = Vec::new();
    for place in 0..rows(filled) {
        let names =
            (format!("departure-{place}-reason"), format!("departure-{place}-participants"));
        let (reason, participants) = (filled.one(&names.0), filled.one(&names.1));
        match (reason.is_empty(), participants.is_empty()) {
            (true, true) => {}
            (true, false) => errors.add(names.0, texts.t("reports-departure-reason-missing")),
            (false, true) => errors.add(names.1, texts.t("reports-departure-participants-missing")),
            (false, false) => {
                if let Some(participants) = read_count(texts, filled, &names.1, errors) {
                    departures.push(Departure { reason: reason.to_owned(), participants });
                }
            }
        }
    }
    departures
}

fn read_count(texts: Texts, filled: &Filled, name: &str, errors: &mut FieldErrors) -> Option<u32> {
    let count = u32::try_from(errors.number(filled, name, texts)?).ok();
    // The database keeps counts as whole numbers of 32 bits with a sign.
    let count = count.filter(|count| i32::try_from(*count).is_ok());
    if count.is_none() {
        errors.add(name, texts.t("reports-not-a-count"));
    }
    count
}

/// What does not add up and is not explained, noted where it is explained.
pub(super) fn note_doubts(texts: Texts, doubts: &[FunnelDoubt], errors: &mut FieldErrors) {
    let doubts: Vec<String> =
        doubts.iter().map(|doubt| words::doubt_in_words(texts, *doubt)).collect();
    let sentence = texts.t("reports-funnel-unexplained").with("doubts", doubts.join(" "));
    errors.add("funnel-explanation", sentence);
}

/// The headings that were sent, with their places.
fn headings(filled: &Filled) -> Vec<(usize, String)> {
    (0..MOST_ROWS)
        .map(|place| (place, filled.one(&format!("passage-{place}-heading")).to_owned()))
        .take_while(|(_, heading)| !heading.is_empty())
        .collect()
}

fn is_of_every_report(heading: &str) -> bool {
    let said = |language| {
        let texts = Texts::new(language);
        HEADINGS.iter().any(|key| texts.t(key).to_string() == heading)
    };
    Language::ALL.into_iter().any(said)
}

/// How many rows for reasons there are: those filled in and some empty ones.
fn rows(filled: &Filled) -> usize {
    let is_filled = |place: &usize| {
        let reason = filled.one(&format!("departure-{place}-reason"));
        !reason.is_empty() || !filled.one(&format!("departure-{place}-participants")).is_empty()
    };
    let last = (0..MOST_ROWS).rev().find(is_filled);
    last.map_or(0, |last| last + 1) + EMPTY_ROWS
}

/// Browsers send the ends of lines in their own way.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reporting_deadlines::Direction;

    fn targets() -> Vec<Target> {
        let number =
            Wanted::Number { value: 20, direction: Direction::AtLeast, unit: "deltakere".into() };
        let target = |position, wanted| Target {
            position,
            what: "rekruttere".into(),
            wanted,
            by_when: String::new(),
        };
        vec![target(1, number), target(2, Wanted::Quality("under 35 år".into()))]
    }

    fn contents() -> Contents {
        let result = |target, reached, verdict| TargetResult {
            target,
            reached,
            verdict,
            explanation: "Målet var for ambisiøst".into(),
        };
        Contents {
            narrative: vec![Passage { heading: "Eget".into(), text: "En.\n\nTo.".into() }],
            results: vec![result(1, Some(17), Verdict::Partly), result(2, None, Verdict::Reached)],
            funnel: Some(Funnel {
                informed: 35,
                started: 17,
                departed: 7,
                active: 10,
                in_work: 2,
                departures: vec![Departure { reason: "fravær".into(), participants: 7 }],
                explanation: "Ja.".into(),
            }),
        }
    }

    #[test]
    fn what_stands_in_the_form_is_read_back() {
        let (texts, mut errors) = (Texts::default(), FieldErrors::none());
        let filled = typed(texts, &contents());
        assert_eq!(read(texts, &targets(), &filled, &mut errors), contents());
        assert_eq!(errors, FieldErrors::none());
        let form = form(texts, &targets(), &filled, &errors);
        assert_eq!(form.departures.len(), 1 + EMPTY_ROWS);
        assert_eq!(form.field("passage-0-text").label, "Eget");
        assert_eq!(form.field("target-1-reached").one_value(), "17");
    }

    #[test]
    fn a_new_report_has_headings_and_tells_nothing() {
        let (texts, mut errors) = (Texts::default(), FieldErrors::none());
        let filled = typed(texts, &Contents::default());
        let contents = read(texts, &targets(), &filled, &mut errors);
        assert_eq!(contents.narrative.len(), HEADINGS.len());
        assert!(contents.is_empty() && errors.is_empty());
    }

    #[test]
    fn what_is_half_filled_in_is_said_at_its_field() {
        let pairs = [
            ("own-text", "Noe"),
            ("target-1-reached", "mange"),
            ("informed", "3"),
            ("started", "-1"),
            ("departure-0-participants", "2"),
            ("departure-1-reason", "flyttet"),
        ];
        let pairs: Vec<_> = pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).into();
        let mut errors = FieldErrors::none();
        read(Texts::default(), &targets(), &pairs.into(), &mut errors);
        let fields: Vec<&str> = errors.all().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "own-heading",
                "target-1-reached",
                "departure-0-reason",
                "departure-1-participants",
                "started",
                "departed",
                "active",
                "in-work"
            ]
        );
    }
}
