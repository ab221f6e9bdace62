//! A call as fields, and fields as a call. Criteria and anchors are rows that are added and removed by
//! buttons; what was typed goes along.

use super::words;
use crate::{
    App,
    kit::{Choice, Control, FieldErrors, Filled, FormField, Problem, Texts},
};
use forms::{FormKind, FormVersion, Words};
use grant_applications::{
    Anchor, CallDoubt, Criterion, NewCall, WhoMayApply,
    queries::{SchemeView, schemes_for_actor},
};
use organisations::{County, OrganisationKind, queries::counties_on};
use std::collections::BTreeSet;
use vocabulary::{Actor, Day, FormVersionId, Language};

/// What was typed, as it was sent.
pub(super) type Pairs = Vec<(String, String)>;

/// What can be chosen on the page.
pub(super) struct Offered {
    schemes: Vec<SchemeView>,
    forms: Vec<FormVersion>,
    counties: Vec<County>,
}

impl Offered {
    /// On a day; `chosen` is offered also when there is a later version of it.
    pub(super) async fn on(
        app: &App,
        actor: &Actor,
        day: Day,
        chosen: Option<FormVersionId>,
    ) -> Result<Offered, Problem> {
        let mut schemes = schemes_for_actor(&app.db, Some(actor)).await?;
        schemes.retain(|view| !view.versions.is_empty());
        let kind = Some(FormKind::Application);
        let lines = forms::queries::forms_for_actor(&app.db, actor, kind).await?;
        let mut offered: Vec<FormVersion> = lines
            .into_iter()
            .flat_map(|line| line.published.into_iter().chain(line.draft))
            .collect();
        if let Some(chosen) = chosen
            && !offered.iter().any(|version| version.id == chosen)
        {
            offered.extend(forms::version(&app.db, chosen).await?);
        }
        Ok(Offered { schemes, forms: offered, counties: counties_on(&app.db, day).await? })
    }
    /// Nothing can be announced before a scheme is published.
    pub(super) fn has_schemes(&self) -> bool {
        !self.schemes.is_empty()
    }
}

/// A form's version as a choice.
pub(super) fn form_choice(version: &FormVersion, texts: Texts) -> Choice {
    let title = crate::forms::title(&version.definition, texts);
    let key = if version.state.is_published() { "calls-form-version" } else { "calls-form-draft" };
    let said = texts.t(key).with("title", title).with("number", version.number);
    Choice::new(version.id.to_string(), said)
}

/// The indices of the rows whose names begin with this: `criterion.` of `criterion.2.nb` is 2.
pub(super) fn rows(pairs: &Pairs, prefix: &str) -> Vec<usize> {
    let found: BTreeSet<usize> = pairs
        .iter()
        .filter_map(|(name, _)| name.strip_prefix(prefix)?.split('.').next()?.parse().ok())
        .collect();
    found.into_iter().collect()
}

fn next(rows: &[usize]) -> usize {
    rows.last().map_or(0, |last| last.saturating_add(1))
}

/// Does what a button of a row asks; `false` when it asks for something else.
pub(super) fn rearranged(pairs: &mut Pairs, asked: &str) -> bool {
    /// More rows than anybody can read are not added.
    const MOST: usize = 50;
    let (verb, of) = asked.split_once(':').unwrap_or((asked, ""));
    match verb {
        "add-criterion" => {
            let rows = rows(pairs, "criterion.");
            if rows.len() < MOST {
                pairs.extend(new_criterion(next(&rows)));
            }
        }
        "add-anchor" => {
            let rows = rows(pairs, &format!("criterion.{of}.anchor."));
            if rows.len() < MOST && of.parse::<usize>().is_ok() {
                pairs
                    .push((format!("criterion.{of}.anchor.{}.points", next(&rows)), String::new()));
            }
        }
        "remove" => {
            let begins = format!("criterion.{of}.");
            pairs.retain(|(name, _)| !name.starts_with(&begins));
        }
        _ => return false,
    }
    true
}

fn new_criterion(index: usize) -> Pairs {
    let pair = |part: &str, value: &str| (format!("criterion.{index}.{part}"), value.to_owned());
    vec![pair("nb", ""), pair("weight", "1"), pair("max", "5")]
}

/// A criterion to show: its index and those of its anchors.
pub(super) struct Row {
    /// The index in the names of its fields.
    pub index: usize,
    /// Those of its anchors.
    pub anchors: Vec<usize>,
}

/// The criteria to show.
pub(super) fn criteria(pairs: &Pairs) -> Vec<Row> {
    let row =
        |index: usize| Row { index, anchors: rows(pairs, &format!("criterion.{index}.anchor.")) };
    rows(pairs, "criterion.").into_iter().map(row).collect()
}

/// The three fields of a text; bokmål is needed to save, nynorsk to open.
pub(super) fn text_fields(name: &str, key: &str, lines: u8, texts: Texts) -> Vec<FormField> {
    let field = |language: Language| {
        let said = crate::forms::words::language(language, texts);
        let label = format!("{} ({said})", texts.t(key));
        let name = format!("{name}.{}", language.code());
        let field = match lines {
            0 | 1 => FormField::text(name, label),
            _ => FormField::lines(lines, name, label),
        };
        FormField { required: language != Language::English, ..field }
    };
    Language::ALL.map(field).into()
}

/// All fields, in the order they stand.
pub(super) fn fields(pairs: &Pairs, offered: &Offered, texts: Texts) -> Vec<FormField> {
    let t = |key: &str| texts.find(key).unwrap_or_default();
    let schemes = offered.schemes.iter();
    let schemes = schemes.map(|view| Choice::new(&view.scheme.slug, &view.scheme.name)).collect();
    let forms = offered.forms.iter().map(|version| form_choice(version, texts)).collect();
    let kinds = [OrganisationKind::Municipality, OrganisationKind::Other]
        .map(|kind| Choice::new(kind.word(), words::applicant_kind(kind, texts)))
        .into();
    let counties = offered.counties.iter();
    let counties =
        counties.map(|county| Choice::new(county.number.to_string(), &county.name)).collect();
    let day = |name: &str, key: &str| FormField::day(name, t(key));
    let number = |name: &str, key: &str| FormField::number(name, t(key));
    let mut fields = vec![
        FormField::new(Control::Select(schemes), "scheme", t("calls-scheme")),
        FormField::text("slug", t("calls-slug")).hint(t("calls-slug-hint")).max_length(60),
    ];
    fields.extend(text_fields("title", "calls-title-of", 1, texts));
    fields.extend(text_fields("about", "calls-about-text", 10, texts));
    fields.extend([
        number("year", "calls-year"),
        FormField::kroner("budget", t("calls-budget")),
        day("opens_on", "calls-opens-on"),
        day("closes_on", "calls-closes-on").hint(t("calls-closes-on-hint")),
        day("late_until", "calls-late").hint(t("calls-late-hint")).optional(),
        day("decision_expected_on", "calls-decision").optional(),
        day("funded_through", "calls-funded-through"),
        day("report_due", "calls-report-due"),
        number("accept_within_days", "calls-accept-days"),
        number("remind_drafts_days", "calls-remind-days").hint(t("calls-days-never")),
        number("provisional_reply_days", "calls-provisional-days").hint(t("calls-days-never")),
        FormField::new(Control::Select(forms), "form", t("calls-form"))
            .hint(t("calls-form-hint"))
            .optional(),
        FormField::new(Control::Checkboxes(kinds), "kinds", t("calls-who"))
            .hint(t("calls-kinds-hint"))
            .optional(),
        FormField::new(Control::Checkboxes(counties), "counties", t("calls-counties"))
            .hint(t("calls-counties-hint"))
            .optional(),
        FormField::number("own_share", t("calls-own-share-percent"))
            .hint(t("calls-own-share-hint"))
            .optional(),
        FormField::new(Control::Checkbox, "continuation", t("calls-continuation-box")).optional(),
    ]);
    for (place, row) in criteria(pairs).iter().enumerate() {
        let name = |part: &str| format!("criterion.{}.{part}", row.index);
        let label = |key: &str| -> String {
            // The list of errors must tell the criteria apart.
            format!("{} {}, {}", t("calls-criterion"), place + 1, t(key))
        };
        fields.extend([
            FormField::text(name("nb"), label("calls-in-nb")),
            FormField::text(name("nn"), label("calls-in-nn")),
            FormField::text(name("en"), label("calls-in-en")).optional(),
            FormField::number(name("weight"), label("calls-weight-of")),
            FormField::number(name("max"), label("calls-max-of")),
        ]);
        for anchor in &row.anchors {
            let name = |part: &str| name(&format!("anchor.{anchor}.{part}"));
            fields.extend([
                FormField::number(name("points"), label("calls-anchor-points")),
                FormField::text(name("nb"), label("calls-anchor-nb")),
                FormField::text(name("nn"), label("calls-anchor-nn")),
                FormField::text(name("en"), label("calls-anchor-en")).optional(),
            ]);
        }
    }
    fields
}

fn three(name: &str, texts: [&str; 3]) -> Pairs {
    let texts = Language::ALL.into_iter().zip(texts);
    texts.map(|(language, text)| (format!("{name}.{}", language.code()), text.to_owned())).collect()
}

/// The fields of a call, filled in.
pub(super) fn fill(call: &NewCall) -> Pairs {
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let percent = |milli: i32| {
        if milli == 0 { String::new() } else { words::share(milli).replace("\u{a0}%", "") }
    };
    let mut pairs: Pairs = [
        ("scheme", call.scheme_slug.clone()),
        ("slug", call.slug.clone()),
        ("year", call.year.to_string()),
        ("budget", call.budget.to_string()),
        ("opens_on", call.opens_on.to_string()),
        ("closes_on", call.closes_on.to_string()),
        ("late_until", day(call.late_until)),
        ("decision_expected_on", day(call.decision_expected_on)),
        ("funded_through", call.funded_through.to_string()),
        ("report_due", call.report_due.to_string()),
        ("accept_within_days", call.accept_within_days.to_string()),
        ("remind_drafts_days", call.remind_drafts_days.to_string()),
        ("provisional_reply_days", call.provisional_reply_days.to_string()),
        ("form", call.form.map(|form| form.to_string()).unwrap_or_default()),
        ("own_share", percent(call.own_share_milli)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    pairs.extend(three("title", [&call.title, &call.title_nn, &call.title_en]));
    pairs.extend(three("about", [&call.about, &call.about_nn, &call.about_en]));
    let kinds = call.who_may_apply.kinds.iter();
    pairs.extend(kinds.map(|kind| ("kinds".to_owned(), kind.to_string())));
    let counties = call.who_may_apply.counties.iter();
    pairs.extend(counties.map(|county| ("counties".to_owned(), county.to_string())));
    if call.continuation_required {
        pairs.push(("continuation".into(), "yes".into()));
    }
    for (index, criterion) in call.criteria.iter().enumerate() {
        let name = format!("criterion.{index}");
        pairs.extend(three(&name, [&criterion.name, &criterion.name_nn, &criterion.name_en]));
        pairs.push((format!("{name}.weight"), criterion.weight.to_string()));
        pairs.push((format!("{name}.max"), criterion.max_points.to_string()));
        for (place, anchor) in criterion.anchors.iter().enumerate() {
            let name = format!("{name}.anchor.{place}");
            let said = Language::ALL.map(|one| anchor.text.exactly(one).unwrap_or_default());
            pairs.extend(three(&name, said));
            pairs.push((format!("{name}.points"), anchor.points.to_string()));
        }
    }
    pairs
}

/// A new call before anything is typed: what usually stands in it.
pub(super) fn blank(scheme: &str, today: Day) -> Pairs {
    let usual =
        NewCall { scheme_slug: scheme.to_owned(), year: today.year(), ..NewCall::default() };
    // Days and money are nobody's guess.
    let unsaid = ["budget", "opens_on", "closes_on", "funded_through", "report_due"];
    let mut pairs = fill(&usual);
    pairs.retain(|(name, _)| !unsaid.contains(&name.as_str()));
    pairs.extend(new_criterion(0));
    pairs
}

/// A call as it was typed, and which row of the page each of its criteria stands in.
pub(super) struct Typed {
    /// The call.
    pub call: NewCall,
    rows: Vec<usize>,
}

struct Reader<'a> {
    filled: &'a Filled,
    errors: &'a mut FieldErrors,
    texts: Texts,
}

impl Reader<'_> {
    fn number(&mut self, name: &str) -> Option<i32> {
        let number = self.errors.number(self.filled, name, self.texts)?;
        let fits = i32::try_from(number).ok();
        if fits.is_none() {
            self.errors.add(name, self.texts.t("form-not-a-number"));
        }
        fits
    }
    fn day(&mut self, name: &str) -> Option<Day> {
        self.errors.day(self.filled, name, self.texts)
    }
    /// A day that may be left out; what cannot be read is noted.
    fn maybe_day(&mut self, name: &str) -> Option<Day> {
        if self.filled.one(name).is_empty() { None } else { self.day(name) }
    }
    fn text(&self, name: &str) -> String {
        self.filled.one(name).replace("\r\n", "\n")
    }
    fn own_share(&mut self) -> i32 {
        let typed = self.filled.one("own_share").trim_end_matches('%').trim().replace(',', ".");
        if typed.is_empty() {
            return 0;
        }
        // Tenths of a percent are the finest a share is said in.
        let (whole, tenths) = typed.split_once('.').unwrap_or((&typed, "0"));
        let share = whole.parse::<i32>().ok().zip(tenths.parse::<i32>().ok());
        let share = share.filter(|(whole, tenths)| *whole < 1000 && (0..10).contains(tenths));
        share.map(|(whole, tenths)| whole * 10 + tenths).unwrap_or_else(|| {
            self.errors.add("own_share", self.texts.t("calls-own-share-wrong"));
            0
        })
    }
    fn criterion(&mut self, row: &Row) -> Option<Criterion> {
        let name = |part: &str| format!("criterion.{}.{part}", row.index);
        let names = ["nb", "nn", "en"].map(|part| self.text(&name(part)));
        let says = |anchor: &usize| {
            let parts = ["points", "nb", "nn", "en"];
            parts
                .iter()
                .any(|part| !self.text(&name(&format!("anchor.{anchor}.{part}"))).is_empty())
        };
        let anchors: Vec<usize> = row.anchors.iter().copied().filter(says).collect();
        if names.iter().all(String::is_empty) && anchors.is_empty() {
            return None;
        }
        let mut read = Vec::new();
        for anchor in anchors {
            let name = |part: &str| name(&format!("anchor.{anchor}.{part}"));
            let points = self.number(&name("points"));
            let texts = Language::ALL.map(|one| (one, self.text(&name(one.code()))));
            let said = texts.into_iter().filter(|(_, text)| !text.is_empty());
            let text = said.fold(Words::default(), |all, (one, text)| all.with(one, text));
            read.extend(points.map(|points| Anchor { points, text }));
        }
        let [name_nb, name_nn, name_en] = names;
        Some(Criterion {
            name: name_nb,
            name_nn,
            name_en,
            weight: self.number(&name("weight")).unwrap_or(1),
            max_points: self.number(&name("max")).unwrap_or(1),
            anchors: read,
        })
    }
}

/// What the fields say; what cannot be read is noted, and then nothing comes back.
pub(super) fn read(pairs: &Pairs, errors: &mut FieldErrors, texts: Texts) -> Option<Typed> {
    let filled = Filled::from(pairs.clone());
    let scheme = errors.text(&filled, "scheme", texts).map(str::to_owned);
    let slug = errors.text(&filled, "slug", texts).map(str::to_owned);
    let title = errors.text(&filled, "title.nb", texts).map(str::to_owned);
    let budget = errors.kroner(&filled, "budget", texts);
    let mut reader = Reader { filled: &filled, errors, texts };
    let (mut criteria, mut kept) = (Vec::new(), Vec::new());
    let own_share_milli = reader.own_share();
    let year = reader.number("year");
    let (opens_on, closes_on) = (reader.day("opens_on"), reader.day("closes_on"));
    let late_until = reader.maybe_day("late_until");
    let decision_expected_on = reader.maybe_day("decision_expected_on");
    let (funded_through, report_due) = (reader.day("funded_through"), reader.day("report_due"));
    let accept_within_days = reader.number("accept_within_days");
    let remind_drafts_days = reader.number("remind_drafts_days");
    let provisional_reply_days = reader.number("provisional_reply_days");
    for row in self::criteria(pairs) {
        if let Some(criterion) = reader.criterion(&row) {
            criteria.push(criterion);
            kept.push(row.index);
        }
    }
    let text = |name: &str| filled.one(name).replace("\r\n", "\n");
    let call = NewCall {
        scheme_slug: scheme?,
        slug: slug?,
        title: title?,
        title_nn: text("title.nn"),
        title_en: text("title.en"),
        year: year?,
        budget: budget?,
        opens_on: opens_on?,
        closes_on: closes_on?,
        report_due: report_due?,
        funded_through: funded_through?,
        accept_within_days: accept_within_days?,
        about: text("about.nb"),
        about_nn: text("about.nn"),
        about_en: text("about.en"),
        criteria,
        form: filled.one("form").parse().ok(),
        who_may_apply: WhoMayApply {
            kinds: filled.all("kinds").filter_map(|kind| kind.parse().ok()).collect(),
            counties: filled.all("counties").filter_map(|number| number.parse().ok()).collect(),
        },
        own_share_milli,
        continuation_required: filled.one("continuation") == "yes",
        late_until,
        decision_expected_on,
        remind_drafts_days: remind_drafts_days?,
        provisional_reply_days: provisional_reply_days?,
    };
    errors.is_empty().then_some(Typed { call, rows: kept })
}

impl Typed {
    /// The field of the page at which a doubt is said.
    pub(super) fn field_of(&self, doubt: &CallDoubt) -> String {
        let at = |number: &usize, part: &str| {
            let row = number.checked_sub(1).and_then(|place| self.rows.get(place));
            row.map_or_else(|| "criteria".to_owned(), |row| format!("criterion.{row}.{part}"))
        };
        match doubt {
            CallDoubt::NoTitle => "title.nb".to_owned(),
            CallDoubt::NamelessCriterion(number) => at(number, "nb"),
            CallDoubt::WeightlessCriterion(number) => at(number, "weight"),
            CallDoubt::PointlessCriterion(number) => at(number, "max"),
            CallDoubt::AnchorOffScale { criterion, .. }
            | CallDoubt::AnchorTwice { criterion, .. } => at(criterion, "max"),
            CallDoubt::OwnShareIsNoShare => "own_share".to_owned(),
            CallDoubt::DirectorateCannotApply => "kinds".to_owned(),
            other => other.field().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocabulary::Money;

    fn call() -> NewCall {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        NewCall {
            scheme_slug: "ips".into(),
            slug: "ips-2026".into(),
            title: "IPS".into(),
            title_nn: "IPS nn".into(),
            about: "Om".into(),
            year: 2026,
            budget: Money::from_kroner(1_250_000),
            opens_on: day("2026-01-09"),
            closes_on: day("2026-02-27"),
            report_due: day("2027-03-01"),
            funded_through: day("2026-12-31"),
            late_until: Some(day("2026-03-02")),
            own_share_milli: 125,
            who_may_apply: WhoMayApply {
                kinds: vec![OrganisationKind::Municipality],
                counties: vec!["03".parse().expect("a county")],
            },
            criteria: vec![
                Criterion {
                    name: "Plan".into(),
                    weight: 2,
                    max_points: 5,
                    anchors: vec![Anchor { points: 5, text: Words::norwegian("God", "God nn") }],
                    ..Criterion::default()
                },
                Criterion {
                    name: "Nytte".into(),
                    weight: 1,
                    max_points: 3,
                    ..Criterion::default()
                },
            ],
            ..NewCall::default()
        }
    }

    #[test]
    fn a_call_comes_back_from_the_page_as_it_was() {
        let mut errors = FieldErrors::none();
        let typed = read(&fill(&call()), &mut errors, Texts::default()).expect("a call");
        assert_eq!(typed.call, call());
    }

    #[test]
    fn rows_are_added_and_removed_and_the_rest_is_kept() {
        let mut pairs = fill(&call());
        assert!(rearranged(&mut pairs, "add-anchor:1"));
        assert!(rearranged(&mut pairs, "add-criterion"));
        assert!(rearranged(&mut pairs, "remove:0"));
        assert!(!rearranged(&mut pairs, "save"));
        let shown: Vec<_> =
            criteria(&pairs).iter().map(|row| (row.index, row.anchors.clone())).collect();
        assert_eq!(shown, [(1, vec![0]), (2, vec![])]);
        // Rows that say nothing are no criteria and no anchors.
        let mut errors = FieldErrors::none();
        let typed = read(&pairs, &mut errors, Texts::default()).expect("a call");
        assert_eq!(typed.call.criteria, call().criteria[1..]);
        assert_eq!(typed.field_of(&CallDoubt::WeightlessCriterion(1)), "criterion.1.weight");
        assert_eq!(typed.field_of(&CallDoubt::NothingToScoreOn), "criteria");
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field() {
        let mut pairs = fill(&call());
        for (name, value) in &mut pairs {
            match name.as_str() {
                "own_share" => "tolv".clone_into(value),
                "closes_on" => "snart".clone_into(value),
                "criterion.0.anchor.0.points" => "fem".clone_into(value),
                _ => {}
            }
        }
        let mut errors = FieldErrors::none();
        assert!(read(&pairs, &mut errors, Texts::default()).is_none());
        for field in ["own_share", "closes_on", "criterion.0.anchor.0.points"] {
            assert!(errors.of(field).is_some(), "{field}");
        }
        assert_eq!(errors.all().len(), 3);
    }
}
